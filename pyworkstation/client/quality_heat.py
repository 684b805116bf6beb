"""Days of a quality report as rows of a table by hour: days, weeks, months or years, whichever are few enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.protocol.messages import QualityDay

_HOURS = 24
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One hour of the day, over all days of its row."""

    ticks: int
    open_s: int
    missing_s: int

    @property
    def is_closed(self) -> bool:
        """Is the market never open in it?"""
        return not self.open_s

    @property
    def has_hole(self) -> bool:
        """Does a twentieth of its open time lie in gaps, or more? In an hour of one day that is three minutes."""
        return self.missing_s * 20 >= self.open_s > 0

    @property
    def pace(self) -> float:
        """Ticks for each second that the market is open."""
        return self.ticks / self.open_s if self.open_s else 0.0


@dataclass(frozen=True, slots=True)
class HeatRow:
    """Some days under one name."""

    name: str
    cells: tuple[HeatCell, ...]

    @property
    def ticks(self) -> int:
        """In all its hours."""
        return sum(cell.ticks for cell in self.cells)


def heat_rows(days: Sequence[QualityDay], *, at_most: int) -> list[HeatRow]:
    """The finest rows that are no more than `at_most`; years, if even they are more."""
    for unit in _UNITS:
        groups: dict[str, list[QualityDay]] = {}
        for day in days:
            groups.setdefault(unit(_date(day)), []).append(day)
        if len(groups) <= at_most:
            break
    return [HeatRow(name, _cells(members)) for name, members in groups.items()]


def top_pace(rows: Sequence[HeatRow]) -> float:
    """The greatest pace of any cell."""
    return max((cell.pace for row in rows for cell in row.cells), default=0.0)


def _cells(days: Sequence[QualityDay]) -> tuple[HeatCell, ...]:
    return tuple(
        HeatCell(
            sum(day.ticks[hour] for day in days),
            sum(day.open_s[hour] for day in days),
            sum(day.missing_s[hour] for day in days),
        )
        for hour in range(_HOURS)
    )


def _date(day: QualityDay) -> date:
    # fromtimestamp knows no time before 1970 on Windows.
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=day.day_us // _SECOND_US)).date()


def _week(day: date) -> str:
    return f"{day - timedelta(days=day.weekday())} week"


_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNITS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day} {_DAY_NAMES[day.weekday()]}",
    _week,
    lambda day: f"{day.year:04}-{day.month:02}",
    lambda day: f"{day.year:04}",
)
