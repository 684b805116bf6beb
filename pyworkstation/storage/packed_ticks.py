"""Ticks as the columns of `tick_store`, in arrays that are made once and filled again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.int64]

_ROWS_AT_ONCE = 1 << 15
"""What is worked on at once stays in the processor's cache; that is three times as fast as whole columns."""

_TYPES = {
    "import_id": np.int32,
    "ts_ms": np.int64,
    "sub_us": np.int16,
    "seq": np.int32,
    "bid": np.int64,
    "spread": np.int64,
    "bid_volume_10k": np.int64,
    "bid_volume_rest": np.int16,
    "ask_volume_10k": np.int64,
    "ask_volume_rest": np.int16,
}


class TickTable(Protocol):
    """Ticks in time order: five int64 columns of one length."""

    def __len__(self) -> int: ...
    @property
    def ts_us(self) -> Column:
        """Microseconds since the epoch, UTC."""

    @property
    def bid(self) -> Column:
        """Points."""

    @property
    def ask(self) -> Column:
        """Points."""

    @property
    def bid_volume(self) -> Column:
        """Smallest units."""

    @property
    def ask_volume(self) -> Column:
        """Smallest units."""


class PackedTicks:
    """Up to `capacity` rows of `tick_store`."""

    def __init__(self, capacity: int) -> None:
        self.rows = 0
        self._columns: dict[str, NDArray[Any]] = {
            name: np.empty(capacity, dtype=kind) for name, kind in _TYPES.items()
        }
        self._capacity = capacity

    @property
    def room(self) -> int:
        """How many rows more it takes."""
        return self._capacity - self.rows

    def put(self, ticks: TickTable, rows: slice, *, import_id: int, seq: NDArray[np.int32]) -> None:
        """Add these rows of `ticks`; `seq` are their numbers among the ticks of their microsecond."""
        to = slice(self.rows, self.rows + len(seq))
        self._columns["import_id"][to] = import_id
        self._columns["seq"][to] = seq
        for first in range(rows.start, rows.stop, _ROWS_AT_ONCE):
            some = slice(first, min(first + _ROWS_AT_ONCE, rows.stop))
            self._put_some(ticks, some, to.start + first - rows.start)
        self.rows = to.stop

    def _put_some(self, ticks: TickTable, rows: slice, at: int) -> None:
        to = slice(at, at + rows.stop - rows.start)
        bid = ticks.bid[rows]
        self._split(ticks.ts_us[rows], 1000, "ts_ms", "sub_us", to)
        self._split(ticks.bid_volume[rows], 10_000, "bid_volume_10k", "bid_volume_rest", to)
        self._split(ticks.ask_volume[rows], 10_000, "ask_volume_10k", "ask_volume_rest", to)
        self._columns["bid"][to] = bid
        np.subtract(ticks.ask[rows], bid, out=self._columns["spread"][to])

    def _split(self, values: Column, divisor: int, whole: str, rest: str, to: slice) -> None:
        quotient = self._columns[whole][to]
        np.floor_divide(values, divisor, out=quotient)
        self._columns[rest][to] = values - quotient * divisor

    def columns(self) -> dict[str, NDArray[Any]]:
        """Views of the filled rows."""
        return {name: column[: self.rows] for name, column in self._columns.items()}

    def first_us(self) -> int:
        """Time of the first row."""
        return self._time_us(0)

    def last_us(self) -> int:
        """Time of the last row."""
        return self._time_us(self.rows - 1)

    def keep(self, rows: int) -> None:
        """Forget all but the first `rows`."""
        self.rows = rows

    def _time_us(self, row: int) -> int:
        return int(self._columns["ts_ms"][row]) * 1000 + int(self._columns["sub_us"][row])
