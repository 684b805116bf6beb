"""Indicators over stored bars have the values of the engine that saw the ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pyworkstation.bar_indicators import Asked, BarIndicators, parse_asked
from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import BarBuilder, MtfEngine, SessionCalendar, TickColumns, indicators, to_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.domain.timeframe import Side
    from pyworkstation.engine import EngineDayClose

ROWS = 30_000
DIGITS = 5


GOLD = SessionCalendar(
    "America/New_York",
    day_close="17:00",
    open=[("Sun 18:00", "Mon 17:00"), ("Mon 18:00", "Tue 17:00"), ("Tue 18:00", "Wed 17:00")],
)


def ticks() -> TickColumns:
    """Nine days over a weekend, from a Thursday on."""
    random = np.random.default_rng(3)
    ts_us = 1_551_916_800_000_000 + np.cumsum(random.integers(0, 52_000_000, ROWS))
    bid = 114_000 + np.cumsum(random.integers(-9, 10, ROWS))
    volumes = random.integers(0, 10**7, (2, ROWS))
    return TickColumns.from_numpy(ts_us, bid, bid + random.integers(1, 20, ROWS), *volumes)


def told(columns: dict[str, NDArray[np.float64]]) -> dict[str, bytes]:
    return {name: column.tobytes() for name, column in columns.items()}


@pytest.mark.parametrize("timeframe", ["M15", "H4", "D1", "T50"])
@pytest.mark.parametrize(
    ("side", "day_close"), [("bid", "new-york"), ("ask", "utc"), ("mid", "new-york"), ("bid", GOLD)]
)
def test_values_are_those_of_the_engine_that_saw_the_ticks(
    timeframe: str, side: Side, day_close: EngineDayClose
) -> None:
    names = [spec.name for spec in indicators() if "spread" not in spec.inputs]
    engine = MtfEngine([timeframe], digits=DIGITS, day_close=day_close)
    ids = [engine.add_indicator(timeframe, name, side=side) for name in names]
    engine.on_ticks(ticks())
    builder = BarBuilder(timeframe, day_close=day_close)
    bars = Bars.concatenate([to_bars(builder.push(ticks())), to_bars(builder.finish())])
    seen = BarIndicators(
        [Asked(name, {}, name) for name in names], digits=DIGITS, side=side, day_close=day_close
    )
    pieces = [seen.take(bars[start : start + 37]) for start in range(0, len(bars), 37)]
    found = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    for name, number in zip(names, ids, strict=True):
        _, completed = engine.indicator_values(number)
        forming = engine.indicator_forming(number)
        for output, column in completed.items():
            # The last bar is not complete: it has the engine's preview.
            last = [] if forming is None else [forming[output]]
            label = name if len(completed) == 1 else f"{name}_{output}"
            assert found[label].tobytes() == np.append(column, last).tobytes(), label


ASKED = [
    ("ema(20)", Asked("EMA", {"period": 20.0}, "EMA_20")),
    (" EMA ", Asked("EMA", {}, "EMA")),
    ("ema()", Asked("EMA", {}, "EMA")),
    ("rsi(period=14)", Asked("RSI", {"period": 14.0}, "RSI_14")),
    ("Macd(12, 26, signal=9)", Asked("MACD", {"fast": 12.0, "slow": 26.0, "signal": 9.0}, "MACD_12_26_9")),
    ("sma(9, 'high')", Asked("SMA", {"period": 9.0, "source": "high"}, "SMA_9_high")),
    ("t3(5, 0.7)", Asked("T3", {"period": 5.0, "factor": 0.7}, "T3_5_0.7")),
]


@pytest.mark.parametrize(("text", "asked"), ASKED, ids=[text for text, _ in ASKED])
def test_an_indicator_is_read_as_people_write_it(text: str, asked: Asked) -> None:
    assert parse_asked([text], where="--indicator") == [asked]


REFUSED = [
    (["ema(20"], "expected an indicator such as EMA, .* found 'ema\\(20'"),
    ([""], "expected an indicator such as EMA"),
    (["emma(20)"], "expected the name of an indicator"),
    (["ema(0)"], "period"),
    (["ema(20, close, 3)"], "expected 2 values at most: period, source"),
    (["ema(20, period=20)"], "expected period once"),
    (["ema(length=20)"], "length"),
    (["ema(20,)"], "source"),
    (["spread"], "expected an indicator of prices and volumes, found SPREAD"),
    (["ema(20)", "EMA(period=20)"], "expected each indicator once, found EMA_20, EMA_20"),
]


@pytest.mark.parametrize(("texts", "message"), REFUSED, ids=[str(texts) for texts, _ in REFUSED])
def test_what_is_no_indicator_is_refused(texts: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_asked(texts, where="--indicator")
