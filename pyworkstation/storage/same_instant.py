"""Ticks of one microsecond, in the order they came: each has its number among them, over all pieces of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.storage.packed_ticks import TickTable


class SameInstant:
    """Numbers the ticks of one file, piece by piece. `ticks` are those of the last microsecond seen."""

    def __init__(self) -> None:
        self.ticks = Ticks.empty()

    def number(self, ticks: TickTable, rows: slice) -> NDArray[np.int32]:
        """0 for the first tick of each microsecond, 1 for the next. The rows are at least one."""
        ts_us = ticks.ts_us[rows]
        place = np.arange(len(ts_us), dtype=np.int32)
        begins = np.concatenate(([True], ts_us[1:] != ts_us[:-1]))
        seq: NDArray[np.int32] = place - np.maximum.accumulate(np.where(begins, place, 0))
        later = np.flatnonzero(begins)
        if self.continued_by(ts_us):
            seq[: later[1] if len(later) > 1 else None] += len(self.ticks)
        self._remember(ticks, rows, int(later[-1]))
        return seq

    def continued_by(self, ts_us: NDArray[np.int64]) -> bool:
        """Whether the first of these times is the last one seen."""
        return bool(len(self.ticks)) and bool(self.ticks.ts_us[0] == ts_us[0])

    def _remember(self, ticks: TickTable, rows: slice, last_begins: int) -> None:
        tail = slice(rows.start + last_begins, rows.stop)
        now = Ticks(*(getattr(ticks, name)[tail].copy() for name in Ticks.names()))
        goes_on = last_begins == 0 and self.continued_by(now.ts_us)
        self.ticks = Ticks.concatenate([self.ticks, now]) if goes_on else now
