"""When an instrument trades."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Hours of the week in a time zone, and the dates that differ, as rules of `pyworkstation.domain.holidays`."""

    zone: str
    day_close: str
    open: tuple[tuple[str, str], ...]
    holidays: tuple[str, ...]
    early_closes: Mapping[str, str]
    where: str = field(repr=False)
    """In which table of which file they stand."""
