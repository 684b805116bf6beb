"""Puts the columns of two Parquet files side by side, as they are encoded.

DuckDB chooses dictionaries for all columns of a file or for none, but times and prices pack best as differences, and
volumes as a dictionary: each is written as it packs best, and the two are one file in the end.
Source: https://parquet.apache.org/docs/file-format/ and parquet.thrift, whose field numbers are below.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import BugError
from pyworkstation.storage.parquet.thrift_compact import Field, Items, Struct, read_struct, write_struct

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"PAR1"
_TAIL = struct.Struct("<I4s")

_SCHEMA, _FILE_ROWS, _ROW_GROUPS, _COLUMN_ORDERS = 2, 3, 4, 7  # FileMetaData
_CHILDREN = 5  # SchemaElement
_COLUMNS, _TOTAL_BYTES, _GROUP_ROWS, _TOTAL_COMPRESSED = 1, 2, 3, 6  # RowGroup
_CHUNK_OFFSETS = (2, 4, 6)  # ColumnChunk: its own, and those of its two indexes
_META_DATA = 3  # ColumnChunk
_PAGE_OFFSETS = (9, 10, 11, 14)  # ColumnMetaData: data, index and dictionary pages, bloom filter


def join_columns(left: Path, right: Path, to: Path) -> None:
    """Write `to` with the columns of `left`, then those of `right`, and what `left` says of itself.

    Both must have the same rows, in row groups of the same sizes.
    """
    left_pages, footer = _read(left)
    right_pages, other = _read(right)
    _shift(other, len(left_pages))
    if _sizes(footer) != _sizes(other):
        raise BugError(f"{to}: {_sizes(footer)} and {_sizes(other)} rows in the row groups of its two halves")
    _join_schema(footer, other)
    for group, more in zip(_groups(footer), _groups(other), strict=True):
        _join_group(group, more)
    packed = write_struct(footer)
    with to.open("wb") as file:
        file.writelines((_MAGIC, left_pages, right_pages, packed, _TAIL.pack(len(packed), _MAGIC)))


def _read(path: Path) -> tuple[bytes, Struct]:
    """The pages between the magic and the footer, and the footer."""
    content = path.read_bytes()
    size, magic = _TAIL.unpack(content[-_TAIL.size :])
    if magic != _MAGIC:
        raise BugError(f"{path}: no Parquet, though DuckDB has just written it")
    footer = len(content) - _TAIL.size - size
    return content[len(_MAGIC) : footer], read_struct(content[footer:])


def _shift(footer: Struct, by: int) -> None:
    """Let everything point to where it comes to lie."""
    for group in _groups(footer):
        for chunk in group[_COLUMNS].value.values:
            _add(chunk, _CHUNK_OFFSETS, by)
            _add(chunk[_META_DATA].value, _PAGE_OFFSETS, by)


def _join_schema(footer: Struct, other: Struct) -> None:
    root, *columns = footer[_SCHEMA].value.values
    other_root, *more = other[_SCHEMA].value.values
    _add(root, (_CHILDREN,), other_root[_CHILDREN].value)
    _set_items(footer, _SCHEMA, [root, *columns, *more])
    if _COLUMN_ORDERS in footer:
        orders = [*footer[_COLUMN_ORDERS].value.values, *other[_COLUMN_ORDERS].value.values]
        _set_items(footer, _COLUMN_ORDERS, orders)


def _join_group(group: Struct, more: Struct) -> None:
    _set_items(group, _COLUMNS, [*group[_COLUMNS].value.values, *more[_COLUMNS].value.values])
    for number in (_TOTAL_BYTES, _TOTAL_COMPRESSED):
        if number in group:
            _add(group, (number,), more[number].value)


def _groups(footer: Struct) -> list[Struct]:
    groups: list[Struct] = footer[_ROW_GROUPS].value.values
    return groups


def _sizes(footer: Struct) -> list[int]:
    return [footer[_FILE_ROWS].value, *(group[_GROUP_ROWS].value for group in _groups(footer))]


def _add(fields: Struct, numbers: tuple[int, ...], more: int) -> None:
    for number in numbers:
        # An offset of 0 says that there is no such thing.
        if number in fields and fields[number].value:
            fields[number] = Field(fields[number].kind, fields[number].value + more)


def _set_items(fields: Struct, number: int, values: list[object]) -> None:
    field = fields[number]
    fields[number] = Field(field.kind, Items(field.value.kind, values))
