"""Bars of every period of time against polars, DuckDB and Python's zoneinfo, on random ticks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.engine import BarBuilder, MtfEngine, SessionCalendar, bar_span, tick_columns, to_bars

Boundary = Literal["left", "right"]
BOUNDARIES: tuple[Boundary, ...] = ("left", "right")
# Name, polars' interval, DuckDB's. Both align fixed widths to the epoch, and weeks to Mondays.
PERIODS = {
    "S1": ("1s", "1 second"),
    "S5": ("5s", "5 seconds"),
    "S15": ("15s", "15 seconds"),
    "M1": ("1m", "1 minute"),
    "M5": ("5m", "5 minutes"),
    "M15": ("15m", "15 minutes"),
    "M30": ("30m", "30 minutes"),
    "H1": ("1h", "1 hour"),
    "H4": ("4h", "4 hours"),
    "D1": ("1d", "1 day"),
    "W1": ("1w", "1 week"),
    "MN1": ("1mo", "1 month"),
    "MN3": ("3mo", "3 months"),
}
SIDES = ("bid", "ask", "mid2")


def random_ticks(mean_gap_us: int, count: int = 30_000) -> Ticks:
    """Half of them on whole seconds, so that many lie exactly on boundaries; some share a stamp."""
    rng = np.random.default_rng(mean_gap_us)
    ts_us = 1_549_238_400_000_000 + np.cumsum(rng.integers(0, 2 * mean_gap_us, count))
    ts_us = np.where(rng.random(count) < 0.5, ts_us // 1_000_000 * 1_000_000, ts_us)
    ts_us[::500] = ts_us[::500] // 3_600_000_000 * 3_600_000_000
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    volumes = rng.integers(0, 10**7, (2, count))
    return Ticks(np.maximum.accumulate(ts_us), bid, bid + rng.integers(-1, 12, count), *volumes)


def engine_bars(ticks: Ticks, timeframes: list[str], boundary: Boundary) -> dict[str, Bars]:
    engine = MtfEngine(timeframes, depth=30_000, boundary=boundary, day_close="utc")
    engine.on_ticks(tick_columns(ticks))
    return {
        name: Bars.concatenate([to_bars(engine.completed(name)[1]), to_bars(engine.forming(name))])
        for name in timeframes
    }


def assert_same(bars: Bars, columns: dict[str, Any], timeframe: str) -> None:
    for name, column in columns.items():
        np.testing.assert_array_equal(getattr(bars, name), column, err_msg=f"{timeframe} {name}")


def polars_bars(ticks: Ticks, every: str, boundary: Boundary) -> dict[str, Any]:
    pl = pytest.importorskip("polars")
    columns = {name: getattr(ticks, name) for name in Ticks.names()}
    frame = pl.DataFrame(columns).with_columns(
        mid2=pl.col("bid") + pl.col("ask"), ts=pl.col("ts_us").cast(pl.Datetime("us"))
    )
    parts = {"open": "first", "high": "max", "low": "min", "close": "last"}
    prices = [
        getattr(pl.col(side), how)().alias(f"{side}_{part}") for side in SIDES for part, how in parts.items()
    ]
    groups = frame.group_by_dynamic("ts", every=every, closed=boundary, label="left")
    table = groups.agg(
        *prices,
        pl.col("bid_volume").sum(),
        pl.col("ask_volume").sum(),
        pl.len().cast(pl.Int64).alias("ticks"),
        pl.col("ts_us").first().alias("first_us"),
        pl.col("ts_us").last().alias("last_us"),
    ).with_columns(open_us=pl.col("ts").cast(pl.Int64))
    return {name: table[name].to_numpy() for name in table.columns if name != "ts"}


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("mean_gap_us", [200_000, 20_000_000, 3_000_000_000])
def test_bars_are_those_of_polars(mean_gap_us: int, boundary: Boundary) -> None:
    ticks = random_ticks(mean_gap_us)
    for timeframe, bars in engine_bars(ticks, list(PERIODS), boundary).items():
        assert_same(bars, polars_bars(ticks, PERIODS[timeframe][0], boundary), timeframe)


def duckdb_bars(connection: duckdb.DuckDBPyConnection, interval: str, back_us: int) -> dict[str, Any]:
    """`arg_min` by row, because `first()` does not keep to an order. A right boundary is a bucket of the instant before."""
    prices = ", ".join(
        f"arg_min({side}, row) AS {side}_open, max({side}) AS {side}_high, "
        f"min({side}) AS {side}_low, arg_max({side}, row) AS {side}_close"
        for side in SIDES
    )
    return connection.sql(
        f"""SELECT epoch_us(time_bucket(INTERVAL '{interval}', make_timestamp(ts_us - {back_us}))) AS open_us, {prices},
            sum(bid_volume)::BIGINT AS bid_volume, sum(ask_volume)::BIGINT AS ask_volume, count(*) AS ticks,
            min(ts_us) AS first_us, max(ts_us) AS last_us
            FROM rows GROUP BY open_us ORDER BY open_us"""
    ).fetchnumpy()


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("mean_gap_us", [200_000, 20_000_000, 3_000_000_000])
def test_bars_are_those_of_duckdb(mean_gap_us: int, boundary: Boundary) -> None:
    ticks = random_ticks(mean_gap_us)
    columns = tick_columns(ticks)  # noqa: F841 - DuckDB finds it by its name
    with duckdb.connect() as connection:
        connection.sql(
            "CREATE TABLE rows AS SELECT *, bid + ask AS mid2, row_number() OVER () AS row FROM columns"
        )
        for timeframe, bars in engine_bars(ticks, list(PERIODS), boundary).items():
            expected = duckdb_bars(connection, PERIODS[timeframe][1], 1 if boundary == "right" else 0)
            assert_same(bars, expected, timeframe)


def micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def close_of(day: date, zone: ZoneInfo, hour: int) -> int:
    """The end of a trading date: `hour` on the local clock, 24 being the next midnight."""
    day += timedelta(days=hour // 24)
    return micros(datetime.combine(day, time(hour % 24), tzinfo=zone))


# Zone, local hour at which the day ends, open on weekdays from the hour the day before ends, and the days it trades.
CALENDARS = {
    "New York": ("America/New_York", 17, [("Sun 17:00", "Fri 17:00")], 5),
    "London": ("Europe/London", 24, [("Mon 00:00", "Fri 24:00")], 5),
    "Sydney": ("Australia/Sydney", 24, [("Mon 00:00", "Mon 00:00")], 7),
}


@pytest.mark.parametrize("place", CALENDARS)
def test_days_weeks_and_months_of_twenty_years_close_by_the_local_clock(place: str) -> None:
    zone_name, hour, opens, trading_days = CALENDARS[place]
    zone = ZoneInfo(zone_name)
    calendar = SessionCalendar(zone_name, open=opens, day_close=f"{hour}:00")
    first = date(2010, 1, 1)
    days = [first + timedelta(days=offset) for offset in range(20 * 365 + 5)]
    days = [day for day in days if day.weekday() < trading_days]
    closes = [close_of(day, zone, hour) for day in days]
    for row in range(40, len(days) - 40):
        day, start_us, close_us = days[row], closes[row - 1], closes[row]
        open_us = close_of(day - timedelta(days=1), zone, hour)
        for ts_us in (start_us, close_us - 1):
            assert bar_span("D1", ts_us, day_close=calendar) == (start_us, open_us, close_us), day
        for ts_us in (start_us + 1, close_us):
            span = bar_span("D1", ts_us, boundary="right", day_close=calendar)
            assert span == (start_us, open_us, close_us), day
        for timeframe, key in (("W1", iso_week), ("MN1", month), ("MN3", quarter)):
            span = bar_span(timeframe, start_us, day_close=calendar)
            if key(days[row - 1]) != key(day):
                assert span[:2] == (start_us, open_us), (timeframe, day)
            if key(days[row + 1]) != key(day):
                assert span[2] == close_us, (timeframe, day)


def iso_week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def month(day: date) -> tuple[int, int]:
    return day.year, day.month


def quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def test_new_yorks_days_are_the_default() -> None:
    ticks = random_ticks(3_000_000_000)
    calendar = SessionCalendar("America/New_York", open=[("Sun 17:00", "Fri 17:00")], day_close="17:00")
    for timeframe in ("D1", "W1", "MN1", "H4"):
        builders = BarBuilder(timeframe), BarBuilder(timeframe, day_close=calendar)
        packed = []
        for builder in builders:
            completed = to_bars(builder.push(tick_columns(ticks)))
            packed.append(Bars.concatenate([completed, to_bars(builder.finish())]).pack())
        assert packed[0] == packed[1]


def test_a_weekend_makes_no_phantom_bars() -> None:
    """Friday 20:30 UTC to Sunday 22:30 UTC: with flat bars, only hours in which the market was open have any."""
    friday, sunday = datetime(2025, 6, 6, 20, 30, tzinfo=UTC), datetime(2025, 6, 8, 22, 30, tzinfo=UTC)
    for empty, opens in (("skip", [20, 22]), ("flat", [20, 21, 22])):
        engine = MtfEngine(["H1", "D1"], empty=empty)  # type: ignore[arg-type]
        for moment in (friday, sunday):
            engine.on_tick(micros(moment), 100, 102)
        bars = [*engine.completed("H1")[1].open_us.tolist(), *engine.forming("H1").open_us.tolist()]
        assert [datetime.fromtimestamp(open_us / 1e6, UTC).hour for open_us in bars] == opens
        assert engine.completed_count("D1") == 1
