"""Times on the clock of a place, as UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUARTER_US = 900_000_000
"""Clocks change at whole quarters of an hour."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises InputError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            expected="an IANA time zone such as Europe/Helsinki or America/New_York",
            found=name,
            where="--time-zone",
        ) from None


def to_utc(local_us: NDArray[np.int64], zone: ZoneInfo, *, where: str) -> NDArray[np.int64]:
    """UTC of clock times in `zone`, both in microseconds.

    Raises:
        InputError: for a time that the clocks skip in spring, or show twice in autumn.
    """
    quarters, of_row = np.unique(local_us // _QUARTER_US, return_inverse=True)
    offsets = [_offset_us(int(quarter) * _QUARTER_US, zone, where) for quarter in quarters]
    return local_us - np.array(offsets, dtype=np.int64)[of_row]


def _offset_us(local_us: int, zone: ZoneInfo, where: str) -> int:
    clock = (_EPOCH + timedelta(microseconds=local_us)).replace(tzinfo=zone)
    first, second = clock.utcoffset(), clock.replace(fold=1).utcoffset()
    if first is None or first != second:
        raise InputError(
            expected=f"times that {zone.key} has once",
            found=f"{format_time(local_us).rstrip('Z')}, when its clocks change",
            where=where,
        )
    return first // timedelta(microseconds=1)
