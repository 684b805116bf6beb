"""Ends an import at a file that begins after a gap, where `--policy gap=stop` wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time
from pyworkstation.services.imports.gaps_between import gaps_between

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.imports.read_options import ReadOptions


class GapStop:
    """Knows the last tick so far. Within a file the reader sees gaps itself."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._is_wanted = options.policies.get("gap") == "stop"
        self._last_us: int | None = None

    def fault(self, ticks: TickColumns, path: Path) -> InputError | None:
        """What is wrong with a file that goes on with these ticks, if anything is."""
        if not self._is_wanted or not len(ticks):
            return None
        last_us, first_us = self._last_us, int(ticks.ts_us[0])
        self.ended(int(ticks.ts_us[-1]))
        if last_us is None or first_us <= last_us:
            return None
        gaps = gaps_between([(last_us, last_us), (first_us, first_us)], self._options.calendar)
        if not gaps:
            return None
        return InputError(
            expected="ticks throughout the instrument's hours",
            found=f"none from {format_time(last_us)} to {format_time(first_us)}, where the file begins",
            where=str(path),
            mend="import the files that are missing first, or leave --policy gap=stop away",
        )

    def ended(self, last_us: int) -> None:
        """A file had its last tick then."""
        self._last_us = last_us if self._last_us is None else max(self._last_us, last_us)
