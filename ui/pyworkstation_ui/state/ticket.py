"""The order ticket: what stands in its fields, as an order to be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import parse_time
from pyworkstation.protocol.messages import NewOrder, SizePosition

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import OrderKind, OrderSide, TimeInForce

ORDER_KINDS: dict[OrderKind, str] = {
    "market": "Market",
    "limit": "Limit",
    "stop": "Stop",
    "stop_limit": "Stop-limit",
    "market_if_touched": "If touched",
    "trailing_stop": "Trailing stop",
}
VALIDITIES: dict[TimeInForce, str] = {
    "gtc": "Until cancelled",
    "day": "For the day",
    "gtd": "Until a time",
    "ioc": "At once or not",
    "fok": "All at once or not",
}
HAS_PRICE = ("limit", "stop_limit")
HAS_TRIGGER = ("stop", "stop_limit", "market_if_touched")
_FACTORS = {"k": 1_000, "m": 1_000_000}
_GROUPED = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?[km]?", re.IGNORECASE)
"""Commas between thousands, as quantities are shown. Any other is refused: `0,5` may mean a half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What was typed; what a kind has no use for is passed over."""

    kind: OrderKind = "market"
    quantity: str = "10k"
    price: str = ""
    trigger: str = ""
    distance: str = ""
    stop_loss: str = ""
    take_profit: str = ""
    validity: TimeInForce = "gtc"
    until: str = ""


def order_of(
    ticket: Ticket, *, name: str, symbol: str, side: OrderSide, digits: int, volume_digits: int
) -> NewOrder:
    """Raises InputError for a field that is none of what it must be."""
    kind = ticket.kind
    distance = _distance(ticket.distance) if kind == "trailing_stop" else _NO_DISTANCE
    return NewOrder(
        client_order_id=name,
        symbol=symbol,
        side=side,
        quantity=read_quantity(ticket.quantity, volume_digits),
        kind=kind,
        price=read_price(ticket.price, digits, where="price") if kind in HAS_PRICE else None,
        trigger=read_price(ticket.trigger, digits, where="trigger") if kind in HAS_TRIGGER else None,
        distance_points=distance.points,
        distance_ppm=distance.ppm,
        time_in_force=ticket.validity,
        expires_us=parse_time(ticket.until.strip(), where="until") if ticket.validity == "gtd" else None,
        stop_loss=_exit(ticket.stop_loss, digits, where="stop-loss"),
        take_profit=_exit(ticket.take_profit, digits, where="take-profit"),
    )


def share_of(quantity: str) -> int | None:
    """Millionths of the equity that `1%` puts at risk; None for a quantity of units. Raises InputError."""
    text = quantity.strip()
    if not text.endswith("%"):
        return None
    share = _number(text[:-1], "units, or a part of the equity such as 1%", "quantity") * _PPM_OF_PERCENT
    if not 0 < share <= 1_000_000 or share != share.to_integral_value():
        raise InputError(
            expected="above 0% and at most 100%, with at most 4 decimals", found=text, where="quantity"
        )
    return int(share)


def size_question(
    ticket: Ticket, *, share_ppm: int, symbol: str, side: OrderSide, digits: int
) -> SizePosition:
    """How many units put that part of the equity at risk. Raises InputError without a stop to lose it at."""
    kind = ticket.kind
    name = "price" if kind in HAS_PRICE else "trigger" if kind in HAS_TRIGGER else None
    if not ticket.stop_loss.strip():
        raise InputError(
            expected="a stop-loss: the quantity is what loses that part of the equity there",
            found="none",
            where="stop-loss",
        )
    return SizePosition(
        symbol=symbol,
        side=side,
        share_ppm=share_ppm,
        price=None if name is None else read_price(getattr(ticket, name), digits, where=name),
        stop=read_price(ticket.stop_loss, digits, where="stop-loss"),
    )


class _Distance(NamedTuple):
    """One of both."""

    points: int | None
    ppm: int | None


_NO_DISTANCE = _Distance(None, None)
_PPM_OF_PERCENT = 10_000


def _distance(text: str) -> _Distance:
    """`50` points, or `0.5%` of the price."""
    text = text.strip()
    if not text.endswith("%"):
        return _Distance(_whole(text, where="distance"), None)
    ppm = _number(text[:-1], "points, or a part of the price such as 0.5%", "distance") * _PPM_OF_PERCENT
    if not 0 < ppm < 1_000_000 or ppm != ppm.to_integral_value():
        raise InputError(
            expected="above 0% and below 100%, with at most 4 decimals", found=text, where="distance"
        )
    return _Distance(None, int(ppm))


def read_quantity(text: str, volume_digits: int) -> int:
    """`10000` or `10k` of a currency, `0.5` of a coin, in whole smallest units. Raises InputError."""
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    factor = _FACTORS.get(text[-1:].lower(), 1)
    units = (
        _number(text[:-1] if factor > 1 else text, "units, such as 10000, 10k or 0.5", "quantity") * factor
    )
    quantity = units.scaleb(volume_digits)
    if quantity < 1 or quantity != quantity.to_integral_value():
        kind = f"units with at most {volume_digits} decimals" if volume_digits else "a whole number of units"
        raise InputError(expected=f"{kind}, above 0", found=text, where="quantity")
    return int(quantity)


def _exit(text: str, digits: int, *, where: str) -> int | None:
    return read_price(text, digits, where=where) if text.strip() else None


def read_price(text: str, digits: int, *, where: str) -> int:
    """In points. Raises InputError naming `where`."""
    points = _number(text, "a price", where).scaleb(digits)
    if points != points.to_integral_value():
        raise InputError(expected=f"a price with at most {digits} decimals", found=text, where=where)
    return int(points)


def _whole(text: str, *, where: str) -> int:
    number = _number(text, "points", where)
    if number < 1 or number != number.to_integral_value():
        raise InputError(expected="a whole number of points above 0", found=text, where=where)
    return int(number)


def _number(text: str, expected: str, where: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise InputError(expected=expected, found=repr(text), where=where)
    return number


_MOST_DIGITS = 12
