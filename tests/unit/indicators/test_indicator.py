"""Indicators from Python: one bar or many, on trial or for good, saved and restored, and asked for wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import Indicator, indicators
from tests.unit.indicators.bars import Columns, walk

NAMES = [spec.name for spec in indicators()]
ROWS = 120


def session_bars() -> Columns:
    bars = walk(ROWS, seed=7)
    spread = bars["high"] - bars["low"]
    starts = (np.arange(ROWS) % 30 == 0).astype(np.float64)
    return bars | {
        "spread_mean": spread,
        "spread_low": spread,
        "spread_high": spread,
        "session_start": starts,
    }


def bar_at(bars: Columns, row: int) -> dict[str, Any]:
    return {name: float(column[row]) for name, column in bars.items()}


@pytest.mark.parametrize("name", NAMES)
def test_many_bars_at_once_are_the_same_bars_one_by_one(name: str) -> None:
    bars = session_bars()
    at_once, one_by_one, in_parts = Indicator(name), Indicator(name), Indicator(name)
    columns = at_once.update_many(**bars)
    rows = []
    for row in range(ROWS):
        previewed = one_by_one.preview(**bar_at(bars, row))
        rows.append(one_by_one.update(**bar_at(bars, row)))
        np.testing.assert_equal(previewed, rows[-1])
    for output, column in columns.items():
        np.testing.assert_array_equal(column, [row[output] for row in rows])
    parts = [
        in_parts.update_many(**{field: column[part] for field, column in bars.items()})
        for part in (slice(0, 0), slice(0, 50), slice(50, ROWS))
    ]
    for output, column in columns.items():
        np.testing.assert_array_equal(column, np.concatenate([part[output] for part in parts]))
    assert at_once.save() == one_by_one.save() == in_parts.save()
    np.testing.assert_equal(at_once.values, rows[-1])


@pytest.mark.parametrize("name", NAMES)
def test_a_restored_indicator_goes_on_where_the_saved_one_was(name: str) -> None:
    bars = session_bars()
    original, restored = Indicator(name), Indicator(name)
    original.update_many(**{field: column[:70] for field, column in bars.items()})
    restored.restore(original.save())
    rest = {field: column[70:] for field, column in bars.items()}
    np.testing.assert_equal(restored.update_many(**rest), original.update_many(**rest))
    assert restored.save() == original.save()


def test_a_row_of_the_table_says_what_to_set_and_to_draw() -> None:
    rows = {spec.name: spec for spec in indicators()}
    macd = rows["MACD"]
    assert [(param.name, param.kind, param.default, param.minimum) for param in macd.params] == [
        ("fast", "count", 12, 1.0),
        ("slow", "count", 26, 1.0),
        ("signal", "count", 9, 1.0),
        ("source", "choice", "close", None),
    ]
    assert macd.params[3].words == ["close", "open", "high", "low", "hl2", "hlc3", "ohlc4", "hlcc4"]
    assert [(output.name, output.pane, output.style) for output in macd.outputs] == [
        ("macd", "own", "line"),
        ("signal", "own", "line"),
        ("histogram", "own", "histogram"),
    ]
    assert (macd.group, macd.inputs, macd.warm_up(), macd.warm_up(slow=50)) == (
        "Momentum",
        ["source"],
        34,
        58,
    )
    assert "Appel" in macd.formula
    spans = {output.name: (output.ahead, output.back) for output in rows["ICHIMOKU"].outputs}
    assert (spans["span_a"], spans["chikou"]) == (("displacement", None), (None, "displacement"))
    rsi = Indicator("rsi", period=7, source="hlc3")
    assert (rsi.name, rsi.params, rsi.warm_up) == ("RSI", {"period": 7, "source": "hlc3"}, 8)
    assert Indicator("SAR").params == {"acceleration": 0.02, "maximum": 0.2}


PRICES: dict[str, Any] = {"open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0}
COLUMN = np.ones(3)
COLUMNS = {"open": COLUMN, "high": COLUMN, "low": COLUMN, "close": COLUMN}

REFUSED: list[tuple[Callable[[], object], str, str, str]] = [
    (lambda: Indicator("XYZ"), "the name of an indicator", "'XYZ'", "indicator"),
    (lambda: Indicator("SMA", n=3), "period or source", "'n'", "SMA"),
    (lambda: Indicator("SMA", period=0), "a whole number from 1 to 10000", "0", "SMA, parameter period"),
    (lambda: Indicator("SMA").update(**PRICES | {"high": np.inf}), "a finite number", "inf", "high, row 0"),
    (lambda: Indicator("SMA").preview(**PRICES | {"low": np.nan}), "a finite number", "NaN", "low, row 0"),
    (
        lambda: Indicator("SMA").update_many(**COLUMNS | {"close": np.array([1.0, 2.0, np.nan])}),
        "a finite number",
        "NaN",
        "close, row 2",
    ),
    (
        lambda: Indicator("SMA").update_many(**COLUMNS | {"close": np.ones(2)}),
        "3 rows, as in open",
        "2 rows",
        "column close",
    ),
    (
        lambda: Indicator("SMA").update_many(**COLUMNS | {"volume": np.ones((3, 1))}),
        "one dimension of numbers",
        "float64 of 2 dimensions",
        "column volume",
    ),
    (
        lambda: Indicator("SMA").update_many(open=COLUMN, high=COLUMN, low=COLUMN),  # type: ignore[call-arg]
        "open, high, low, close",
        "no close",
        "a bar for an indicator",
    ),
    (
        lambda: Indicator("SMA").restore(Indicator("SMA", period=5).save()),
        "the saved state of this indicator with these parameters",
        "too few bytes",
        "SMA, indicator state",
    ),
]


@pytest.mark.parametrize(("call", "expected", "found", "where"), REFUSED)
def test_what_is_wrong_is_refused_in_words(
    call: Callable[[], object], expected: str, found: str, where: str
) -> None:
    with pytest.raises(InputError) as raised:
        call()
    assert (raised.value.expected, raised.value.found, raised.value.where) == (expected, found, where)


def test_a_refused_call_leaves_the_memory_as_it_was() -> None:
    sma = Indicator("SMA", period=2)
    sma.update_many(**COLUMNS)
    state = sma.save()
    for call in (
        lambda: sma.update_many(**COLUMNS | {"close": np.array([1.0, 2.0, np.nan])}),
        lambda: sma.restore(state[:-1]),
    ):
        with pytest.raises(InputError):
            call()
    assert sma.save() == state


def test_whole_numbers_and_flags_are_taken_as_columns() -> None:
    bars = {name: np.array([1, 2, 3]) for name in ("open", "high", "low", "close", "volume")}
    found = Indicator("VWAP").update_many(**bars, session_start=np.array([True, False, True]))
    # 1; (1 × 1 + 2 × 2) / 3; a new session: 3
    np.testing.assert_allclose(found["vwap"], [1.0, 5.0 / 3.0, 3.0], rtol=1e-15)
