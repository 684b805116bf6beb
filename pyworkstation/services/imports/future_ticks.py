"""Ticks later than now: the zone of a file's times or their unit is another, or a clock was wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyworkstation.engine import TickColumns

FUTURE = "future"
"""What the journal and the summary call them."""

_CLOCKS_DIFFER_US = 300 * 1_000_000


class FutureTicks:
    """Those of one file: refused, or counted where they are `kept`."""

    def __init__(self, *, kept: bool, now_us: int | None = None) -> None:
        now_us = time.time_ns() // 1000 if now_us is None else now_us
        self._kept = kept
        self._end_us = now_us + _CLOCKS_DIFFER_US
        self._count = 0

    def take(self, ticks: TickColumns, path: Path) -> None:
        """The next ticks of the file, in time order. Raises InputError where there is one and they are not kept."""
        times = ticks.ts_us
        if not len(times) or times[-1] <= self._end_us:
            return
        if not self._kept:
            raise InputError(
                expected="ticks up to now",
                found=f"one of {format_time(int(times[-1]))}",
                where=str(path),
                mend=f"check the zone and the unit of its times, and this computer's clock; --policy {FUTURE}=keep if they are right",
            )
        self._count += int((times > self._end_us).sum())

    def among(self, findings: Mapping[str, int]) -> Mapping[str, int]:
        """The findings with those in the future, if there are any."""
        return {**findings, FUTURE: self._count} if self._count else findings
