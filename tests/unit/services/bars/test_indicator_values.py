"""Values over stored bars are those that the engine has after each of them, wherever the range begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol.messages import GetValues
from pyworkstation.services.bars import indicator_values
from pyworkstation.services.bars.indicator_values import get_values
from tests.stores import open_at, store_rows, ticks_of

MINUTE = 60_000_000
ROWS = [
    (row * 20_000_000, 108_000 + round(40 * np.sin(row / 9)), 108_002 + round(40 * np.sin(row / 9)), 100, 100)
    for row in range(900)
]


def _answered(folder: Path, **request: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    asked = GetValues(symbol="EURUSD", timeframe="M1", **request)  # type: ignore[arg-type]
    with open_at(folder) as store:
        store_rows(store, "walk", ROWS)
        parts = list(get_values(asked, store, Asker()))
    return np.concatenate(
        [np.frombuffer(part.packed, dtype="<f8").reshape(len(part.outputs), part.count) for part in parts],
        axis=1,
    )


@pytest.mark.parametrize("bars", [(0, 300), (100, 300), (250, 290), (299, 300)])
@pytest.mark.parametrize(("name", "params"), [("EMA", {"period": 20.0}), ("BBANDS", {})])
def test_they_are_those_of_the_engine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    params: dict[str, float],
    bars: tuple[int, int],
) -> None:
    from_bar, to_bar = bars
    monkeypatch.setattr(indicator_values, "PART_ROWS", 64)
    engine = MtfEngine(["M1"], depth=500, digits=5)
    number = engine.add_indicator("M1", name, side="mid", **params)
    engine.on_ticks(ticks_of(ROWS))
    _, completed = engine.indicator_values(number, 0)
    expected = np.stack([np.asarray(column) for column in completed.values()])
    found = _answered(
        tmp_path, name=name, side="mid", params=params, from_us=from_bar * MINUTE, to_us=to_bar * MINUTE
    )
    assert found.shape[1] == to_bar - from_bar
    assert np.array_equal(found[:, : 299 - from_bar], expected[:, from_bar:to_bar], equal_nan=True)


def test_a_range_without_bars_has_one_empty_part(tmp_path: Path) -> None:
    assert _answered(tmp_path, name="EMA", from_us=10**15, to_us=10**15 + 1).shape == (1, 0)


@pytest.mark.parametrize(("name", "words"), [("NOPE", "NOPE"), ("SPREAD", "stored bars have none")])
def test_what_bars_cannot_tell_is_refused(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        _answered(tmp_path, name=name)


def test_nobody_works_for_an_asker_who_has_gone(tmp_path: Path) -> None:
    asker = Asker()
    asker.leave()
    with open_at(tmp_path) as store:
        store_rows(store, "walk", ROWS)
        with pytest.raises(AskerGoneError):
            list(get_values(GetValues(symbol="EURUSD", timeframe="M1", name="EMA"), store, asker))
