"""Prices between how people write them and how orders hold them: points."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    from pyworkstation.cli.ask import Ask


def points_of(text: str | None, digits: int, *, where: str) -> int | None:
    """`1.14372` with 5 digits is 114372; None stays so. Raises InputError for a price between two points."""
    if text is None:
        return None
    points = _number(text, "a price such as 1.1437", where).scaleb(digits)
    if points != points.to_integral_value():
        raise InputError(expected=f"a price with at most {digits} decimals", found=text, where=where)
    return int(points)


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
