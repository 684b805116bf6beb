"""Columns of integers as lines of text, some two million a second: digits are computed a column at a time.

A piece of a line is a matrix of characters, one row per line, and a matrix of which of them are shown.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.int64]
Piece: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.bool_]]

_ZERO, _MINUS, _POINT = b"0-."
_DAY_S = 86_400


def lines(pieces: list[Piece]) -> bytes:
    """The pieces side by side, without what is not shown."""
    characters = np.concatenate([piece[0] for piece in pieces], axis=1)
    shown = np.concatenate([piece[1] for piece in pieces], axis=1)
    text: bytes = characters[shown].tobytes()
    return text


def literal(text: str, rows: int) -> Piece:
    """The same ASCII text on every line."""
    characters = np.broadcast_to(np.frombuffer(text.encode("ascii"), np.uint8), (rows, len(text)))
    return characters, np.ones((rows, len(text)), np.bool_)


def integers(values: Column, *, least_digits: int = 1) -> Piece:
    """Decimal numbers, with leading zeros up to `least_digits`."""
    # The magnitude of the smallest int64 is no int64.
    magnitude = np.abs(values).view(np.uint64)
    width = max(least_digits, len(str(int(magnitude.max(initial=0)))))
    sign = np.full((len(values), 1), _MINUS, np.uint8)
    shown = np.ones((len(values), width + 1), np.bool_)
    shown[:, 0] = values < 0
    for place in range(width - least_digits):
        shown[:, place + 1] = magnitude >= np.uint64(10 ** (width - 1 - place))
    return np.concatenate([sign, _digits(magnitude, width)], axis=1), shown


def prices(points: Column, digits: int) -> Piece:
    """Prices with exactly `digits` decimals."""
    characters, shown = integers(points, least_digits=digits + 1)
    if digits == 0:
        return characters, shown
    place = characters.shape[1] - digits
    return np.insert(characters, place, _POINT, axis=1), np.insert(shown, place, True, axis=1)


def values(numbers: NDArray[np.float64], *, missing: str) -> Piece:
    """Floats with as many digits as tell them from every other; `missing` where there is no finite one."""
    texts = [repr(number) if math.isfinite(number) else missing for number in numbers.tolist()]
    written = np.array(texts, dtype="S")
    characters = written.view(np.uint8).reshape(len(texts), written.itemsize)
    return characters, characters != 0


def times(ts_us: Column) -> Piece:
    """ISO 8601 UTC as `domain.units.format_time` has it: milliseconds or microseconds only where they are not zero."""
    second, fraction = np.divmod(ts_us, 1_000_000)
    day, of_day = np.divmod(second, _DAY_S)
    characters = np.empty((len(ts_us), 27), np.uint8)
    characters[:] = np.frombuffer(b"0000-00-00T00:00:00.000000Z", np.uint8)
    characters[:, :10] = _dates(day)
    characters[:, 11:13] = _digits(of_day // 3600, 2)
    characters[:, 14:16] = _digits(of_day // 60 % 60, 2)
    characters[:, 17:19] = _digits(of_day % 60, 2)
    characters[:, 20:26] = _digits(fraction, 6)
    shown = np.ones((len(ts_us), 27), np.bool_)
    shown[:, 19:23] = (fraction != 0)[:, np.newaxis]
    shown[:, 23:26] = (fraction % 1000 != 0)[:, np.newaxis]
    return characters, shown


def _dates(days: Column) -> NDArray[np.uint8]:
    """`YYYY-MM-DD` of days since 1970; few different days, so each is written once."""
    different, of_row = np.unique(days, return_inverse=True)
    written = np.datetime_as_string(different.astype("datetime64[D]")).astype("S10")
    return written.view(np.uint8).reshape(-1, 10)[of_row]


def _digits(values: Column | NDArray[np.uint64], width: int) -> NDArray[np.uint8]:
    """The last `width` decimal digits of numbers that are not negative, as ASCII."""
    ten = values.dtype.type(10)
    characters = np.empty((len(values), width), np.uint8)
    for place in range(width - 1, -1, -1):
        values, digit = np.divmod(values, ten)
        characters[:, place] = digit + values.dtype.type(_ZERO)
    return characters
