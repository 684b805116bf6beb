"""The time axis: which bars get a label, and what it says. x is the bar's index, the label is its time in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.domain.columns import Column
    from pyworkstation_ui.state.series import Series

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_WEEK = 7 * DAY
_MONDAY = 4 * DAY  # 1970-01-05
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# strftime speaks the language that Qt set for the process; these labels are English like the rest of the window.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

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
    MONTH = 2
    YEAR = 3


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A label under the bar `index`."""

    index: int
    label: str
    rank: Rank


def time_ticks(
    series: Series, *, left: float, right: float, bar_px: float, spacing_px: float
) -> list[TimeTick]:
    """Labels for the bars in [left, right], at least `spacing_px` apart, oldest first."""
    # One bar more on the left: a label says what its bar differs in from the one before.
    start = max(floor(left) - 1 - series.first_index, 0)
    stop = min(ceil(right) + 1 - series.first_index, len(series))
    if stop - start < 2:
        return []
    times = shown_times(series, slice(start, stop))
    boundaries = _boundaries(int(times[0]), int(times[-1]), _bar_us(series) * spacing_px / bar_px)
    rows = np.unique(np.searchsorted(times, boundaries))
    rows = rows[(rows > 0) & (rows < len(times))]
    first = series.first_index + start
    ticks = [_tick(first + int(row), int(times[row - 1]), int(times[row])) for row in rows]
    return _thinned(ticks, spacing_px / bar_px)


def shown_times(series: Series, rows: slice) -> Column:
    """The time that stands for each bar: its open; for a day its date.

    A forex day opens at 17:00 New York on the evening before: the day that it closes on is its name.
    """
    if not is_daily(series.timeframe):
        return series.open_us[rows]
    return (series.close_us[rows] - 1) // DAY * DAY


def is_daily(timeframe: str) -> bool:
    """Bars of whole days."""
    return timeframe.startswith("D")


def format_bar_time(ts_us: int, timeframe: str) -> str:
    """What the tag at the crosshair says: `Mon 10 Mar 2025 14:05`, seconds where bars are shorter than a minute."""
    moment = _moment(ts_us)
    day = _date(moment)
    if is_daily(timeframe):
        return day
    return f"{day}  {moment:%H:%M:%S}" if timeframe.startswith("S") else f"{day}  {moment:%H:%M}"


def format_clock(ts_us: int) -> str:
    """Date and time to the second: `Mon 10 Mar 2025  14:05:09`."""
    moment = _moment(ts_us)
    return f"{_date(moment)}  {moment:%H:%M:%S}"


def _bar_us(series: Series) -> int:
    """How long a bar is, taken from the bar itself: a day across a change of clocks has 23 or 25 hours."""
    return max(int(series.close_us[-1] - series.open_us[-1]), 1)


def _boundaries(first_us: int, last_us: int, least_us: float) -> Column:
    """All multiples of the smallest fitting step in (first, last], with the days they run across."""
    for step in _WITHIN_DAY:
        if step >= least_us:
            return np.union1d(_multiples(first_us, last_us, step, 0), _multiples(first_us, last_us, DAY, 0))
    if least_us <= DAY:
        return _multiples(first_us, last_us, DAY, 0)
    if least_us <= _WEEK:
        return np.union1d(_multiples(first_us, last_us, _WEEK, _MONDAY), _month_starts(first_us, last_us, 1))
    months = next((n for n in _MONTHS if n * _MONTH_US >= least_us), _MONTHS[-1])
    return _month_starts(first_us, last_us, months)


def _multiples(first_us: int, last_us: int, step: int, origin: int) -> Column:
    start = (first_us - origin) // step * step + origin
    return np.arange(start, last_us + 1, step, dtype=np.int64)


def _month_starts(first_us: int, last_us: int, months: int) -> Column:
    first, last = (_moment(ts_us).year * 12 + _moment(ts_us).month - 1 for ts_us in (first_us, last_us))
    counts = np.arange(first // months * months, last + 1, months) - 1970 * 12
    return counts.astype("datetime64[M]").astype("datetime64[us]").astype(np.int64)


def _tick(index: int, before_us: int, ts_us: int) -> TimeTick:
    before, moment = _moment(before_us), _moment(ts_us)
    rank = next(rank for rank, part in _PARTS if part(before) != part(moment))
    return TimeTick(index, _label(moment, rank), rank)


def _label(moment: datetime, rank: Rank) -> str:
    if rank is Rank.YEAR:
        return f"{moment.year}"
    if rank is Rank.MONTH:
        return f"{moment.day} {_month(moment)}" if moment.day > 1 else _month(moment)
    if rank is Rank.DAY:
        return f"{_WEEKDAYS[moment.weekday()]} {moment.day}"
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


_PARTS: tuple[tuple[Rank, Callable[[datetime], object]], ...] = (
    (Rank.YEAR, lambda moment: moment.year),
    (Rank.MONTH, lambda moment: (moment.year, moment.month)),
    (Rank.DAY, lambda moment: moment.date()),
    (Rank.TIME, lambda _: object()),
)


def _thinned(ticks: list[TimeTick], least_bars: float) -> list[TimeTick]:
    """Weightiest first, each takes its place unless a neighbour already stands there.

    Of equals the later stays: Sunday evening's few bars make room for Monday.
    """
    kept: list[TimeTick] = []
    for tick in sorted(ticks, key=lambda tick: (-tick.rank, -tick.index)):
        if all(abs(tick.index - other.index) >= least_bars for other in kept):
            kept.append(tick)
    return sorted(kept, key=lambda tick: tick.index)


def _date(moment: datetime) -> str:
    return f"{_WEEKDAYS[moment.weekday()]} {moment.day} {_month(moment)} {moment.year}"


def _month(moment: datetime) -> str:
    return _MONTH_NAMES[moment.month - 1]


def _moment(ts_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ts_us)
