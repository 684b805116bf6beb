"""Ticks later than now: the zone of a file's times or their unit is another, or a clock was wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation.engine import TickColumns

FUTURE = "future"
"""What the journal and the summary call them."""

_CLOCKS_DIFFER_US = 300 * 1_000_000


class FutureTicks:
    """Counts them, piece by piece."""

    def __init__(self, *, now_us: int | None = None) -> None:
        now_us = time.time_ns() // 1000 if now_us is None else now_us
        self._end_us = now_us + _CLOCKS_DIFFER_US
        self._count = 0

    def count(self, ticks: TickColumns) -> None:
        """Take these in, which are in time order."""
        times = ticks.ts_us
        if len(times) and times[-1] > self._end_us:
            self._count += int((times > self._end_us).sum())

    def among(self, findings: Mapping[str, int]) -> Mapping[str, int]:
        """The findings with those in the future, if there are any."""
        return {**findings, FUTURE: self._count} if self._count else findings
