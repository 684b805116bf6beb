"""Bars of one chart panel: columns in blocks, the forming bar as their last row.

A bar's place on the x axis is its index within the epoch, so weekends leave no gap and nothing moves sideways when
old bars are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, overload

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation_ui.state.blocks import BLOCK_ROWS, Blocks, LongColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Column
    from pyworkstation.protocol.messages import BarsUpdate
    from pyworkstation_ui.state.blocks import Stretch
    from pyworkstation_ui.state.panels import Side

MAX_ROWS = 5 << 18
"""Bars kept; then the oldest block is forgotten. The engine's own ring is far smaller."""

_ROW = {name: row for row, name in enumerate(Bars.names())}
_PRICES: dict[Side, slice] = {
    "bid": slice(_ROW["bid_open"], _ROW["bid_close"] + 1),
    "ask": slice(_ROW["ask_open"], _ROW["ask_close"] + 1),
    "mid": slice(_ROW["mid2_open"], _ROW["mid2_close"] + 1),
}
"""Open, high, low and close; of the mid in half points."""
_VOLUMES: dict[Side, tuple[int, ...]] = {
    "bid": (_ROW["bid_volume"],),
    "ask": (_ROW["ask_volume"],),
    "mid": (_ROW["bid_volume"], _ROW["ask_volume"]),
}
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

    def __init__(self, timeframe: str, *, block_rows: int = BLOCK_ROWS, max_rows: int = MAX_ROWS) -> None:
        self.timeframe = timeframe
        self.digits = 0
        self.volume_digits = 0
        self.epoch: int | None = None
        self.generation = 0
        """Rises with every snapshot: completed bars of one generation never change."""
        self.completed = 0
        self._has_forming = False
        self._is_whole = False
        self._max_rows = max_rows
        self._blocks = Blocks(len(_ROW), np.int64, block_rows=block_rows)
        self.open_us = LongColumn(self._blocks, _ROW["open_us"])
        self.close_us = LongColumn(self._blocks, _ROW["close_us"])
        self.last_us = LongColumn(self._blocks, _ROW["last_us"])

    def __len__(self) -> int:
        return self.completed + self._has_forming

    @property
    def first_index(self) -> int:
        """Index within the epoch of the oldest bar."""
        return self._blocks.first

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

    def ohlc(self, rows: slice, side: Side = "bid") -> tuple[Column, Column, Column, Column]:
        """Prices of some rows in points. Half points of the mid are rounded to the even point, as everywhere."""
        prices = self._read(_PRICES[side], rows)
        opened, high, low, close = np.rint(prices / 2).astype(np.int64) if side == "mid" else prices
        return opened, high, low, close

    def volume(self, rows: slice, side: Side = "bid") -> Column:
        """Volumes of some rows; of the mid, those of both sides."""
        columns = [self._read(column, rows) for column in _VOLUMES[side]]
        return columns[0] if len(columns) == 1 else columns[0] + columns[1]

    def stretches(self, rows: slice) -> Iterator[Stretch]:
        """Some rows block by block, by index within the epoch."""
        start, stop, _ = rows.indices(len(self))
        return self._blocks.stretches(self.first_index + start, self.first_index + stop)

    def bar(self, index: int, side: Side = "bid") -> Bar | None:
        """The bar at an index of the epoch; None where there is none."""
        if not self.first_index <= index <= self.last_index:
            return None
        values = self._blocks.row(index).tolist()
        prices = values[_PRICES[side]]
        if side == "mid":
            prices = [round(price / 2) for price in prices]
        volume = sum(values[row] for row in _VOLUMES[side])
        numbers = [values[_ROW["open_us"]], values[_ROW["close_us"]], *prices, volume, values[_ROW["ticks"]]]
        return Bar(index, *numbers)

    def last_bar(self, side: Side = "bid") -> Bar | None:
        """The newest bar; None before the first tick."""
        return self.bar(self.last_index, side)

    def index_at(self, ts_us: int) -> int | None:
        """Index of the bar that holds a time, or the last one before it; None before the first."""
        row = self.open_us.row_of(ts_us) - 1
        return None if row < 0 else self.first_index + row

    def completed_after(self, open_us: int) -> int:
        """How many completed bars opened later than `open_us`."""
        return max(self.completed - self.open_us.row_of(open_us), 0)

    def clear(self) -> None:
        """No bars: those of another symbol are coming."""
        self.epoch = None
        self.generation += 1
        self.completed = 0
        self._has_forming = self._is_whole = False
        self._blocks.restart(0)

    def apply_snapshot(self, update: BarsUpdate) -> Change:
        """Replace everything by what the engine keeps; older bars of the same epoch stay, for they never change."""
        completed, forming = Bars.unpack_table(update.completed), Bars.unpack_table(update.forming)
        if not self._reaches(update):
            self._is_whole = False
            self._blocks.restart(update.first_index)
        self.completed = update.first_index - self.first_index
        self.digits, self.volume_digits = update.digits, update.volume_digits
        self.epoch = update.epoch
        self.generation += 1
        self._append(completed, forming)
        return Change.RESET

    def _reaches(self, update: BarsUpdate) -> bool:
        """Without a hole from the bars there are to the first of the snapshot."""
        return update.epoch == self.epoch and self.first_index <= update.first_index <= self.next_index

    def apply_update(self, update: BarsUpdate) -> Change:
        """Take in what follows on from the last update; refuse anything else."""
        if update.epoch != self.epoch or update.first_index != self.next_index:
            return Change.GAP
        completed = Bars.unpack_table(update.completed)
        self._append(completed, Bars.unpack_table(update.forming))
        return Change.GROWN if completed.shape[1] else Change.MOVED

    def prepend(self, older: NDArray[np.int64]) -> Change:
        """Put stored bars before the first one, a row of `older` a column; none: there are no older ones. All bars keep their index."""
        older = older[:, -self.first_index :] if self.first_index else older[:, :0]
        self.generation += 1
        self._is_whole = not older.shape[1]
        self._blocks.prepend(older)
        self.completed += older.shape[1]
        return Change.GROWN

    def _append(self, completed: NDArray[np.int64], forming: NDArray[np.int64]) -> None:
        self._blocks.cut(self.next_index)
        self._blocks.append(completed)
        self._blocks.append(forming)
        self._blocks.forget(self._max_rows)
        self._has_forming = forming.shape[1] > 0
        self.completed = len(self._blocks) - self._has_forming

    @overload
    def _read(self, columns: int, rows: slice) -> Column: ...
    @overload
    def _read(self, columns: slice, rows: slice) -> NDArray[np.int64]: ...
    def _read(self, columns: int | slice, rows: slice) -> NDArray[np.int64]:
        start, stop, _ = rows.indices(len(self))
        return self._blocks.read(columns, self.first_index + start, self.first_index + stop)


def other_price(series: Series, side: Side) -> int | None:
    """The other side of the newest quote: the ask of a chart of the bid; None where both make one price."""
    if side == "mid":
        return None
    newest = series.last_bar("ask" if side == "bid" else "bid")
    return newest.close if newest is not None else None
