"""When an instrument trades."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Hours of the week in a time zone, and the dates that differ, as rules of `pyworkstation.domain.holidays`."""

    zone: str
    day_close: str
    open: tuple[tuple[str, str], ...]
    holidays: tuple[str, ...]
    early_closes: tuple[tuple[str, str], ...]
    where: str = field(repr=False, compare=False)
    """In which table of which file they stand."""
