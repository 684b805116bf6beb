from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.adapters.volume_unit import SAMPLE_SCALE, guess_volume_unit, volume_unit_named


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ([2.33, 1.58], "millions"),
        ([1, 2, 15], "millions"),
        ([1_500_000, 750_000], "units"),
        ([1000], "units"),
        ([999], "millions"),
        ([1_500_000.5], "millions"),
        ([0, 0], "units"),
        ([], "units"),
    ],
)
def test_the_sample_tells_the_unit(volumes: list[float], expected: str) -> None:
    sample = np.array([round(volume * SAMPLE_SCALE) for volume in volumes], dtype=np.int64)
    assert guess_volume_unit(sample) == expected


@pytest.mark.parametrize(("name", "unit"), [("auto", None), ("thousands", "thousands"), ("units", "units")])
def test_auto_is_no_unit(name: str, unit: str | None) -> None:
    assert volume_unit_named(name) == unit
