"""FlatBuffers, as far as the metadata of Arrow files needs them: https://flatbuffers.dev/internals.

A table is written as a mapping from slot to value: a `Scalar`, text, `Structs`, a list of tables, or a table. Every
field takes eight bytes, so that equal shapes take equal room and a table can be written anew over itself.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple


class Scalar(NamedTuple):
    """A number and its `struct` format."""

    format: str
    value: int


class Structs(NamedTuple):
    """A vector of fixed structs, packed."""

    rows: int
    packed: bytes


class FlatTable(dict[int, Any]):
    """Values by slot."""


def flatbuffer(root: FlatTable) -> bytes:
    """The bytes of `root`."""
    out = bytearray(8)
    struct.pack_into("<I", out, 0, _put(out, root))
    _align(out)
    return bytes(out)


class TableView:
    """Reads a table. Raises struct.error and IndexError for bytes that are none."""

    def __init__(self, data: memoryview, position: int) -> None:
        self._data = data
        self._position = position
        self._slots = position - int(self._read("<i", position))

    def scalar(self, slot: int, scalar_format: str, default: int = 0) -> int:
        """A number."""
        at = self._at(slot)
        return int(self._read(f"<{scalar_format}", at)) if at else default

    def text(self, slot: int) -> str:
        """A text; empty when it is absent."""
        at, count = self._vector(slot)
        return bytes(self._data[at : at + count]).decode("utf-8")

    def table(self, slot: int) -> TableView:
        """A table that must be there."""
        at = self._at(slot)
        if not at:
            raise IndexError(f"slot {slot} is absent")
        return TableView(self._data, at + int(self._read("<I", at)))

    def tables(self, slot: int) -> list[TableView]:
        """A vector of tables."""
        first, count = self._vector(slot)
        places = range(first, first + 4 * count, 4)
        return [TableView(self._data, at + int(self._read("<I", at))) for at in places]

    def structs(self, slot: int, struct_format: str) -> list[tuple[int, ...]]:
        """A vector of fixed structs."""
        first, count = self._vector(slot)
        size = struct.calcsize(struct_format)
        return list(struct.iter_unpack(struct_format, self._data[first : first + size * count]))

    def _at(self, slot: int) -> int:
        if 4 + 2 * slot >= self._read("<H", self._slots):
            return 0
        offset = int(self._read("<H", self._slots + 4 + 2 * slot))
        return self._position + offset if offset else 0

    def _vector(self, slot: int) -> tuple[int, int]:
        at = self._at(slot)
        if not at:
            return 0, 0
        at += int(self._read("<I", at))
        return at + 4, int(self._read("<I", at))

    def _read(self, struct_format: str, at: int) -> int:
        if at < 0:
            raise IndexError(at)
        [value] = struct.unpack_from(struct_format, self._data, at)
        return int(value)


def root_of(data: memoryview) -> TableView:
    """The outermost table. Raises as `TableView` does."""
    return TableView(data, struct.unpack_from("<I", data)[0])


def _put(out: bytearray, value: Any) -> int:
    """Append a value that others point to; its place."""
    if isinstance(value, FlatTable):
        return _put_table(out, value)
    if isinstance(value, str):
        encoded = value.encode("utf-8")
        return _append(out, struct.pack("<I", len(encoded)) + encoded + b"\0")
    if isinstance(value, Structs):
        # Their fields of eight bytes stand at multiples of eight, after the count.
        out += bytes(4)
        return _append(out, struct.pack("<I", value.rows) + value.packed, shift=4)
    place = _append(out, struct.pack("<I", len(value)) + bytes(4 * len(value)))
    for number, item in enumerate(value):
        _point(out, place + 4 + 4 * number, item)
    return place


def _put_table(out: bytearray, table: FlatTable) -> int:
    slots = 1 + max(table, default=-1)
    size = 8 + 8 * len(table)
    offsets = {slot: 8 + 8 * number for number, slot in enumerate(table)}
    vtable = struct.pack(
        f"<HH{slots}H", 4 + 2 * slots, size, *(offsets.get(slot, 0) for slot in range(slots))
    )
    vtable_at = _append(out, vtable)
    _align(out)
    place = _append(out, bytes(size))
    struct.pack_into("<i", out, place, place - vtable_at)
    for slot, value in table.items():
        at = place + offsets[slot]
        if isinstance(value, Scalar):
            struct.pack_into(f"<{value.format}", out, at, value.value)
        else:
            _point(out, at, value)
    return place


def _point(out: bytearray, at: int, value: Any) -> None:
    struct.pack_into("<I", out, at, _put(out, value) - at)


def _append(out: bytearray, data: bytes, *, shift: int = 0) -> int:
    while (len(out) - shift) % 8:
        out += b"\0"
    out += data
    return len(out) - len(data)


def _align(out: bytearray) -> None:
    out += bytes(-len(out) % 8)
