"""Prices between how people write them and how orders hold them: points."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    from pyworkstation.cli.ask import Ask

_PPM_OF_PERCENT = 10_000
_MILLION = 1_000_000


def points_of(text: str | None, digits: int, *, where: str) -> int | None:
    """`1.14372` with 5 digits is 114372; None stays so. Raises InputError for a price between two points."""
    if text is None:
        return None
    points = _number(text, "a price such as 1.1437", where).scaleb(digits)
    if points != points.to_integral_value():
        raise InputError(expected=f"a price with at most {digits} decimals", found=text, where=where)
    return int(points)


class Distance(NamedTuple):
    """Behind the market: points, or millionths of the price."""

    points: int | None
    ppm: int | None


def distance_of(text: str | None, *, where: str) -> Distance:
    """`50` points, or `0.2%` of the price. Raises InputError."""
    if text is None:
        return Distance(None, None)
    is_part = text.endswith("%")
    number = _number(text.removesuffix("%"), "points such as 50, or a part of the price such as 0.2%", where)
    whole = number * _PPM_OF_PERCENT if is_part else number
    if whole < 1 or whole != whole.to_integral_value() or (is_part and whole >= _MILLION):
        raise InputError(
            expected="whole points above 0, or above 0% and below 100% with at most 4 decimals",
            found=text,
            where=where,
        )
    return Distance(None, int(whole)) if is_part else Distance(int(whole), None)


def average_price(millipoints: int | None, digits: int) -> str | None:
    """A price with a digit more than the instrument has: what an average needs at most to be told from others."""
    return None if millipoints is None else format_price((millipoints + 50) // 100, digits + 1)


def digits_of(ask: Ask, symbol: str) -> int:
    """Decimals of the prices of a symbol. Raises InputError when nothing is stored of it: it has no market."""
    from pyworkstation.protocol.messages import GetStatus, Status  # noqa: PLC0415

    [status] = ask(GetStatus())
    assert isinstance(status, Status)
    for row in status.symbols:
        if row.symbol == symbol:
            return row.digits
    raise InputError(
        expected=f"stored ticks of {symbol}",
        found="none",
        where="SYMBOL",
        mend=f"import some: pyworkstation import PATH --symbol {symbol}",
    )


def _number(text: str, expected: str, where: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite():
        return number
    raise InputError(expected=expected, found=repr(text), where=where)
