"""Ticks as the columns of the tables of ticks, in arrays that are made once and filled again and again.

A tick is plain when it needs no more than the columns of `plain_ticks`: nearly all are. The others are odd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pyworkstation.storage.ticks.same_instant import SameInstant

    Column = NDArray[np.int64]
    Columns = Mapping[str, NDArray[Any]]
    Narrow = NDArray[np.int32]
    Room = tuple[Column, Narrow, Narrow, Narrow, Narrow]

_PLAIN = {
    "ts_ms": np.int64,
    "bid": np.int32,
    "spread": np.int32,
    "bid_volume_10k": np.int32,
    "ask_volume_10k": np.int32,
    "import_id": np.int32,
}
_ODD = {
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
_ZERO_IF_PLAIN = ("sub_us", "seq", "bid_volume_rest", "ask_volume_rest")
_NARROW = ("bid", "spread", "bid_volume_10k", "ask_volume_10k")
_HALF = 1 << 31


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

    def slice(self, start: int, stop: int) -> TickTable:
        """Rows [start, stop)."""

    def put_plain(
        self, start: int, stop: int, room: Room, *, last_us: int, last_count: int
    ) -> tuple[int, NDArray[np.int64], NDArray[np.int32], int]:
        """Put the plain ones of these rows into `room`. `last_count` ticks of `last_us` came before.

        Returns how many they are, the rows of the others, counted from `start`, the numbers of those among the ticks of
        their microsecond, and how many ticks of the last microsecond there were.
        """


class TickRows(NamedTuple):
    """Rows of the two tables of ticks, each in time order."""

    plain: Columns
    odd: Columns

    def columns(self) -> dict[str, NDArray[Any]]:
        """All rows in the columns of odd ones, the plain ones first."""
        count = len(self.plain["import_id"])
        zeros = np.zeros(count, dtype=np.int16)
        return {
            name: np.concatenate((self.plain.get(name, zeros), odd)).astype(_ODD[name])
            for name, odd in self.odd.items()
        }


def rows_of(columns: Columns) -> TickRows:
    """The rows apart, each where it belongs."""
    odd = _is_odd(columns)
    plain = {name: columns[name][~odd].astype(kind) for name, kind in _PLAIN.items()}
    return TickRows(plain, {name: columns[name][odd] for name in _ODD})


class Mark(NamedTuple):
    """How far a `PackedTicks` is filled: the times are those of its first and last tick."""

    rows: int
    plain_rows: int
    odd_parts: int
    first_us: int
    last_us: int


_EMPTY = Mark(0, 0, 0, 1 << 62, -(1 << 62))


class PackedTicks:
    """Up to `capacity` ticks, `mark` of them."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._plain = {name: np.empty(capacity, dtype=kind) for name, kind in _PLAIN.items()}
        self._odd: list[Columns] = []
        self.mark = _EMPTY

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.mark.rows

    @property
    def room(self) -> int:
        """How many rows more it takes."""
        return self._capacity - self.rows

    def put(self, ticks: TickTable, rows: slice, *, import_id: int, after: SameInstant) -> None:
        """Add these rows of `ticks`, one at least, which come after `after`; it knows of them then."""
        *room, ids = (column[self.mark.plain_rows :] for column in self._plain.values())
        plain, odd, numbers, count = ticks.put_plain(
            rows.start, rows.stop, cast("Room", tuple(room)), last_us=after.ts_us, last_count=after.count
        )
        ids[:plain] = import_id
        if len(odd):
            self._odd.append(_odd_rows(ticks, odd + rows.start, import_id, numbers))
        after.remember(ticks, rows, count)
        self._count(ticks.ts_us[rows], plain)

    def _count(self, ts_us: Column, plain: int) -> None:
        self.mark = Mark(
            rows=self.rows + len(ts_us),
            plain_rows=self.mark.plain_rows + plain,
            odd_parts=len(self._odd),
            first_us=min(self.mark.first_us, int(ts_us[0])),
            last_us=max(self.mark.last_us, int(ts_us[-1])),
        )

    def contents(self) -> TickRows:
        """What it holds; views where that is possible."""
        odd = {
            name: np.concatenate([np.empty(0, dtype=kind), *(some[name] for some in self._odd)])
            for name, kind in _ODD.items()
        }
        plain = {name: column[: self.mark.plain_rows] for name, column in self._plain.items()}
        return TickRows(plain, odd)

    def keep(self, mark: Mark) -> None:
        """Forget what was put after it was filled so far."""
        self.mark = mark
        del self._odd[mark.odd_parts :]

    def clear(self) -> None:
        """Forget everything."""
        self.keep(_EMPTY)


def _odd_rows(
    ticks: TickTable, rows: NDArray[np.int64], import_id: int, numbers: NDArray[np.int32]
) -> Columns:
    ts_ms, sub_us = _split(ticks.ts_us[rows], 1000)
    bid_volume, bid_rest = _split(ticks.bid_volume[rows], 10_000)
    ask_volume, ask_rest = _split(ticks.ask_volume[rows], 10_000)
    bid = ticks.bid[rows]
    return {
        "import_id": np.full(len(rows), import_id, dtype=np.int32),
        "ts_ms": ts_ms,
        "sub_us": sub_us,
        "seq": numbers,
        "bid": bid,
        "spread": ticks.ask[rows] - bid,
        "bid_volume_10k": bid_volume,
        "bid_volume_rest": bid_rest,
        "ask_volume_10k": ask_volume,
        "ask_volume_rest": ask_rest,
    }


def _split(values: Column, divisor: int) -> tuple[Column, NDArray[np.int16]]:
    whole = values // divisor
    return whole, (values - whole * divisor).astype(np.int16)


def _is_odd(columns: Columns) -> NDArray[np.bool_]:
    rest: Column = np.zeros(len(columns["seq"]), dtype=np.int64)
    for name in _ZERO_IF_PLAIN:
        rest |= columns[name]
    for name in _NARROW:
        rest |= (columns[name].astype(np.int64) + _HALF) >> 32
    return np.not_equal(rest, 0)
