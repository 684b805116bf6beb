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
    from pyworkstation_ui.state.panels import Side

MAX_ROWS = 5 << 18
"""Completed bars kept; then the oldest quarter is forgotten. The engine's own ring is far smaller."""

_PRICES = ("open", "high", "low", "close")
_FIELDS = (
    "open_us",
    "close_us",
    "last_us",
    "ticks",
    "bid_volume",
    "ask_volume",
    *(f"{side}_{price}" for side in ("bid", "ask", "mid2") for price in _PRICES),
)
_ROW = {field: row for row, field in enumerate(_FIELDS)}
_FIRST_CAPACITY = 1024
_ROOM_FOR_OLDER = 1 << 20


class Change(Enum):
    """What an update did to a series."""

    RESET = "everything may be different"
    GROWN = "bars were completed"
    MOVED = "only the forming bar moved"
    GAP = "the update does not follow on: a snapshot is needed, nothing was taken"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar as the read-out shows it; prices in points of the side that is shown."""

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
        self.volume_digits = 0
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
        return self._column("open_us")

    @property
    def close_us(self) -> Column:
        """When each bar closes or is due to."""
        return self._column("close_us")

    @property
    def last_us(self) -> Column:
        """When each bar had its last tick."""
        return self._column("last_us")

    @property
    def ticks(self) -> Column:
        """Ticks in each bar."""
        return self._column("ticks")

    def ohlc(self, rows: slice, side: Side = "bid") -> tuple[Column, Column, Column, Column]:
        """Prices of some rows in points. Half points of the mid are rounded to the even point, as everywhere."""
        if side == "mid":
            opened, high, low, close = (
                np.rint(self._column(f"mid2_{price}")[rows] / 2).astype(np.int64) for price in _PRICES
            )
        else:
            opened, high, low, close = (self._column(f"{side}_{price}")[rows] for price in _PRICES)
        return opened, high, low, close

    def volume(self, rows: slice, side: Side = "bid") -> Column:
        """Volumes of some rows; of the mid, those of both sides."""
        if side == "mid":
            return self._column("bid_volume")[rows] + self._column("ask_volume")[rows]
        return self._column(f"{side}_volume")[rows]

    def bar(self, index: int, side: Side = "bid") -> Bar | None:
        """The bar at an index of the epoch; None where there is none."""
        row = index - self.first_index
        if not 0 <= row < len(self):
            return None
        rows = slice(row, row + 1)
        columns = (self.open_us[rows], self.close_us[rows], *self.ohlc(rows, side))
        values = (int(column[0]) for column in (*columns, self.volume(rows, side), self.ticks[rows]))
        return Bar(index, *values)

    def last_bar(self, side: Side = "bid") -> Bar | None:
        """The newest bar; None before the first tick."""
        return self.bar(self.last_index, side)

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
        self.digits, self.volume_digits = update.digits, update.volume_digits
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

    def _column(self, field: str) -> NDArray[np.int64]:
        return self._table[_ROW[field], : len(self)]


def other_price(series: Series, side: Side) -> int | None:
    """The other side of the newest quote: the ask of a chart of the bid; None where both make one price."""
    if side == "mid":
        return None
    newest = series.last_bar("ask" if side == "bid" else "bid")
    return newest.close if newest is not None else None


def _copy(bars: Bars, table: NDArray[np.int64]) -> None:
    for row, field in enumerate(_FIELDS):
        table[row] = getattr(bars, field)
