"""Ticks by day as a calendar: a band for each year, a column for each week, a row for each day of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import log1p
from typing import TYPE_CHECKING

from pyworkstation_ui.state.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyworkstation.protocol.messages import QualityDay

_SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOLE_SHARE = 20
LEVELS = 8


@dataclass(frozen=True, slots=True)
class DayCell:
    """One UTC day: its ticks, its market's hours, and how much of them lies in gaps, in seconds."""

    day: date
    ticks: int
    open_s: int
    missing_s: int

    @property
    def is_missing(self) -> bool:
        """The market was open and there is no tick."""
        return self.open_s > 0 and self.ticks == 0

    @property
    def has_hole(self) -> bool:
        """A twentieth of its open time or more lies in gaps."""
        return self.ticks > 0 and self.missing_s * _HOLE_SHARE >= self.open_s > 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days between the first and the last, by date; those that are not in it were closed."""

    cells: dict[date, DayCell]
    years: tuple[int, ...]
    most: int

    def level(self, cell: DayCell) -> int:
        """0 to LEVELS - 1, by the logarithm of its ticks: quiet days are told apart, too."""
        if self.most == 0 or cell.ticks == 0:
            return 0
        return min(LEVELS - 1, int(log1p(cell.ticks) ** 4 / log1p(self.most) ** 4 * LEVELS))


def coverage(days: Sequence[QualityDay]) -> Coverage:
    """The calendar of a quality report's days."""
    cells = {cell.day: cell for cell in map(_cell, days)}
    years = tuple(range(min(cells).year, max(cells).year + 1)) if cells else ()
    return Coverage(cells, years, max((cell.ticks for cell in cells.values()), default=0))


def week_of(day: date) -> int:
    """The column of a day in the band of its year: weeks begin on Monday."""
    first = date(day.year, 1, 1)
    return ((day - first).days + first.weekday()) // 7


def day_words(cell: DayCell | None, day: date) -> str:
    """What is to be said of a day in one line."""
    named = format_date(day)
    if cell is None:
        return f"{named}: no tick, market closed or outside of what is stored"
    if cell.is_missing:
        return f"{named}: no tick, though the market was open for {_span(cell.open_s)}"
    gaps = f", {_span(cell.missing_s)} in gaps" if cell.missing_s else ""
    return f"{named}: {cell.ticks:,} ticks in {_span(cell.open_s)} of market time{gaps}"


def _span(seconds: int) -> str:
    minutes = seconds // 60
    return f"{minutes // 60} h {minutes % 60:02} min"


def _cell(day: QualityDay) -> DayCell:
    # fromtimestamp knows no time before 1970 on Windows.
    at = (_EPOCH + timedelta(seconds=day.day_us // _SECOND_US)).date()
    return DayCell(at, sum(day.ticks), sum(day.open_s), sum(day.missing_s))
