"""Time labels: read well at every zoom, mark days, leave weekends out."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.domain.units import parse_time
from pyworkstation_ui.state.day_breaks import day_breaks
from pyworkstation_ui.state.series import Series
from pyworkstation_ui.state.time_axis import Rank, format_bar_time, format_clock, shown_times, time_ticks
from pyworkstation_ui.state.zone import ZoneName, zone
from tests.unit.ui_state.market import DAY, HOUR, MINUTE, MONDAY, SPAN_US, bars, bars_of, snapshot


def _series(timeframe: str, count: int, start_us: int = MONDAY) -> Series:
    series = Series(timeframe)
    series.apply_snapshot(snapshot(bars(count, start_us=start_us, span_us=SPAN_US[timeframe])))
    return series


def _labels(series: Series, *, bar_px: float, spacing_px: float = 64) -> list[tuple[int, str]]:
    ticks = time_ticks(series, left=0, right=len(series), bar_px=bar_px, spacing_px=spacing_px)
    return [(tick.index, tick.label) for tick in ticks]


def test_minutes_get_round_times() -> None:
    assert _labels(_series("M1", 60), bar_px=7) == [
        (0, "10 Mar 2025"),
        *((n, f"00:{n}") for n in (10, 20, 30, 40, 50)),
    ]


def test_zoomed_in_every_few_minutes_have_one() -> None:
    assert [label for _, label in _labels(_series("M1", 6), bar_px=80)][1:] == [
        f"00:0{n}" for n in range(1, 6)
    ]


def test_a_day_change_shows_the_day() -> None:
    series = _series("M15", 96, start_us=MONDAY + 12 * HOUR)
    assert (48, "Tue 11") in _labels(series, bar_px=7)


def test_hours_over_days_show_days_and_noons() -> None:
    labels = [label for _, label in _labels(_series("H1", 60), bar_px=6)]
    assert labels == ["10 Mar 2025", "12:00", "Tue 11", "12:00", "Wed 12"]


def test_days_over_years_show_months_and_years() -> None:
    series = _series("D1", 900)
    labels = dict(_labels(series, bar_px=1.2))
    years = [index for index, label in labels.items() if label in ("2026", "2027")]
    for index in years:
        moment = datetime.fromtimestamp(int(shown_times(series, slice(index, index + 1))[0]) / 1e6, UTC)
        assert (moment.month, moment.day) == (1, 1)
    assert len(years) == 2
    assert "Jul" in labels.values()


@pytest.mark.parametrize(
    ("timeframe", "open_h", "hours"),
    [
        # Forex, gold, crypto, Tokyo, New York's shares.
        *(
            (timeframe, *row)
            for timeframe in ("D1", "W1")
            for row in [(-3, 24), (-2, 23), (0, 24), (1, 6), (13, 7)]
        ),
        # Midnights of Chicago and of Sydney.
        ("D1", 5, 24),
        ("D1", -11, 24),
    ],
)
def test_a_day_has_the_date_that_it_has_where_it_is_traded(timeframe: str, open_h: int, hours: int) -> None:
    flat = [[1]] * 4
    series = Series(timeframe)
    series.apply_snapshot(snapshot(bars_of([MONDAY + open_h * HOUR], flat, [1], span_us=hours * HOUR)))
    assert shown_times(series, slice(0, 1)).tolist() == [MONDAY]


def test_a_forex_day_is_named_for_the_day_it_closes_on() -> None:
    opens_sunday_evening = MONDAY - 3 * HOUR
    series = _series("D1", 3, start_us=opens_sunday_evening)
    named = [int(value) for value in shown_times(series, slice(0, 3))]
    assert named == [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY]
    assert format_bar_time(named[0], "D1") == "Mon 10 Mar 2025"


def test_sunday_evening_makes_room_for_monday() -> None:
    sunday_2100 = MONDAY - 3 * HOUR
    friday = sunday_2100 - 48 * HOUR - 10 * HOUR
    open_us = np.array([friday + n * HOUR for n in range(10)] + [sunday_2100 + n * HOUR for n in range(20)])
    flat = np.full(30, 108_000)
    series = Series("H1")
    series.apply_snapshot(snapshot(bars_of(open_us, [flat] * 4, flat, span_us=HOUR)))
    labels = dict(_labels(series, bar_px=7))
    assert labels[13] == "Mon 10"
    assert 10 not in labels


CHANGES = ((2025, 3, 9), (2025, 11, 2), (1960, 5, 5), (2070, 5, 5))
"""Of New York's clocks, and days that no table of them reaches."""
JUL_13_2026 = 1_783_900_800_000_000
JAN_2_2026 = 1_767_312_000_000_000
DEC_31_2025 = 1_767_139_200_000_000


def _series_at(timeframe: str, *stretches: tuple[int, int]) -> Series:
    """Bars from each start on, none between."""
    span_us = SPAN_US[timeframe]
    open_us = np.concatenate([start_us + np.arange(count) * span_us for start_us, count in stretches])
    flat = np.full(len(open_us), 108_000)
    series = Series(timeframe)
    series.apply_snapshot(snapshot(bars_of(open_us, [flat] * 4, flat, span_us=span_us)))
    return series


@pytest.mark.parametrize(
    ("timeframe", "bar_px", "stretches", "labels"),
    [
        # Monday 10 March 2025, then at once Monday 13 July 2026.
        ("H1", 7, [(MONDAY, 24), (JUL_13_2026, 26)], ["10 Mar 2025", "12:00", "13 Jul 2026", "12:00", "Tue 14"]),
        ("M15", 7, [(DEC_31_2025 + 18 * HOUR, 24), (JAN_2_2026, 12)], ["31 Dec 2025", "21:00", "2 Jan 2026"]),
        ("D1", 32, [(MONDAY, 4), (JUL_13_2026, 3)], ["10 Mar 2025", "12 Mar", "13 Jul 2026", "15 Jul"]),
        ("D1", 32, [(DEC_31_2025 - 2 * DAY, 3), (JAN_2_2026, 3)], ["29 Dec 2025", "2026", "4 Jan"]),
        # The year of the single bar has no room beside the one before; the next label says it.
        ("D1", 32, [(MONDAY, 4), (JAN_2_2026, 1), (JUL_13_2026 + 365 * DAY, 4)],
         ["10 Mar 2025", "12 Mar", "2026", "14 Jul 2027", "16 Jul"]),
    ],
)  # fmt: skip
def test_a_change_of_year_is_said(
    timeframe: str, bar_px: float, stretches: list[tuple[int, int]], labels: list[str]
) -> None:
    assert [label for _, label in _labels(_series_at(timeframe, *stretches), bar_px=bar_px)] == labels


@settings(deadline=None)
@given(
    timeframe=st.sampled_from(list(SPAN_US)),
    count=st.integers(2, 3000),
    bar_px=st.floats(0.05, 60),
    offset=st.integers(0, 10**9),
)
def test_labels_never_touch_and_rise(timeframe: str, count: int, bar_px: float, offset: int) -> None:
    series = _series(timeframe, count, start_us=MONDAY + offset * MINUTE // 60 // 1000 * 60)
    ticks = time_ticks(series, left=-10, right=count + 10, bar_px=bar_px, spacing_px=64)
    for before, after in pairwise(ticks):
        assert (after.index - before.index) * bar_px >= 64 - 1e-6
    assert all(0 <= tick.index < count for tick in ticks)


def test_ranks_tell_days_from_times() -> None:
    series = _series("H1", 60)
    ranks = {tick.label: tick.rank for tick in time_ticks(series, left=0, right=60, bar_px=6, spacing_px=64)}
    assert ranks["Tue 11"] is Rank.DAY
    assert ranks["12:00"] is Rank.TIME


def test_without_bars_there_is_nothing_to_label() -> None:
    assert time_ticks(Series("M1"), left=0, right=10, bar_px=7, spacing_px=64) == []


@pytest.mark.parametrize(
    ("timeframe", "count", "bar_px", "start_us", "labels"),
    [
        ("D1", 1, 32, MONDAY, ["10 Mar 2025"]),
        ("D1", 3, 32, MONDAY, ["10 Mar 2025", "12 Mar"]),
        ("D1", 7, 32, MONDAY, ["10 Mar 2025", "12 Mar", "14 Mar", "16 Mar"]),
        ("D1", 5, 80, MONDAY, ["10 Mar 2025", "11 Mar", "12 Mar", "13 Mar", "14 Mar"]),
        # 2025-03-31 is a Monday; the days after it belong to April, and the axis writes them the same way.
        ("D1", 6, 20, MONDAY + 21 * DAY, ["1 Apr 2025", "5 Apr"]),
        ("H4", 3, 32, MONDAY, ["10 Mar 2025"]),
        ("H4", 12, 32, MONDAY, ["10 Mar 2025", "12:00", "Tue 11", "12:00"]),
        ("H4", 12, 15, MONDAY, ["10 Mar 2025", "11 Mar"]),
        ("H4", 30, 3, MONDAY + 20 * DAY, ["1 Apr 2025"]),
        ("H1", 30, 7, MONDAY + 21 * DAY, ["31 Mar 2025", "12:00", "Tue 1 Apr"]),
    ],
)
def test_few_bars_have_labels_all_written_alike(
    timeframe: str, count: int, bar_px: float, start_us: int, labels: list[str]
) -> None:
    assert [label for _, label in _labels(_series(timeframe, count, start_us), bar_px=bar_px)] == labels


def test_clock_and_crosshair_texts() -> None:
    at = MONDAY + 14 * HOUR + 3 * MINUTE + 22_500_000
    assert format_clock(at) == "Mon 10 Mar 2025  14:03:22"
    assert format_bar_time(at, "M1") == "Mon 10 Mar 2025  14:03"
    assert format_bar_time(at, "S5") == "Mon 10 Mar 2025  14:03:22"


@pytest.mark.parametrize(("zone_name", "midnight"), [("UTC", 12), ("New York", 16)])
def test_times_are_those_of_the_zone(zone_name: ZoneName, midnight: int) -> None:
    """On 10 March 2025 New York is four hours behind: its midnight is at 04:00."""
    series = _series("H1", 60, start_us=MONDAY + 12 * HOUR)
    ticks = time_ticks(series, left=4, right=24, bar_px=12, spacing_px=64, zone_name=zone_name)
    labels = {tick.index: tick.label for tick in ticks}
    assert (labels[midnight], labels[midnight - 6]) == ("Tue 11", "18:00")


@pytest.mark.parametrize(
    ("utc", "wall"),
    [
        # Clocks go forward on 2025-03-09 at 07:00 UTC and back on 2025-11-02 at 06:00 UTC.
        ("2025-03-09T06:59", "2025-03-09T01:59"),
        ("2025-03-09T07:00", "2025-03-09T03:00"),
        ("2025-11-02T05:59", "2025-11-02T01:59"),
        ("2025-11-02T06:00", "2025-11-02T01:00"),
        ("2019-07-01T12:00", "2019-07-01T08:00"),
    ],
)
def test_new_york_changes_its_clocks(utc: str, wall: str) -> None:
    at_us, shown_us = (parse_time(text, where="test") for text in (utc, wall))
    assert zone("New York").wall_us(at_us) == shown_us


@pytest.mark.parametrize(
    ("ends_h", "bar_px", "marked"),
    [
        ((-3, 21, 45, 69), 8, (21, 45)),  # 17:00 New York after the clocks went forward
        ((0, 24, 48), 8, (24, 48)),
        ((21.5,), 8, (22,)),
        ((21, 24), 8, (21, 24)),
        ((), 8, ()),
        ((21, 45), 0.5, ()),
    ],
)
def test_a_trading_day_begins_with_the_first_bar_after_the_end_of_another(
    ends_h: tuple[float, ...], bar_px: float, marked: tuple[int, ...]
) -> None:
    ends_us = np.array([MONDAY + hour * HOUR for hour in ends_h], dtype=np.int64)
    assert day_breaks(_series("H1", 60), ends_us, left=0, right=60, bar_px=bar_px) == marked
    assert day_breaks(_series("D1", 60), ends_us, left=0, right=60, bar_px=bar_px) == ()


def test_weeks_and_months_have_the_name_of_their_first_day() -> None:
    opens_sunday_evening = MONDAY - 3 * HOUR
    series = Series("W1")
    series.apply_snapshot(snapshot(bars(2, start_us=opens_sunday_evening, span_us=7 * DAY)))
    assert [int(value) for value in shown_times(series, slice(0, 2))] == [MONDAY, MONDAY + 7 * DAY]


@given(
    near=st.sampled_from([datetime(year, month, day, 2, tzinfo=UTC) for year, month, day in CHANGES]),
    offset_us=st.integers(-DAY, DAY),
    zone_name=st.sampled_from(["UTC", "New York"]),
)
def test_a_clock_shows_a_time_first_when_it_has_not_shown_it_before(
    near: datetime, offset_us: int, zone_name: ZoneName
) -> None:
    shown_us = int(near.timestamp()) * 1_000_000 + offset_us
    (at_us,) = zone(zone_name).first_us(np.array([shown_us])).tolist()
    assert zone(zone_name).wall_us(at_us) >= shown_us > zone(zone_name).wall_us(at_us - 1)


@given(
    opens=st.lists(st.integers(0, 400), min_size=2, max_size=60, unique=True),
    ends=st.lists(st.integers(-10, 410), max_size=8, unique=True),
    cut=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
def test_a_day_begins_with_each_bar_that_has_more_ends_behind_it_than_the_bar_before(
    opens: list[int], ends: list[int], cut: tuple[int, int]
) -> None:
    opens, ends = sorted(opens), sorted(ends)
    flat = np.full(len(opens), 108_000)
    series = Series("M1", block_rows=7)
    times = MONDAY + np.array(opens) * MINUTE
    series.apply_snapshot(snapshot(bars_of(times, [flat] * 4, flat, span_us=MINUTE), first_index=5))
    left, right = sorted(cut)
    passed = [sum(end <= opened for end in ends) for opened in opens]
    expected = tuple(
        row + 5
        for row in range(1, len(opens))
        if left - 1 <= row - 1 + 5 and row + 5 <= right and passed[row] != passed[row - 1]
    )
    ends_us = MONDAY + np.array(ends, dtype=np.int64) * MINUTE
    assert day_breaks(series, ends_us, left=left, right=right, bar_px=1e6) == expected
