"""Ticks of one microsecond, in the order they came: those of the last one, over all pieces of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyworkstation.storage.ticks.packed_ticks import TickTable

_NEVER_US = -(1 << 63)


class SameInstant:
    """The last microsecond of a file's ticks so far, and the `parts` that its `count` ticks lie in."""

    def __init__(self) -> None:
        self.ts_us = _NEVER_US
        self.count = 0
        self.parts: list[TickTable] = []

    def is_continued_by(self, ts_us: int) -> bool:
        """Whether it is the microsecond of a tick that there were some of."""
        return self.count > 0 and self.ts_us == ts_us

    def skip(self, ticks: TickTable, rows: slice) -> None:
        """`ticks[rows]` came, which nobody has counted."""
        others = np.flatnonzero(ticks.ts_us[rows] != ticks.ts_us[rows.stop - 1])
        goes_on = not len(others) and self.is_continued_by(int(ticks.ts_us[rows.start]))
        begins = rows.start + (int(others[-1]) + 1 if len(others) else 0)
        self.remember(ticks, rows, rows.stop - begins + (self.count if goes_on else 0))

    def remember(self, ticks: TickTable, rows: slice, count: int) -> None:
        """`ticks[rows]` came; so far `count` ticks of the microsecond of the last one."""
        begins = max(rows.start, rows.stop - count)
        if rows.stop - begins == count:
            self.parts = []
        self.parts.append(ticks.slice(begins, rows.stop))
        self.ts_us = int(ticks.ts_us[rows.stop - 1])
        self.count = count
