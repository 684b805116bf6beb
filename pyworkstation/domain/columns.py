"""Ticks and bars as columns: NumPy int64 arrays of one length, and their packed little-endian form.

The packed form is the concatenation of the columns in the order of the class, each `count` signed 64-bit
little-endian integers. `ipc-spec/README.md` publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pyworkstation.domain.errors import InputError

Column = NDArray[np.int64]

_WIRE = np.dtype("<i8")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Base: equal-length int64 columns."""

    def __len__(self) -> int:
        return len(getattr(self, self.names()[0]))

    def _columns(self) -> list[Column]:
        return [getattr(self, name) for name in self.names()]

    @classmethod
    @cache
    def names(cls) -> tuple[str, ...]:
        """Column names in wire order."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def empty(cls) -> Self:
        """Zero rows."""
        return cls.unpack(b"")

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read-only views into `packed`, no copy.

        Raises:
            InputError: when the length is not a whole number of rows.
        """
        return cls(*cls.unpack_table(packed))

    @classmethod
    def unpack_table(cls, packed: bytes) -> NDArray[np.int64]:
        """The same as one array, a row a column.

        Raises:
            InputError: when the length is not a whole number of rows.
        """
        width = len(cls.names()) * 8
        if len(packed) % width:
            raise InputError(
                expected=f"a multiple of {width} bytes",
                found=f"{len(packed)} bytes",
                where=f"packed {cls.__name__}",
            )
        return np.frombuffer(packed, dtype=_WIRE).reshape(len(cls.names()), -1)

    def pack(self) -> bytes:
        """The wire form."""
        return b"".join(np.ascontiguousarray(column, dtype=_WIRE).tobytes() for column in self._columns())

    def __getitem__(self, rows: slice) -> Self:
        return type(self)(*(column[rows] for column in self._columns()))

    @classmethod
    def concatenate(cls, parts: list[Self]) -> Self:
        """One table of all rows, in order."""
        if not parts:
            return cls.empty()
        columns: Any = zip(*(part._columns() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Ticks(Columns):
    """Quotes, oldest first. Times in microseconds UTC, prices in points, volumes in the instrument's smallest unit."""

    ts_us: Column
    bid: Column
    ask: Column
    bid_volume: Column
    ask_volume: Column


@dataclass(frozen=True, slots=True, eq=False)
class Quotes(Columns):
    """The newest quote of each of some symbols, which `row` counts. Times in microseconds UTC, prices in points."""

    row: Column
    ts_us: Column
    bid: Column
    ask: Column


@dataclass(frozen=True, slots=True, eq=False)
class Bars(Columns):
    """Bars, oldest first. `mid2_*` is bid + ask of each tick, that is the mid price in half points."""

    open_us: Column
    close_us: Column
    bid_open: Column
    bid_high: Column
    bid_low: Column
    bid_close: Column
    ask_open: Column
    ask_high: Column
    ask_low: Column
    ask_close: Column
    mid2_open: Column
    mid2_high: Column
    mid2_low: Column
    mid2_close: Column
    bid_volume: Column
    ask_volume: Column
    ticks: Column
    first_us: Column
    last_us: Column
