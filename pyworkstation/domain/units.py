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
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_A_TIME = "a time in ISO 8601, such as 2019-02-04 or 2019-02-04T10:30:00Z"
_SINCE_1970 = (("seconds", 1_000_000), ("milliseconds", 1000), ("microseconds", 1))
_LIKELY_US = 315_532_800_000_000
"""1980: nobody has older ticks."""

_END_US = 7_258_118_400_000_000
"""2200-01-01T00:00:00Z."""


def parse_time(text: str, *, where: str) -> Micros:
    """Read ISO 8601; no zone means UTC, a bare date is its midnight.

    Raises:
        InputError: naming `where` when the text is none, or a time at which there are no markets.
    """
    if _NUMBER.fullmatch(text) and len(text) != len("20190204"):
        raise _a_bare_number(text, where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(expected=_A_TIME, found=repr(text), where=where) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return check_time((moment - _EPOCH) // _MICROSECOND, where=where)


def check_time(ts_us: int, *, where: str) -> Micros:
    """`ts_us` when it lies in the years 1970 to 2199. Raises InputError naming `where`."""
    if 0 <= ts_us < _END_US:
        return Micros(ts_us)
    raise InputError(expected="a time from 1970 to 2199", found=_shown(ts_us), where=where)


def _shown(ts_us: int) -> str:
    try:
        return format_time(ts_us)
    except OverflowError:
        return f"{ts_us} microseconds since 1970"


def _a_bare_number(text: str, where: str) -> InputError:
    """Seconds or milliseconds since 1970? Who wrote it knows; we show what either comes to."""
    meant = [
        f"{format_time(int(text) * scale)} if these are {unit} since 1970"
        for unit, scale in _SINCE_1970
        if _LIKELY_US <= int(text) * scale < _END_US
    ]
    return InputError(
        expected=_A_TIME,
        found=f"the bare number {text[:30]}",
        where=where,
        mend=f"write {' or '.join(meant)}" if meant else "",
    )


def format_time(ts_us: int) -> str:
    """ISO 8601 UTC with a `Z`; milliseconds or microseconds only where they are not zero."""
    moment = _EPOCH + timedelta(microseconds=ts_us)
    fraction = ts_us % 1_000_000
    timespec = "seconds" if fraction == 0 else "milliseconds" if fraction % 1000 == 0 else "microseconds"
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
