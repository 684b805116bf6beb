"""Reports against a naive calculation with pandas, on the hours of a Christmas fortnight written out by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.home import Home
from pyworkstation.engine import QualityScan, TickQuality, tick_columns
from pyworkstation.protocol.messages import Gap, Quality, QualityDay, QualityDays
from pyworkstation.services.quality.quality_report import Examined, report
from pyworkstation.services.session_calendar import session_calendar

SECOND = 1_000_000
GAP_MINUTES = 5


def us(text: str) -> int:
    return int(pd.Timestamp(text, tz="UTC").value) // 1000


def spans(*rows: tuple[str, str]) -> list[tuple[int, int]]:
    return [(us(start), us(end)) for start, end in rows]


NOTHING_MISSING_IN = spans(
    ("2024-12-19 22:00", "2024-12-20 22:00"),
    ("2024-12-22 22:00", "2024-12-24 18:00"),  # 13:00 in New York on Christmas Eve
    ("2024-12-25 22:00", "2024-12-27 22:00"),
    ("2024-12-29 22:00", "2024-12-31 18:00"),
    ("2025-01-01 22:00", "2025-01-03 22:00"),
)
NO_STRAY_IN = [
    (start, end + (4 * 3600 * SECOND if end % (24 * 3600 * SECOND) == 18 * 3600 * SECOND else 0))
    for start, end in NOTHING_MISSING_IN
]
FIRST, LAST = NOTHING_MISSING_IN[0][0], NOTHING_MISSING_IN[-1][1]

CALENDAR = session_calendar(Home(Path("nowhere")), "EURUSD")


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Ticks in bursts; often several in a microsecond, some of them equal; at most a quarter of a percent apart."""
    bursts = draw(
        st.lists(st.tuples(st.integers(FIRST, LAST - 1), st.integers(1, 30)), min_size=1, max_size=8)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    ts = np.concatenate(
        [start + np.cumsum(rng.choice([0, 0, SECOND, 70 * SECOND], size)) for start, size in bursts]
    )
    frame = pd.DataFrame({"ts": np.sort(ts)})
    frame["bid"] = rng.integers(110_000, 110_003, len(frame))
    frame["ask"] = frame["bid"] + rng.integers(-1, 4, len(frame))
    frame["bid_volume"] = rng.integers(1, 3, len(frame))
    frame["ask_volume"] = 1
    return frame


def scan(frame: pd.DataFrame, pieces: int, **range_us: int) -> TickQuality:
    scan = QualityScan(CALENDAR, gap_minutes=GAP_MINUTES)
    for rows in np.array_split(np.arange(len(frame)), pieces):
        columns = (frame[name].to_numpy(np.int64)[rows] for name in frame.columns)
        scan.push(tick_columns(Ticks(*columns)))
    return scan.found(**range_us)


def open_parts(start: int, end: int) -> list[int]:
    parts = [min(end, to) - max(start, since) for since, to in NOTHING_MISSING_IN]
    return [part for part in parts if part > 0]


def naive_gaps(times: list[int]) -> list[Gap]:
    return [
        Gap(from_us=start, to_us=end, market_us=sum(parts))
        for start, end in itertools.pairwise(times)
        if (parts := open_parts(start, end)) and max(parts) >= GAP_MINUTES * 60 * SECOND
    ]


def naive_counts(frame: pd.DataFrame) -> dict[str, int]:
    repeated = int(frame.duplicated().sum())
    inside = np.zeros(len(frame), dtype=bool)
    for start, end in NO_STRAY_IN:
        inside |= ((frame.ts >= start) & (frame.ts < end)).to_numpy()
    counts = {
        "duplicate": repeated,
        "conflict": len(frame) - frame.ts.nunique() - repeated,
        "crossed": int((frame.bid > frame.ask).sum()),
        "zero-spread": int((frame.bid == frame.ask).sum()),
        "out-of-hours": int((~inside).sum()),
    }
    return {kind: count for kind, count in sorted(counts.items()) if count}


@settings(max_examples=200, deadline=None)
@given(frame=frames(), pieces=st.integers(1, 4), edges=st.booleans())
def test_the_report_of_any_ticks_is_that_of_pandas(frame: pd.DataFrame, pieces: int, edges: bool) -> None:
    start, end = (FIRST, LAST) if edges else (int(frame.ts.min()), int(frame.ts.max()))
    found = scan(frame, pieces, from_us=start, to_us=end)
    *parts, quality = report(
        found,
        Examined(symbol="EURUSD", digits=5, of="", gap_minutes=GAP_MINUTES, from_us=start, to_us=end),
    )
    assert isinstance(quality, Quality)
    times = [start, *frame.ts.tolist(), end]
    gaps, open_us = naive_gaps(times), sum(open_parts(start, end))
    missing_us = sum(gap.market_us for gap in gaps)

    assert quality.gaps == gaps
    assert quality.open_s == open_us // SECOND
    assert quality.coverage == pytest.approx(1 - missing_us / open_us if open_us else 1.0)
    assert {finding.kind: finding.count for finding in quality.findings} == naive_counts(frame)
    check_distributions(quality, frame)
    days = [day for part in parts if isinstance(part, QualityDays) for day in part.days]
    check_days(days, frame, quality)


def check_distributions(quality: Quality, frame: pd.DataFrame) -> None:
    spread = (frame.ask - frame.bid).to_numpy()
    rate = frame.groupby(frame.ts // (60 * SECOND)).size()
    for told, values in ((quality.spread, spread), (quality.rate, rate.to_numpy())):
        percentiles = np.percentile(values, [0, 5, 25, 50, 75, 95, 99, 100], method="inverted_cdf")
        assert [told.least, told.p5, told.p25, told.median, told.p75, told.p95, told.p99, told.most] == list(
            percentiles
        )
        assert told.mean == pytest.approx(values.mean())
    assert quality.minutes == len(rate)
    assert quality.busiest_us == int(rate.index[int(rate.argmax())]) * 60 * SECOND


def check_days(days: list[QualityDay], frame: pd.DataFrame, quality: Quality) -> None:
    told = {day.day_us // SECOND // 3600 + hour: n for day in days for hour, n in enumerate(day.ticks) if n}
    assert told == frame.groupby(frame.ts // (3600 * SECOND)).size().to_dict()
    # Whole seconds of each hour against those of all.
    assert sum(sum(day.open_s) for day in days) == pytest.approx(quality.open_s, abs=24 * len(days))
    assert sum(sum(day.missing_s) for day in days) == pytest.approx(quality.missing_s, abs=24 * len(days))


def test_a_price_that_jumps_and_comes_back_is_a_spike_and_one_that_stays_has_moved() -> None:
    base = us("2024-12-19 23:00")
    bids = [110_000] * 5 + [120_000, 120_001] + [110_000] * 5 + [100_000] * 10
    frame = pd.DataFrame({"ts": [base + i * SECOND for i in range(len(bids))], "bid": bids})
    frame = frame.assign(ask=frame.bid + 2, bid_volume=1, ask_volume=1)
    assert scan(frame, 1).counts == {"spike": 2}


@pytest.mark.parametrize(
    ("symbol", "since", "to", "is_gap"),
    [
        (
            "EURUSD",
            "2024-03-08 21:59",
            "2024-03-10 21:02",
            False,
        ),  # New York's clocks go forward on that Sunday
        ("EURUSD", "2024-03-08 21:59", "2024-03-10 21:06", True),
        ("EURUSD", "2024-12-24 17:59", "2024-12-25 22:04", False),
        ("EURUSD", "2024-07-03 20:59", "2024-07-05 04:00", True),
        ("EURUSD", "2024-03-28 20:59", "2024-03-29 21:00", True),  # forex trades on Good Friday
        ("XAUUSD", "2024-03-28 20:59", "2024-03-31 22:04", False),
        ("XAUUSD", "2024-02-06 21:59", "2024-02-06 23:04", False),  # the daily break
        ("EURUSD", "2024-02-06 21:59", "2024-02-06 23:04", True),
        ("XAUUSD", "2024-11-28 17:59", "2024-11-28 23:04", False),  # Thanksgiving
        ("USA500IDXUSD", "2026-01-19 16:31", "2026-01-19 23:04", False),  # Martin Luther King
        ("USA500IDXUSD", "2026-01-20 16:31", "2026-01-20 23:04", True),
        ("BTCUSD", "2024-12-25 10:00", "2024-12-25 10:06", True),
    ],
)
def test_a_silence_is_a_gap_when_the_instrument_trades(
    symbol: str, since: str, to: str, is_gap: bool
) -> None:
    scan = QualityScan(session_calendar(Home(Path("nowhere")), symbol), gap_minutes=5)
    rows = np.array([[us(since), 10, 11, 1, 1], [us(to), 10, 11, 1, 1]], dtype=np.int64).T
    scan.push(tick_columns(Ticks(*map(np.ascontiguousarray, rows))))
    assert bool(scan.found().gaps) is is_gap
