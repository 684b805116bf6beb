"""A long table that grows at both ends: columns of numbers by index, in blocks that never move.

Invariant: nothing copies more than it was given and a block, however long the table is. What comes as one array is
kept as it is, read-only, cut into blocks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Column

Number = TypeVar("Number", bound=np.generic)
Edge = Literal["left", "right"]

BLOCK_ROWS = 1 << 14
"""Bars: of their columns 2.4 MB, which are had and given back in a fraction of a millisecond."""


class Stretch(NamedTuple):
    """Rows [start, stop) of one block, and a place for what is worked out of them: None where they may change yet."""

    start: int
    stop: int
    worked_out: dict[Hashable, Any] | None


class Blocks(Generic[Number]):
    """Rows [first, stop) of a table. A row of an array that goes in or comes out is a column of the table."""

    def __init__(self, columns: int, dtype: type[Number], *, block_rows: int = BLOCK_ROWS) -> None:
        self._shape = (columns, block_rows)
        self._dtype = dtype
        self._blocks: list[_Block[Number]] = []
        self._leaving: list[_Block[Number]] = []
        self._starts: list[int] = []
        self.first = 0
        self.stop = 0

    def __len__(self) -> int:
        return self.stop - self.first

    def restart(self, first: int) -> None:
        """Forget all rows; the next one is `first`. Their memory is given back while others come: at once it takes a frame."""
        self._leaving += self._blocks
        self._blocks = []
        self._starts.clear()
        self.first = self.stop = first

    def cut(self, stop: int) -> None:
        """Forget the rows from `stop` on."""
        while self._blocks and self._starts[-1] >= stop:
            self._blocks.pop()
            self._starts.pop()
        if self._blocks:
            self._blocks[-1].cut(stop)
        self.stop = max(min(stop, self.stop), self.first)

    def append(self, rows: NDArray[Number]) -> None:
        """Put rows after the last one."""
        if self._leaving:
            self._leaving.pop()
        done, count = 0, rows.shape[1]
        while done < count:
            block = self._blocks[-1] if self._blocks else None
            if block is not None and block.room:
                done += block.fill(rows[:, done:])
            elif count - done >= self._shape[1]:
                self._add(_Block.of(self.stop + done, rows[:, done : done + self._shape[1]]))
                done += self._shape[1]
            else:
                self._add(_Block(self.stop + done, np.empty(self._shape, self._dtype)))
        self.stop += count

    def prepend(self, rows: NDArray[Number]) -> None:
        """Put rows before the first one; all others keep their index."""
        while rows.shape[1]:
            rows, last = rows[:, : -self._shape[1]], rows[:, -self._shape[1] :]
            self.first -= last.shape[1]
            self._blocks.insert(0, _Block.of(self.first, last))
            self._starts.insert(0, self.first)

    def forget(self, most: int) -> None:
        """Let go of the oldest blocks while there are more than `most` rows, but never of the newest block."""
        while len(self) > most and len(self._blocks) > 1:
            del self._blocks[0], self._starts[0]
            self.first = self._starts[0]

    @overload
    def read(self, columns: int, start: int, stop: int) -> np.ndarray[tuple[int], np.dtype[Number]]: ...
    @overload
    def read(self, columns: slice, start: int, stop: int) -> NDArray[Number]: ...
    def read(self, columns: int | slice, start: int, stop: int) -> NDArray[Number]:
        """Rows [start, stop) of some columns: where one block has them all as they lie there, else a copy."""
        place = bisect_right(self._starts, start) - 1
        if place >= 0:
            block = self._blocks[place]
            if stop <= block.start + block.count:
                return block.table[columns, start - block.start : stop - block.start]
        pieces = [
            block.table[columns, max(start - block.start, 0) : min(stop - block.start, block.count)]
            for block in self._within(start, stop)
        ]
        return np.concatenate(pieces or [np.empty((self._shape[0], 0), self._dtype)[columns]], axis=-1)

    def row(self, index: int) -> NDArray[Number]:
        """One row, all its columns."""
        block = self._blocks[bisect_right(self._starts, index) - 1]
        return block.table[:, index - block.start]

    def pick(self, column: int, indexes: Column) -> NDArray[Number]:
        """One column of some rows."""
        values = np.empty(indexes.shape, self._dtype)
        places = np.array(self._starts).searchsorted(indexes, "right") - 1
        for place, here in _groups(places):
            block = self._blocks[place]
            values[here] = block.table[column, indexes[here] - block.start]
        return values

    def stretches(self, start: int, stop: int) -> Iterator[Stretch]:
        """The blocks that hold the rows [start, stop), the first and the last maybe by a part."""
        for block in self._within(start, stop):
            begin, end = max(start, block.start), min(stop, block.start + block.count)
            is_settled = block is not self._blocks[-1] and end - begin == block.count
            yield Stretch(begin, end, block.worked_out if is_settled else None)

    def index_of(self, column: int, value: int, edge: Edge) -> int:
        """The index at which a value would go into a column that rises, as NumPy's `searchsorted` has it."""
        bisect = bisect_left if edge == "left" else bisect_right
        place = bisect(self._blocks, value, key=lambda block: block.table[column, 0]) - 1
        if place < 0:
            return self.first
        block = self._blocks[place]
        return block.start + int(block.table[column, : block.count].searchsorted(value, edge))

    def indexes_of(self, column: int, values: Column, edge: Edge) -> Column:
        """The same of many values."""
        found = np.full(values.shape, self.first, dtype=np.int64)
        firsts = np.array([block.table[column, 0] for block in self._blocks], dtype=np.int64)
        for place, here in _groups(firsts.searchsorted(values, edge) - 1):
            if place >= 0:
                block = self._blocks[place]
                found[here] = block.start + block.table[column, : block.count].searchsorted(
                    values[here], edge
                )
        return found

    def _within(self, start: int, stop: int) -> list[_Block[Number]]:
        if start >= stop:
            return []
        return self._blocks[max(bisect_right(self._starts, start) - 1, 0) : bisect_left(self._starts, stop)]

    def _add(self, block: _Block[Number]) -> None:
        self._blocks.append(block)
        self._starts.append(block.start)


def _groups(places: Column) -> Iterator[tuple[int, NDArray[np.bool_] | slice]]:
    """Each place that occurs and where it does."""
    if not places.size:
        return
    low, high = int(places.min()), int(places.max())
    if low == high:
        yield low, slice(None)
        return
    for place in np.unique(places).tolist():
        yield place, places == place


class _Block(Generic[Number]):
    """Rows from `start` on: the first `count` of those that the table has room for."""

    __slots__ = ("count", "start", "table", "worked_out")

    def __init__(self, start: int, table: NDArray[Number], count: int = 0) -> None:
        self.start = start
        self.table = table
        self.count = count
        self.worked_out: dict[Hashable, Any] = {}

    @classmethod
    def of(cls, start: int, rows: NDArray[Number]) -> _Block[Number]:
        """Rows that are there, and room for none."""
        rows = rows.view()
        rows.flags.writeable = False
        return cls(start, rows, rows.shape[1])

    @property
    def room(self) -> int:
        rows: int = self.table.shape[1]
        return rows - self.count

    def fill(self, rows: NDArray[Number]) -> int:
        """Take as many as there is room for; returns how many."""
        taken = min(int(rows.shape[1]), self.room)
        self.table[:, self.count : self.count + taken] = rows[:, :taken]
        self.count += taken
        return taken

    def cut(self, stop: int) -> None:
        """Forget the rows from `stop` on."""
        if stop - self.start >= self.count:
            return
        self.count = stop - self.start
        self.worked_out.clear()
        if not self.table.flags.writeable:
            self.table = self.table[:, : self.count]


class LongColumn:
    """One column of a long table by row, the first row being 0: a number, a stretch, some rows, the place of a time."""

    __slots__ = ("_blocks", "_column")

    def __init__(self, blocks: Blocks[np.int64], column: int) -> None:
        self._blocks = blocks
        self._column = column

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, row: int) -> np.int64: ...
    @overload
    def __getitem__(self, row: slice | Column) -> Column: ...
    def __getitem__(self, row: int | slice | Column) -> np.int64 | Column:
        first, count = self._blocks.first, len(self._blocks)
        if isinstance(row, slice):
            start, stop, _ = row.indices(count)
            return self._blocks.read(self._column, first + start, first + stop)
        if isinstance(row, np.ndarray):
            return self._blocks.pick(self._column, row + first)
        if not -count <= row < count:
            raise IndexError(f"row {row} of {count}")
        number: np.int64 = self._blocks.row(first + row % count)[self._column]
        return number

    def row_of(self, value: int, edge: Edge = "right") -> int:
        """As NumPy's `searchsorted`: with `right`, how many rows are not above a value."""
        return self._blocks.index_of(self._column, value, edge) - self._blocks.first

    def rows_of(self, values: Column, edge: Edge = "right") -> Column:
        """The same of many values."""
        return self._blocks.indexes_of(self._column, values, edge) - self._blocks.first
