"""Lines of orders and positions that the mouse drags on a chart: which one it is on, and what it would be when dropped."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pyworkstation.domain.currency import format_money
from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.ticket import ORDER_KINDS
from pyworkstation_ui.state.trading import TradeLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.protocol.messages import Order, OrderKind, OrderSide, Position, PositionSize
    from pyworkstation_ui.state.prices import PriceScale

_NEAR_PX = 5.0

ExitKind = Literal["stop", "limit"]
_EXITS: dict[ExitKind, str] = {"stop": "Stop-loss", "limit": "Take-profit"}


@dataclass(frozen=True, slots=True)
class Worth:
    """What a point of a quantity is worth in minor units of the account's currency, as the engine reckons it."""

    minor_per_point: Decimal
    currency: str
    currency_digits: int


def worth_of(size: PositionSize) -> Worth | None:
    """From what the quantity is worth at a price. None for one that is below what may be traded."""
    if not size.quantity or size.price <= 0:
        return None
    return Worth(Decimal(size.value) / size.price, size.currency, size.currency_digits)


@dataclass(frozen=True, slots=True)
class OrderAt:
    """An order that a price of a chart asks for."""

    symbol: str
    digits: int
    side: OrderSide
    kind: OrderKind
    points: int


def order_at_text(order: OrderAt, quantity: str) -> str:
    """`Buy limit 10k at 1.07950`."""
    kind = ORDER_KINDS[order.kind].lower()
    price = format_price(order.points, order.digits)
    return f"{order.side.capitalize()} {kind} {quantity} at {price}"


def line_at(lines: Iterable[TradeLine], scale: PriceScale, y_px: float) -> TradeLine | None:
    """The line under the mouse that can be dragged; an order's before a position's, which may lie on it."""
    near = [line for line in lines if line.can_move and abs(scale.y_px(line.points) - y_px) <= _NEAR_PX]
    return min(near, key=lambda line: (line.order is None, abs(scale.y_px(line.points) - y_px)), default=None)


def exit_kind(position: Position, points: float, *, market: float) -> ExitKind:
    """What an exit at a price is: a stop where the market would have to turn against the position, else a target."""
    is_long = position.side == "buy"
    return "stop" if (points < market) == is_long else "limit"


def entry_kind(side: OrderSide, points: float, *, market: float) -> OrderKind:
    """What an order at a price is: a limit where it is better than the market, a stop beyond it."""
    is_better = points < market if side == "buy" else points > market
    return "limit" if is_better else "stop"


def exit_of(orders: Iterable[Order], position: Position, kind: ExitKind) -> Order | None:
    """The order that ends a position there already."""
    return next(
        (order for order in orders if order.kind == kind and _ends(order, position)),
        None,
    )


def _ends(order: Order, position: Position) -> bool:
    """One of a netted account may name no position: there is one of each symbol. One that waits for its parent ends none yet."""
    return (
        order.reduce_only
        and order.status != "initialised"
        and order.symbol == position.symbol
        and order.side != position.side
        and order.position in (None, position.id)
    )


def exit_ghost(points: int, position: Position, *, kind: ExitKind, worth: Worth | None) -> TradeLine:
    """What an exit would be there: its price, how far that is from the entry, and what it would bring."""
    entry = Decimal(position.average_millipoints) / 1000
    won = Decimal(points) - entry if position.side == "buy" else entry - Decimal(points)
    return TradeLine(
        float(points),
        f"{_EXITS[kind]} {format_price(points, position.digits)}   {won:+,.1f} pt{_money(won, worth)}",
        "draft",
    )


def entry_ghost(
    points: int, order: Order, *, market: float | None, stop: int | None, worth: Worth | None
) -> TradeLine:
    """What an order would be there: its price, how far that is from the market, and what its stop would cost then."""
    words = f"{order.side.capitalize()} at {format_price(points, order.digits)}"
    if market is not None:
        words += f"   {abs(points - market):,.0f} pt from the market"
    if stop is not None:
        lost = -abs(Decimal(points) - stop)
        words += f"   risk {-lost:,.0f} pt{_money(lost, worth)}"
    return TradeLine(float(points), words, "draft")


def _money(points: Decimal, worth: Worth | None) -> str:
    """Nothing before the engine has told what a point is worth."""
    if worth is None:
        return ""
    minor = round(points * worth.minor_per_point)
    sign = "+" if minor > 0 else ""
    return f"   {sign}{format_money(minor, worth.currency_digits)} {worth.currency}"
