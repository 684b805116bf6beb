"""Bars from real Dukascopy ticks against Dukascopy's own candles of the same days."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars, Column, Ticks
from pyworkstation.engine import (
    BarBuilder,
    MtfEngine,
    TickColumns,
    read_bi5_candles,
    read_bi5_ticks,
    to_bars,
    to_ticks,
)

EURUSD = Path(__file__).parents[3] / "shared" / "market-data" / "bi5" / "EURUSD"
# The month in a path counts from 0: these are 2019-02-04 and 2019-02-05.
DAYS = {EURUSD / "2019" / "01" / f"{day:02}": datetime(2019, 2, day, tzinfo=UTC) for day in (4, 5)}
MILLION = 1_000_000

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not EURUSD.exists(), reason="the real ticks of ../shared/market-data are not here"),
]


def micros(moment: datetime) -> int:
    return int(moment.timestamp()) * MILLION


@pytest.fixture(scope="module")
def hours() -> list[TickColumns]:
    return [
        read_bi5_ticks(
            (folder / f"{hour:02}h_ticks.bi5").read_bytes(),
            hour_us=micros(day) + hour * 3_600 * MILLION,
            volume_scale=MILLION,
            where=f"{folder.name}/{hour:02}h",
        )
        for folder, day in DAYS.items()
        for hour in range(24)
    ]


def candles(path: Path, start: datetime) -> tuple[Column, Column, np.ndarray]:
    """Open times; open, high, low, close; volumes in units. Of the two days, and only those with a volume."""
    rows = read_bi5_candles(path.read_bytes(), start_us=micros(start), where=path.name)
    first, end = micros(datetime(2019, 2, 4, tzinfo=UTC)), micros(datetime(2019, 2, 6, tzinfo=UTC))
    rows = [row for row in rows if first <= row[0] < end]
    table = np.array([row[:5] for row in rows], dtype=np.int64)
    return table[:, 0], table[:, 1:], np.array([row[5] for row in rows]) * MILLION


def bars(hours: list[TickColumns], timeframe: str) -> Bars:
    builder = BarBuilder(timeframe, day_close="utc")
    parts = [to_bars(builder.push(ticks)) for ticks in hours]
    return Bars.concatenate([*parts, to_bars(builder.finish())])


def assert_same(found: Bars, expected: tuple[Column, Column, np.ndarray]) -> None:
    open_us, prices, volumes = expected
    np.testing.assert_array_equal(found.open_us, open_us)
    np.testing.assert_array_equal(
        np.column_stack([found.bid_open, found.bid_high, found.bid_low, found.bid_close]), prices
    )
    # A candle's volume is a 32-bit float in millions.
    np.testing.assert_allclose(found.bid_volume, volumes, rtol=1e-6)


def test_all_ticks_are_read(hours: list[TickColumns]) -> None:
    assert sum(len(ticks) for ticks in hours) == 266_219


def test_minutes_are_dukascopys(hours: list[TickColumns]) -> None:
    days = [candles(folder / "BID_candles_min_1.bi5", day) for folder, day in DAYS.items()]
    assert [len(day[0]) for day in days] == [1_440, 1_440]
    times, prices, volumes = (np.concatenate(part) for part in zip(*days, strict=True))
    assert_same(bars(hours, "M1"), (times, prices, volumes))


def test_hours_are_dukascopys(hours: list[TickColumns]) -> None:
    month = candles(EURUSD / "2019" / "01" / "BID_candles_hour_1.bi5", datetime(2019, 2, 1, tzinfo=UTC))
    assert len(month[0]) == 48
    assert_same(bars(hours, "H1"), month)


def test_utc_days_are_dukascopys(hours: list[TickColumns]) -> None:
    year = candles(EURUSD / "2019" / "BID_candles_day_1.bi5", datetime(2019, 1, 1, tzinfo=UTC))
    assert len(year[0]) == 2
    assert_same(bars(hours, "D1"), year)


def test_the_engine_of_all_timeframes_has_the_same_bars(hours: list[TickColumns]) -> None:
    engine = MtfEngine(["S1", "M1", "M7", "H1", "D1"], depth=200_000, day_close="utc")
    for ticks in hours:
        engine.on_ticks(ticks)
    assert engine.ticks == 266_219
    for timeframe in engine.timeframes:
        _, completed = engine.completed(timeframe)
        found = Bars.concatenate([to_bars(completed), to_bars(engine.forming(timeframe))])
        assert found.pack() == bars(hours, timeframe).pack()


def test_the_new_york_days_hold_all_ticks_once(hours: list[TickColumns]) -> None:
    """17:00 in New York is 22:00 UTC in February: three sessions touch the two UTC days."""
    builder = BarBuilder("D1")
    parts = [to_bars(builder.push(ticks)) for ticks in hours]
    days = Bars.concatenate([*parts, to_bars(builder.finish())])
    opens = [datetime.fromtimestamp(open_us / MILLION, UTC).isoformat() for open_us in days.open_us]
    assert opens == ["2019-02-03T22:00:00+00:00", "2019-02-04T22:00:00+00:00", "2019-02-05T22:00:00+00:00"]
    ticks = Ticks.concatenate([to_ticks(part) for part in hours])
    cuts = np.searchsorted(ticks.ts_us, days.open_us[1:])
    expected = [int(part.max()) for part in np.split(ticks.bid, cuts)]
    assert days.bid_high.tolist() == expected
    assert days.ticks.sum() == 266_219
