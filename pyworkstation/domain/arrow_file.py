"""Columns of ticks and bars as an Arrow file (the IPC file format, Feather 2) that can be memory-mapped.

The format: https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format. Nothing is compressed and no value is
absent, so that the columns of a mapped file are NumPy arrays without a copy.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.flatbuffer import FlatTable, Scalar, Structs, TableView, flatbuffer, root_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

Kind = Literal["time", "float", "decimal", "int"]
"""Microseconds since the epoch UTC; a double; a 128-bit decimal; a signed 64-bit integer."""

_MAGIC = b"ARROW1"
_CONTINUED = b"\xff\xff\xff\xff"
_V5 = Scalar("h", 4)
_SCHEMA, _RECORD_BATCH = 1, 3
_BLOCK = "<qi4xq"
_TYPE_NUMBERS: dict[Kind, int] = {"int": 2, "float": 3, "decimal": 7, "time": 10}
_KINDS: dict[int, Kind] = {number: kind for kind, number in _TYPE_NUMBERS.items()}
_WIDTHS: dict[Kind, int] = {"int": 8, "float": 8, "decimal": 16, "time": 8}
_DTYPES: dict[Kind, str] = {"int": "<i8", "float": "<f8", "decimal": "<i8", "time": "<M8[us]"}
_MOST_DIGITS = 18
"""More than any price has."""


class Field(NamedTuple):
    """A column. `digits` are the decimals of a decimal."""

    name: str
    kind: Kind
    digits: int = 0


@dataclass(frozen=True, slots=True)
class ArrowColumns:
    """What an Arrow file holds: pieces of all columns, in order. A piece of decimals is two int64 a row, low and high."""

    fields: tuple[Field, ...]
    facts: Mapping[str, str]
    batches: Sequence[Sequence[NDArray[Any]]]

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(len(batch[0]) for batch in self.batches if batch)


@dataclass(slots=True)
class _Batch:
    """A piece of the file under way: where its metadata stands, and what its columns hold so far."""

    at: int
    body_at: int
    capacity: int
    rows: int = 0


@dataclass(slots=True)
class ArrowWriter:
    """Writes an Arrow file: any number of `begin` each with its `put`s, and `finish`. `facts` go into its schema."""

    file: BinaryIO
    fields: Sequence[Field]
    facts: Mapping[str, str]
    _batch: _Batch | None = None
    _blocks: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file.write(_MAGIC.ljust(8, b"\0"))
        self.file.write(_message(_SCHEMA, _schema(self.fields, self.facts), 0))

    def begin(self, capacity: int) -> None:
        """A piece of at most `capacity` rows; each of its columns lies in one stretch of the file, however it comes."""
        self._end_batch()
        at = self.file.seek(0, 2)
        self._batch = _Batch(at, at + len(self._batch_message(capacity, 0)), capacity)

    def put(self, columns: Sequence[NDArray[Any]]) -> None:
        """The next rows, a column for each field. More than there is room for begin a piece of their own."""
        rows = len(columns[0])
        if self._batch is None or self._batch.rows + rows > self._batch.capacity:
            self.begin(rows)
        batch = self._batch
        assert batch is not None
        starts = self._starts(batch.capacity)[:-1] if rows else []
        for part, start, column in zip(self.fields, starts, columns, strict=bool(rows)):
            width = _WIDTHS[part.kind]
            self.file.seek(batch.body_at + start + batch.rows * width)
            self.file.write(np.ascontiguousarray(column).data)
        batch.rows += rows

    def finish(self) -> None:
        """Write what stands at the end of the file."""
        self._end_batch()
        self.file.seek(0, 2)
        blocks = b"".join(struct.pack(_BLOCK, *block) for block in self._blocks)
        footer = flatbuffer(
            FlatTable({
                0: _V5,
                1: _schema(self.fields, self.facts),
                2: Structs(0, b""),
                3: Structs(len(self._blocks), blocks),
            })
        )  # fmt: skip
        self.file.write(_CONTINUED + bytes(4) + footer + struct.pack("<i", len(footer)) + _MAGIC)

    def _end_batch(self) -> None:
        batch, self._batch = self._batch, None
        if batch is None:
            return
        message = self._batch_message(batch.capacity, batch.rows)
        self.file.seek(batch.at)
        self.file.write(message)
        body_size = self._starts(batch.capacity)[-1]
        # The last column may be shorter than there was room for.
        if self.file.seek(0, 2) < batch.body_at + body_size:
            self.file.seek(batch.body_at + body_size - 1)
            self.file.write(b"\0")
        self._blocks.append((batch.at, len(message), body_size))

    def _starts(self, capacity: int) -> list[int]:
        """Where each column begins, and where the last one ends."""
        widths = [_WIDTHS[part.kind] for part in self.fields]
        sizes = [capacity * width + -capacity * width % 64 for width in widths]
        return [0, *np.cumsum(sizes).tolist()]

    def _batch_message(self, capacity: int, rows: int) -> bytes:
        starts = self._starts(capacity)
        buffers = b"".join(
            struct.pack("<4q", start, 0, start, rows * _WIDTHS[part.kind])
            for part, start in zip(self.fields, starts, strict=False)
        )
        nodes = struct.pack("<2q", rows, 0) * len(self.fields)
        header = FlatTable({
            0: Scalar("q", rows),
            1: Structs(len(self.fields), nodes),
            2: Structs(2 * len(self.fields), buffers),
        })  # fmt: skip
        return _message(_RECORD_BATCH, header, starts[-1])


def decimal_column(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """128-bit integers of 64-bit ones: (rows, 2), low half first."""
    return np.stack((points, points >> 63), axis=1)


def read_arrow(data: memoryview, *, where: str) -> ArrowColumns:
    """The columns of an Arrow file, views into `data`.

    Raises:
        InputError: for a file that is none, or that has what `ArrowWriter` does not write.
    """
    try:
        return _read(data)
    except (struct.error, IndexError, KeyError, ValueError, OverflowError) as error:
        raise InputError(
            expected="an Arrow file that pyworkstation wrote", found=str(error) or "another", where=where
        ) from None


def _read(data: memoryview) -> ArrowColumns:
    if bytes(data[:6]) != _MAGIC or bytes(data[-6:]) != _MAGIC:
        raise ValueError("a file that is cut off, or no Arrow file")
    [size] = struct.unpack_from("<i", data, len(data) - 10)
    footer = root_of(data[len(data) - 10 - size : len(data) - 10])
    schema = footer.table(1)
    fields = tuple(_read_field(view) for view in schema.tables(1))
    facts = {view.text(0): view.text(1) for view in schema.tables(2)}
    blocks = footer.structs(3, _BLOCK)
    return ArrowColumns(fields, facts, [_read_batch(data, fields, *block) for block in blocks])


def _read_batch(
    data: memoryview, fields: Sequence[Field], at: int, message_size: int, _: int
) -> list[NDArray[Any]]:
    header = root_of(data[at + 8 : at + message_size]).table(2)
    rows = header.scalar(0, "q")
    if any(null_count for _, null_count in header.structs(1, "<2q")):
        raise ValueError("absent values")
    buffers = header.structs(2, "<2q")[1::2]
    body = at + message_size
    return [
        _read_column(data, part, body + offset, rows, size)
        for part, (offset, size) in zip(fields, buffers, strict=True)
    ]


def _read_column(data: memoryview, part: Field, at: int, rows: int, size: int) -> NDArray[Any]:
    if size < rows * _WIDTHS[part.kind]:
        raise ValueError("a column that is too short")
    count = rows * _WIDTHS[part.kind] // 8
    column = np.frombuffer(data, dtype=_DTYPES[part.kind], count=count, offset=at if count else 0)
    column.flags.writeable = False
    return column.reshape(-1, 2) if part.kind == "decimal" else column


def _read_field(view: TableView) -> Field:
    kind = _KINDS[view.scalar(2, "B")]
    of = view.table(3)
    is_ours = {
        "time": of.scalar(0, "h") == 2 and of.text(1) == "UTC" if kind == "time" else True,
        "int": of.scalar(0, "i") == 64 and of.scalar(1, "B") == 1 if kind == "int" else True,
        "float": of.scalar(0, "h") == 2 if kind == "float" else True,
        "decimal": of.scalar(2, "i", 128) == 128 and 0 <= of.scalar(1, "i") <= _MOST_DIGITS
        if kind == "decimal"
        else True,
    }
    if not is_ours[kind]:
        raise ValueError(f"another type of column {view.text(0)}")
    return Field(view.text(0), kind, of.scalar(1, "i") if kind == "decimal" else 0)


def _message(kind: int, header: FlatTable, body_size: int) -> bytes:
    message = flatbuffer(FlatTable({0: _V5, 1: Scalar("B", kind), 2: header, 3: Scalar("q", body_size)}))
    return _CONTINUED + struct.pack("<i", len(message)) + message


def _schema(fields: Sequence[Field], facts: Mapping[str, str]) -> FlatTable:
    return FlatTable({
        1: [_field(part) for part in fields],
        2: [FlatTable({0: key, 1: value}) for key, value in facts.items()],
    })  # fmt: skip


def _field(part: Field) -> FlatTable:
    return FlatTable({
        0: part.name,
        2: Scalar("B", _TYPE_NUMBERS[part.kind]),
        3: _type(part),
        5: [],
    })  # fmt: skip


def _type(part: Field) -> FlatTable:
    match part.kind:
        case "int":
            return FlatTable({0: Scalar("i", 64), 1: Scalar("B", 1)})
        case "float":
            return FlatTable({0: Scalar("h", 2)})
        case "decimal":
            return FlatTable({0: Scalar("i", 18), 1: Scalar("i", part.digits), 2: Scalar("i", 128)})
        case "time":
            return FlatTable({0: Scalar("h", 2), 1: "UTC"})
