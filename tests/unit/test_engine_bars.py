"""Bars against pandas, days against zoneinfo: two libraries that are not ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import (
    BarBuilder,
    MtfEngine,
    TickColumns,
    bar_span,
    parse_timeframe,
    tick_columns,
    to_bars,
)

INTRADAY = {
    "S1": "1s",
    "S5": "5s",
    "S7": "7s",
    "S15": "15s",
    "S90": "90s",
    "M1": "1min",
    "M5": "5min",
    "M7": "7min",
    "M15": "15min",
    "M30": "30min",
    "H1": "1h",
    "H4": "4h",
    "H5": "5h",
    "H24": "24h",
    "H36": "36h",
}
NEW_YORK = ZoneInfo("America/New_York")
BOUNDARIES: tuple[Literal["left", "right"], ...] = ("left", "right")


def random_ticks(seed: int, mean_gap_us: int, count: int = 20_000) -> Ticks:
    """Gaps of whole 100 ms at times, so that many ticks lie exactly on boundaries; some of zero."""
    rng = np.random.default_rng(seed)
    gaps = rng.integers(0, 2 * mean_gap_us, count)
    gaps[rng.random(count) < 0.05] = 0
    ts_us = 1_549_238_400_000_000 + np.cumsum(gaps)
    on_grid = rng.random(count) < 0.5
    ts_us = np.maximum.accumulate(np.where(on_grid, ts_us // 1_000_000 * 1_000_000, ts_us))
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    return Ticks(ts_us, bid, bid + rng.integers(-1, 12, count), *rng.integers(0, 10**7, (2, count)))


def built(ticks: Ticks, timeframe: str, boundary: Literal["left", "right"], chunk: int = 3_000) -> Bars:
    builder = BarBuilder(timeframe, boundary=boundary)
    columns = tick_columns(ticks)
    parts = [builder.push(columns.slice(start, start + chunk)) for start in range(0, len(columns), chunk)]
    return Bars.concatenate([to_bars(part) for part in (*parts, builder.finish())])


def resampled(ticks: Ticks, rule: str, boundary: Literal["left", "right"]) -> dict[str, np.ndarray]:
    """Columns of `Bars` that pandas makes of the same ticks, but for `close_us`."""
    frame = pd.DataFrame({name: getattr(ticks, name) for name in Ticks.names()})
    frame["mid2"] = frame["bid"] + frame["ask"]
    frame.index = pd.DatetimeIndex(ticks.ts_us.astype("datetime64[us]"))
    groups = frame.resample(rule, closed=boundary, label="left", origin="epoch")
    table = pd.DataFrame(
        {
            **{
                f"{side}_{part}": getattr(groups[side], how)()
                for side in ("bid", "ask", "mid2")
                for part, how in OHLC
            },
            "bid_volume": groups["bid_volume"].sum(),
            "ask_volume": groups["ask_volume"].sum(),
            "ticks": groups.size(),
            "first_us": groups["ts_us"].first(),
            "last_us": groups["ts_us"].last(),
        }
    )
    table = table[table["ticks"] > 0].astype("int64")
    opens = {"open_us": table.index.to_numpy().astype("datetime64[us]").astype("int64")}
    return opens | {str(name): table[name].to_numpy() for name in table.columns}


OHLC = (("open", "first"), ("high", "max"), ("low", "min"), ("close", "last"))


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("timeframe", INTRADAY)
@pytest.mark.parametrize("mean_gap_us", [80_000, 30_000_000])
def test_intraday_bars_are_those_of_pandas(
    timeframe: str, boundary: Literal["left", "right"], mean_gap_us: int
) -> None:
    ticks = random_ticks(len(timeframe) + mean_gap_us, mean_gap_us)
    bars = built(ticks, timeframe, boundary)
    expected = resampled(ticks, INTRADAY[timeframe], boundary)
    for name, column in expected.items():
        np.testing.assert_array_equal(getattr(bars, name), column, err_msg=f"{timeframe} {name}")
    width = np.timedelta64(pd.Timedelta(INTRADAY[timeframe])) // np.timedelta64(1, "us")
    np.testing.assert_array_equal(bars.close_us - bars.open_us, width)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_the_engine_of_all_timeframes_has_the_bars_of_pandas(boundary: Literal["left", "right"]) -> None:
    ticks = random_ticks(3, 2_000_000)
    engine = MtfEngine(list(INTRADAY), depth=20_000, boundary=boundary)
    engine.on_ticks(tick_columns(ticks))
    for timeframe, rule in INTRADAY.items():
        _, completed = engine.completed(timeframe)
        bars = Bars.concatenate([to_bars(completed), to_bars(engine.forming(timeframe))])
        for name, column in resampled(ticks, rule, boundary).items():
            np.testing.assert_array_equal(getattr(bars, name), column, err_msg=f"{timeframe} {name}")


def micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def close_of(day: date) -> int:
    return micros(datetime.combine(day, time(17), tzinfo=NEW_YORK).astimezone(UTC))


@pytest.mark.parametrize("year", [1974, 1987, 2006, 2007, 2019, 2025, 2037])
def test_days_close_at_17_in_new_york_all_year(year: int) -> None:
    for offset in range(366):
        day = date(year, 1, 1) + timedelta(days=offset)
        if day.weekday() > 4:
            continue
        open_us = close_of(day - timedelta(days=1))
        start_us = close_of(day - timedelta(days=3)) if day.weekday() == 0 else open_us
        span = (start_us, open_us, close_of(day))
        for ts_us in (start_us, open_us, close_of(day) - 1):
            assert bar_span("D1", ts_us) == span, day
        for ts_us in (start_us + 1, open_us + 1, close_of(day)):
            assert bar_span("D1", ts_us, boundary="right") == span, day


def test_weekend_ticks_belong_to_monday_and_make_no_bars_of_their_own() -> None:
    # New York's clocks went on in the night to 2025-03-09: Friday closed at 22:00 UTC, Sunday opened at 21:00.
    times = [
        "2025-03-07T21:59",
        "2025-03-08T12:00",
        "2025-03-09T15:00",
        "2025-03-09T21:00",
        "2025-03-10T20:59",
    ]
    ts_us = np.array([micros(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in times])
    ones = np.ones(len(ts_us), dtype=np.int64)
    bars = built(Ticks(ts_us, ones, ones, ones, ones), "D1", "left")
    opens = [datetime.fromtimestamp(open_us / 1e6, UTC).isoformat() for open_us in bars.open_us]
    assert opens == ["2025-03-06T22:00:00+00:00", "2025-03-09T21:00:00+00:00"]
    assert bars.ticks.tolist() == [1, 4]
    assert bars.first_us.tolist() == [ts_us[0], ts_us[1]]


def test_a_tick_before_the_last_is_refused_and_nothing_is_taken() -> None:
    ones = np.ones(3, dtype=np.int64)
    builder = BarBuilder("M1")
    builder.push(tick_columns(Ticks(ones * 5, ones, ones, ones, ones)))
    with pytest.raises(InputError, match="tick 1: expected ticks in time order: 6 us or later, found 4 us"):
        builder.push(tick_columns(Ticks(np.array([6, 4, 7]), ones, ones, ones, ones)))
    forming = to_bars(builder.finish())
    assert (forming.ticks.tolist(), forming.last_us.tolist()) == ([3], [5])


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("5m", "M5"),
        ("60s", "M1"),
        ("1d", "D1"),
        ("h4", "H4"),
        ("90 min", "M90"),
        ("1 h", "H1"),
        ("4 hours", "H4"),
        (" 60 minutes ", "H1"),
        ("Minute 5", "M5"),
        ("t 100", "T100"),
        ("K1000000000000000", "K1000000000000000"),
    ],
)
def test_timeframes_have_one_canonical_name(name: str, canonical: str) -> None:
    assert parse_timeframe(name) == canonical


def test_faults_say_what_was_expected() -> None:
    ticks = TickColumns.from_numpy(*np.zeros((5, 0), dtype=np.int64))
    rows: list[tuple[Callable[[], object], str]] = [
        (
            lambda: parse_timeframe("1M"),
            "timeframe: expected a timeframe such as .*found '1M'; minutes are written",
        ),
        (lambda: bar_span("M1", 0, boundary="both"), "boundary: expected left or right, found 'both'"),  # type: ignore[arg-type]
        (lambda: BarBuilder("M1", day_close="london"), "day_close: expected new-york or utc, found 'london'"),  # type: ignore[arg-type]
        (lambda: MtfEngine([]), "timeframes: expected at least one timeframe, found none"),
        (lambda: MtfEngine(["M1", "1m"]), "timeframes: expected each timeframe once, found M1 twice"),
        (lambda: MtfEngine(["M1"], depth=0), "depth: expected a depth of 1 to 10000000 bars, found 0"),
        (lambda: MtfEngine(["M1", "H4"]).forming("M5"), "timeframes: expected one of M1 H4, found M5"),
    ]
    assert len(BarBuilder("M1").push(ticks)) == 0
    for make, message in rows:
        with pytest.raises(InputError, match=message):
            make()
