from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.services.alerts.crossing import When, crossings

NAN = float("nan")


@pytest.mark.parametrize(
    ("before", "values", "when", "rows"),
    [
        (99, [100], "above", [0]),  # the level itself is reached
        (99, [101], "above", [0]),
        (99, [99, 100, 101, 102], "above", [1]),
        (100, [101, 102], "above", []),  # stood on it: must be left first
        (101, [99, 101, 99, 100], "above", [1, 3]),
        (None, [101, 102], "above", []),
        (None, [99, 101], "above", [1]),
        (101, [100], "below", [0]),
        (101, [99, 98], "below", [0]),
        (None, [100, 99], "below", []),
        (99, [101, 99, 100], "touch", [0, 1, 2]),
        (100, [100, 101, 100], "touch", [2]),
        (99, [NAN, 101, NAN, 99], "touch", [1, 3]),
        (None, [NAN, 99, 101], "above", [2]),
        (99, [], "above", []),
        (99, [NAN], "above", []),
    ],
)
def test_the_very_value_that_crosses(
    before: float | None, values: list[float], when: When, rows: list[int]
) -> None:
    assert crossings(before, np.array(values, dtype=np.float64), when, 100).tolist() == rows
