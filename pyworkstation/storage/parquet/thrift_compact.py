"""Thrift's compact protocol, as much of it as the footer of a Parquet file needs: structs of any shape, read and written.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any, NamedTuple

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET = range(1, 11)
_STRUCT = 12
_WHOLE = (_I16, _I32, _I64)
_LONG_LIST = 15


class Items(NamedTuple):
    """A list, and the type of what is in it."""

    kind: int
    values: list[Any]


class Field(NamedTuple):
    """A field of a struct. A bool's value is in its type."""

    kind: int
    value: Any


Struct = dict[int, Field]


def read_struct(data: bytes) -> Struct:
    """The struct that `data` begins with. Raises IndexError or ValueError where it is none."""
    return _Reader(data).struct()


def write_struct(struct: Struct) -> bytes:
    """Its bytes; fields in the order of the mapping, which must rise."""
    out = bytearray()
    _put_struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while header := self._byte():
            step, kind = header >> 4, header & 0x0F
            number = number + step if step else self._zigzag()
            fields[number] = Field(kind, self._value(kind))
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in _WHOLE:
            return self._zigzag()
        if kind == _BINARY:
            return self._take(self._varint())
        if kind in (_LIST, _SET):
            return self._items()
        if kind == _STRUCT:
            return self.struct()
        return self._take({_BYTE: 1, _DOUBLE: 8}[kind])

    def _items(self) -> Items:
        header = self._byte()
        size, kind = header >> 4, header & 0x0F
        if size == _LONG_LIST:
            size = self._varint()
        if kind in (_TRUE, _FALSE):
            return Items(kind, [self._take(1) for _ in range(size)])
        return Items(kind, [self._value(kind) for _ in range(size)])

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)


def _put_struct(out: bytearray, struct: Struct) -> None:
    before = 0
    for number, field in struct.items():
        step = number - before
        if 0 < step < _LONG_LIST:
            out.append(step << 4 | field.kind)
        else:
            out.append(field.kind)
            _put_varint(out, _zigzagged(number))
        _put_value(out, field.kind, field.value)
        before = number
    out.append(0)


def _put_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_TRUE, _FALSE):
        return
    if kind in _WHOLE:
        _put_varint(out, _zigzagged(value))
    elif kind == _BINARY:
        _put_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        _put_items(out, value)
    elif kind == _STRUCT:
        _put_struct(out, value)
    else:
        out += value


def _put_items(out: bytearray, items: Items) -> None:
    size = len(items.values)
    out.append(min(size, _LONG_LIST) << 4 | items.kind)
    if size >= _LONG_LIST:
        _put_varint(out, size)
    for value in items.values:
        if items.kind in (_TRUE, _FALSE):
            out += value
        else:
            _put_value(out, items.kind, value)


def _put_varint(out: bytearray, value: int) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _zigzagged(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1
