"""The time axis: which bars get a label, and what it says. x is the bar's index, the label its time in a zone."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.countdown import is_by_time
from pyworkstation_ui.state.dates import format_date, month_name, time_of_day, weekday_name
from pyworkstation_ui.state.zone import zone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.domain.columns import Column
    from pyworkstation_ui.state.series import Series
    from pyworkstation_ui.state.zone import ZoneName

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_WEEK = 7 * DAY
_EVENING = 8 * HOUR
"""From 17:00 New York until past midnight UTC."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_WITHIN_DAY = tuple(
    [n * SECOND for n in (1, 5, 15, 30)]
    + [n * MINUTE for n in (1, 5, 10, 15, 30)]
    + [n * HOUR for n in (1, 2, 3, 4, 6, 12)]
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_MONTH_US = 30.44 * DAY


class Rank(IntEnum):
    """How weighty a label is: of two that are too close, the weightier stays."""

    TIME = 0
    DAY = 1
    WEEK = 2
    MONTH = 3
    YEAR = 4


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A label under the bar `index`."""

    index: int
    label: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label that is not written yet."""

    index: int
    ts_us: int
    rank: Rank


class TimeTicks:
    """Labels of what is in view of one series: looked for again when a bar has come or the view has moved."""

    def __init__(self) -> None:
        self._remembered_for: tuple[object, ...] = ()
        self._remembered: list[TimeTick] = []

    def of(
        self,
        series: Series,
        *,
        left: float,
        right: float,
        bar_px: float,
        spacing_px: float,
        zone_name: ZoneName = "UTC",
    ) -> list[TimeTick]:
        """As `time_ticks`."""
        bars = (series, series.generation, series.first_index, len(series))
        wanted = (*bars, left, right, bar_px, spacing_px, zone_name)
        if wanted != self._remembered_for:
            self._remembered_for = wanted
            self._remembered = time_ticks(
                series, left=left, right=right, bar_px=bar_px, spacing_px=spacing_px, zone_name=zone_name
            )
        return self._remembered


def time_ticks(
    series: Series,
    *,
    left: float,
    right: float,
    bar_px: float,
    spacing_px: float,
    zone_name: ZoneName = "UTC",
) -> list[TimeTick]:
    """Labels for the bars in [left, right], at least `spacing_px` apart, oldest first."""
    # One bar more on the left: a label says what its bar differs in from the one before.
    start = max(floor(left) - 1 - series.first_index, 0)
    stop = min(ceil(right) + 1 - series.first_index, len(series))
    if stop <= start:
        return []
    first_us, last_us = shown_times(series, np.array([start, stop - 1]), zone_name).tolist()
    least_us = _bar_us(series, last_us - first_us, stop - start) * spacing_px / bar_px
    rows = np.unique(_rows_from(series, start, stop, _boundaries(first_us, last_us, least_us), zone_name))
    rows = rows[(rows > start) & (rows < stop)]
    befores, times = shown_times(series, np.stack((rows - 1, rows)), zone_name).tolist()
    marks = [
        _mark(series.first_index + row, *moments)
        for row, *moments in zip(rows.tolist(), befores, times, strict=True)
    ]
    if start == 0:
        # The very first bar has none before it to differ from: it says its day.
        marks.append(_Mark(series.first_index, first_us, Rank.DAY))
    thinned = _thinned(marks, spacing_px / bar_px)
    return _written(thinned, _style(least_us), begins=start == 0)


def shown_times(series: Series, rows: slice | Column, zone_name: ZoneName = "UTC") -> Column:
    """The time that stands for each bar: its open, on a clock of the zone; for a day, a week or a month its date.

    A forex day opens at 17:00 New York on the evening before: the day of its middle is its name, as it is where a market
    closes past midnight UTC. A week or a month has the name of its first day.
    """
    if is_daily(series.timeframe):
        return (series.open_us[rows] + series.close_us[rows]) // 2 // DAY * DAY
    if is_dated(series.timeframe):
        return (series.open_us[rows] + _EVENING) // DAY * DAY
    return zone(zone_name).wall(series.open_us[rows])


def _rows_from(series: Series, start: int, stop: int, times_us: Column, zone_name: ZoneName) -> Column:
    """The first bar that shows each of these times or a later one. There may be a million in view: they are searched, not read."""
    if is_dated(series.timeframe):
        return start + np.searchsorted(shown_times(series, slice(start, stop)), times_us)
    return series.open_us.rows_of(zone(zone_name).first_us(times_us), "left")


def is_daily(timeframe: str) -> bool:
    """Bars of whole days."""
    return timeframe.startswith("D")


def is_dated(timeframe: str) -> bool:
    """Bars that have a date and no time: days, weeks, months."""
    return timeframe.startswith(("D", "W", "MN"))


def format_bar_time(ts_us: int, timeframe: str) -> str:
    """What the tag at the crosshair says: `Mon 10 Mar 2025 14:05`, seconds where bars are shorter than a minute."""
    moment = _moment(ts_us)
    day = format_date(moment)
    if is_dated(timeframe):
        return day
    has_seconds = timeframe.startswith("S") or not is_by_time(timeframe)
    return f"{day}  {time_of_day(moment, has_seconds=has_seconds)}"


def format_clock(ts_us: int) -> str:
    """Date and time to the second: `Mon 10 Mar 2025  14:05:09`."""
    moment = _moment(ts_us)
    return f"{format_date(moment)}  {time_of_day(moment, has_seconds=True)}"


def _bar_us(series: Series, in_view_us: int, count: int) -> int:
    """How long a bar is, taken from the bar itself: a day across a change of clocks has 23 or 25 hours.

    One of counted ticks may be of any length: the mean of those in view.
    """
    if not is_by_time(series.timeframe):
        return max(in_view_us // max(count - 1, 1), 1)
    return max(int(series.close_us[-1] - series.open_us[-1]), 1)


def _boundaries(first_us: int, last_us: int, least_us: float) -> Column:
    """All multiples of the smallest fitting step in (first, last], with the days or months they run across."""
    for step in _WITHIN_DAY:
        if step >= least_us:
            return np.union1d(_multiples(first_us, last_us, step), _multiples(first_us, last_us, DAY))
    if least_us <= _WEEK:
        # Every day: those of a week that stand too close make room for its first.
        return np.union1d(_multiples(first_us, last_us, DAY), _month_starts(first_us, last_us, 1))
    months = next((n for n in _MONTHS if n * _MONTH_US >= least_us), _MONTHS[-1])
    return _month_starts(first_us, last_us, months)


def _multiples(first_us: int, last_us: int, step: int) -> Column:
    return np.arange(first_us // step * step, last_us + 1, step, dtype=np.int64)


def _month_starts(first_us: int, last_us: int, months: int) -> Column:
    first, last = (_moment(ts_us).year * 12 + _moment(ts_us).month - 1 for ts_us in (first_us, last_us))
    counts = np.arange(first // months * months, last + 1, months) - 1970 * 12
    return counts.astype("datetime64[M]").astype("datetime64[us]").astype(np.int64)


def _mark(index: int, before_us: int, ts_us: int) -> _Mark:
    if before_us // DAY == ts_us // DAY:
        return _Mark(index, ts_us, Rank.TIME)
    before, moment = _moment(before_us), _moment(ts_us)
    return _Mark(index, ts_us, next(rank for rank, part in _PARTS if part(before) != part(moment)))


def _written(marks: list[_Mark], style: Callable[[datetime, Rank], str], *, begins: bool) -> list[TimeTick]:
    """A year whose first bar had no room for its label is said by the next one; so is that of the oldest bar of all."""
    ticks = [
        TimeTick(mark.index, style(_moment(mark.ts_us), Rank.YEAR if begins else mark.rank), mark.rank)
        for mark in marks[:1]
    ]
    for before, mark in pairwise(marks):
        moment = _moment(mark.ts_us)
        rank = mark.rank if moment.year == _moment(before.ts_us).year else Rank.YEAR
        ticks.append(TimeTick(mark.index, style(moment, rank), rank))
    return ticks


def _style(least_us: float) -> Callable[[datetime, Rank], str]:
    """One way to write a day for the whole axis: `Mon 10` between times, `10 Mar` among days, `Mar` among months."""
    if least_us <= _WITHIN_DAY[-1]:
        return _among_times
    return _among_days if least_us <= _WEEK else _among_months


def _among_times(moment: datetime, rank: Rank) -> str:
    if rank is Rank.TIME:
        return time_of_day(moment, has_seconds=bool(moment.second))
    if rank is Rank.YEAR:
        return f"{moment.day} {month_name(moment)} {moment.year}"
    day = f"{weekday_name(moment)} {moment.day}"
    return f"{day} {month_name(moment)}" if rank is Rank.MONTH else day


def _among_days(moment: datetime, rank: Rank) -> str:
    day = f"{moment.day} {month_name(moment)}"
    return _with_year(day, moment) if rank is Rank.YEAR else day


def _among_months(moment: datetime, rank: Rank) -> str:
    return _with_year(month_name(moment), moment) if rank is Rank.YEAR else month_name(moment)


def _with_year(text: str, moment: datetime) -> str:
    """The year alone where it begins; after a gap in the ticks it may begin in any month."""
    return f"{moment.year}" if moment.month == 1 else f"{text} {moment.year}"


_PARTS: tuple[tuple[Rank, Callable[[datetime], object]], ...] = (
    (Rank.YEAR, lambda moment: moment.year),
    (Rank.MONTH, lambda moment: (moment.year, moment.month)),
    (Rank.WEEK, lambda moment: moment.isocalendar()[:2]),
    (Rank.DAY, lambda moment: moment.date()),
    (Rank.TIME, lambda _: object()),
)


def _thinned(marks: list[_Mark], least_bars: float) -> list[_Mark]:
    """Weightiest first, each takes its place unless a neighbour already stands there.

    Sunday evening's few bars make room for Monday, the first day of a week.
    """
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (-mark.rank, mark.index)):
        place = bisect_left(kept, mark.index, key=lambda other: other.index)
        neighbours = kept[max(place - 1, 0) : place + 1]
        if all(abs(mark.index - other.index) >= least_bars for other in neighbours):
            kept.insert(place, mark)
    return kept


def _moment(ts_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ts_us)
