"""Bars of one chart panel: NumPy columns with spare capacity, the forming bar as their last row.

A bar's place on the x axis is its index within the epoch, so weekends leave no gap and nothing moves sideways when
old bars are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Column
    from pyworkstation.protocol.messages import BarsUpdate

MAX_ROWS = 1 << 18
"""Completed bars kept; then the oldest quarter is forgotten. The engine's own ring is far smaller."""

_FIELDS = ("open_us", "close_us", "bid_open", "bid_high", "bid_low", "bid_close", "bid_volume", "ticks")
_OPEN_US, _CLOSE_US, _OPEN, _HIGH, _LOW, _CLOSE, _VOLUME, _TICKS = range(len(_FIELDS))
_FIRST_CAPACITY = 1024
_ROOM_FOR_OLDER = MAX_ROWS // 2


class Change(Enum):
    """What an update did to a series."""

    RESET = "everything may be different"
    GROWN = "bars were completed"
    MOVED = "only the forming bar moved"
    GAP = "the update does not follow on: a snapshot is needed, nothing was taken"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar as the read-out shows it; prices in points of the bid."""

    index: int
    open_us: int
    close_us: int
    open: int
    high: int
    low: int
    close: int
    volume: int
    ticks: int


class Series:
    """Bars of one timeframe. Rows [0, completed) are completed; row `completed` is the forming bar if there is one."""

    def __init__(self, timeframe: str) -> None:
        self.timeframe = timeframe
        self.digits = 0
        self.epoch: int | None = None
        self.generation = 0
        """Rises with every snapshot: completed bars of one generation never change."""
        self.first_index = 0
        self.completed = 0
        self._has_forming = False
        self._is_whole = False
        self._table = np.zeros((len(_FIELDS), _FIRST_CAPACITY), dtype=np.int64)

    def __len__(self) -> int:
        return self.completed + self._has_forming

    @property
    def next_index(self) -> int:
        """Index within the epoch of the next bar to complete."""
        return self.first_index + self.completed

    @property
    def last_index(self) -> int:
        """Index of the newest row, the forming bar when there is one."""
        return self.first_index + len(self) - 1

    @property
    def has_older(self) -> bool:
        """Older bars of the epoch are stored, and there is room for them."""
        return self.first_index > 0 and not self._is_whole and 0 < self.completed < _ROOM_FOR_OLDER

    @property
    def open_us(self) -> Column:
        """When each bar opened."""
        return self._column(_OPEN_US)

    @property
    def close_us(self) -> Column:
        """When each bar closes or is due to."""
        return self._column(_CLOSE_US)

    @property
    def open(self) -> Column:
        """First bid of each bar in points."""
        return self._column(_OPEN)

    @property
    def high(self) -> Column:
        """Highest bid."""
        return self._column(_HIGH)

    @property
    def low(self) -> Column:
        """Lowest bid."""
        return self._column(_LOW)

    @property
    def close(self) -> Column:
        """Last bid."""
        return self._column(_CLOSE)

    @property
    def volume(self) -> Column:
        """Sum of the bid volumes."""
        return self._column(_VOLUME)

    @property
    def ticks(self) -> Column:
        """Ticks in each bar."""
        return self._column(_TICKS)

    def bar(self, index: int) -> Bar | None:
        """The bar at an index of the epoch; None where there is none."""
        row = index - self.first_index
        if not 0 <= row < len(self):
            return None
        return Bar(index, *(int(value) for value in self._table[:, row]))

    def last_bar(self) -> Bar | None:
        """The newest bar; None before the first tick."""
        return self.bar(self.last_index)

    def index_at(self, ts_us: int) -> int | None:
        """Index of the bar that holds a time, or the last one before it; None before the first."""
        row = int(np.searchsorted(self.open_us, ts_us, side="right")) - 1
        return None if row < 0 else self.first_index + row

    def completed_after(self, open_us: int) -> int:
        """How many completed bars opened later than `open_us`."""
        return self.completed - int(np.searchsorted(self.open_us[: self.completed], open_us, side="right"))

    def apply_snapshot(self, update: BarsUpdate) -> Change:
        """Replace everything by what the engine keeps; older bars of the same epoch stay, for they never change."""
        completed = Bars.unpack(update.completed)
        if not self._reaches(update):
            self._is_whole = False
            self.first_index = update.first_index
        self.completed = update.first_index - self.first_index
        self.digits = update.digits
        self.epoch = update.epoch
        self.generation += 1
        self._append(completed, Bars.unpack(update.forming))
        return Change.RESET

    def _reaches(self, update: BarsUpdate) -> bool:
        """Without a hole from the bars there are to the first of the snapshot."""
        return update.epoch == self.epoch and self.first_index <= update.first_index <= self.next_index

    def apply_update(self, update: BarsUpdate) -> Change:
        """Take in what follows on from the last update; refuse anything else."""
        if update.epoch != self.epoch or update.first_index != self.next_index:
            return Change.GAP
        completed = Bars.unpack(update.completed)
        self._append(completed, Bars.unpack(update.forming))
        return Change.GROWN if len(completed) else Change.MOVED

    def prepend(self, older: Bars) -> Change:
        """Put stored bars before the first one; none: there are no older ones. All bars keep their index."""
        older = older[-self.first_index :] if self.first_index else older[:0]
        self.generation += 1
        self._is_whole = not len(older)
        rows = np.zeros((len(_FIELDS), len(older) + self._table.shape[1]), dtype=np.int64)
        _copy(older, rows[:, : len(older)])
        rows[:, len(older) :] = self._table
        self._table = rows
        self.first_index -= len(older)
        self.completed += len(older)
        return Change.GROWN

    def _append(self, completed: Bars, forming: Bars) -> None:
        self._make_room(len(completed) + 1)
        start, stop = self.completed, self.completed + len(completed)
        _copy(completed, self._table[:, start:stop])
        _copy(forming, self._table[:, stop : stop + len(forming)])
        self.completed = stop
        self._has_forming = len(forming) > 0
        self._forget()

    def _make_room(self, rows: int) -> None:
        needed = self.completed + rows
        capacity = self._table.shape[1]
        if needed > capacity:
            grown = np.zeros((len(_FIELDS), max(needed, 2 * capacity)), dtype=np.int64)
            grown[:, : self.completed] = self._table[:, : self.completed]
            self._table = grown

    def _forget(self) -> None:
        if self.completed <= MAX_ROWS:
            return
        drop = self.completed - MAX_ROWS * 3 // 4
        kept = self._table[:, drop : len(self)].copy()
        self._table[:, : kept.shape[1]] = kept
        self.first_index += drop
        self.completed -= drop

    def _column(self, row: int) -> NDArray[np.int64]:
        return self._table[row, : len(self)]


def _copy(bars: Bars, table: NDArray[np.int64]) -> None:
    for row, field in enumerate(_FIELDS):
        table[row] = getattr(bars, field)
