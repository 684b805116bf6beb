"""Units: time in microseconds since the Unix epoch UTC, prices in integer points."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NewType

from pyworkstation.domain.errors import InputError

Micros = NewType("Micros", int)
"""Signed microseconds since 1970-01-01T00:00:00 UTC."""

Points = NewType("Points", int)
"""Signed price in points: one point is 10**-digits of the instrument."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INTEGER = re.compile(r"-?\d{1,18}")


def parse_time(text: str, *, where: str) -> Micros:
    """Read ISO 8601 (no zone means UTC; a bare date is its midnight) or integer epoch milliseconds.

    Raises:
        InputError: naming `where` when the text is neither.
    """
    if _INTEGER.fullmatch(text) and len(text.lstrip("-")) > 8:
        return Micros(int(text) * 1000)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            expected="a time such as 2019-02-04 or 2019-02-04T10:30:00Z",
            found=repr(text),
            where=where,
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Micros((moment - _EPOCH) // _MICROSECOND)


def format_time(ts_us: int) -> str:
    """ISO 8601 UTC with a `Z`; milliseconds or microseconds only where they are not zero."""
    moment = _EPOCH + timedelta(microseconds=ts_us)
    fraction = ts_us % 1_000_000
    if fraction == 0:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    timespec = "milliseconds" if fraction % 1000 == 0 else "microseconds"
    return moment.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


def format_price(points: int, digits: int) -> str:
    """A price with exactly the instrument's digits: `format_price(114372, 5)` is `1.14372`."""
    if digits == 0:
        return str(points)
    sign = "-" if points < 0 else ""
    whole, fraction = divmod(abs(points), 10**digits)
    return f"{sign}{whole}.{fraction:0{digits}d}"


def price(points: int, digits: int) -> Decimal:
    """The exact decimal price of `points`."""
    return Decimal(points).scaleb(-digits)
