"""The depth ladder: one row for each step of prices, with the quote, its volumes and one's own orders at their rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.protocol.messages import Order, OrderSide, Position

STEPS = (1, 2, 5, 10, 20, 50, 100)
"""Points in a row."""

FIRST_STEP = 5


@dataclass(frozen=True, slots=True)
class Top:
    """The top of the book: prices in points, volumes in the instrument's smallest unit; None where the feed tells none."""

    bid: int
    ask: int
    bid_volume: int | None = None
    ask_volume: int | None = None


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """One's own, at a row: which one, which of its prices, and what is left of it."""

    name: str
    field: Literal["price", "trigger"]
    kind: str
    quantity: int
    can_move: bool = True


@dataclass(frozen=True, slots=True)
class LadderRow:
    """`points` is the price that a click places at. `is_bid` and `is_ask` where the quote is, `is_entry` where a position was opened."""

    points: int
    bid_volume: int | None = None
    ask_volume: int | None = None
    is_bid: bool = False
    is_ask: bool = False
    is_entry: bool = False
    is_below: bool = False
    """Not above the bid."""
    is_above: bool = False
    """Not below the ask."""
    buys: tuple[OwnOrder, ...] = ()
    sells: tuple[OwnOrder, ...] = ()

    def own(self, side: OrderSide) -> tuple[OwnOrder, ...]:
        """One's orders of a side."""
        return self.buys if side == "buy" else self.sells


@dataclass(frozen=True, slots=True)
class Ladder:
    """What it shows: `count` rows of `step` points from the row `top` down."""

    top: int
    count: int
    step: int
    quote: Top | None = None
    orders: tuple[Order, ...] = field(default=())
    positions: tuple[Position, ...] = field(default=())


def bid_row(points: float, step: int) -> int:
    """A bid, and an order to buy, lies at the row at or below it."""
    return int(points // step)


def ask_row(points: float, step: int) -> int:
    """An ask, and an order to sell, lies at the row at or above it."""
    return int(-(-points // step))


def centred_top(quote: Top, *, step: int, count: int) -> int:
    """The uppermost row when the quote is in the middle."""
    return (bid_row(quote.bid, step) + ask_row(quote.ask, step)) // 2 + count // 2


def is_far_out(quote: Top, *, top: int, step: int, count: int) -> bool:
    """The quote is in none of the middle rows any more."""
    margin = count // 5
    return not top - count + margin < bid_row(quote.bid, step) <= ask_row(quote.ask, step) < top - margin


def ladder_rows(ladder: Ladder) -> tuple[LadderRow, ...]:
    """From the highest price to the lowest."""
    step, quote = ladder.step, ladder.quote
    own = _own_orders(ladder.orders, step)
    entries = {bid_row(each.average_millipoints / 1000, step) for each in ladder.positions}
    bid = None if quote is None else bid_row(quote.bid, step)
    ask = None if quote is None else ask_row(quote.ask, step)
    return tuple(
        LadderRow(
            row * step,
            bid_volume=quote.bid_volume if quote is not None and row == bid else None,
            ask_volume=quote.ask_volume if quote is not None and row == ask else None,
            is_bid=row == bid,
            is_ask=row == ask,
            is_entry=row in entries,
            is_below=bid is not None and row <= bid,
            is_above=ask is not None and row >= ask,
            buys=tuple(own["buy", row]),
            sells=tuple(own["sell", row]),
        )
        for row in range(ladder.top, ladder.top - ladder.count, -1)
    )


def _own_orders(orders: Iterable[Order], step: int) -> defaultdict[tuple[OrderSide, int], list[OwnOrder]]:
    own: defaultdict[tuple[OrderSide, int], list[OwnOrder]] = defaultdict(list)
    for order in orders:
        name: Literal["price", "trigger"] = "price" if _waits_at_limit(order) else "trigger"
        points = order.price if name == "price" else order.trigger
        if points is None:
            continue
        row = bid_row(points, step) if order.side == "buy" else ask_row(points, step)
        left, can_move = order.quantity - order.filled, order.kind != "trailing_stop"
        own[order.side, row].append(OwnOrder(order.client_order_id, name, order.kind, left, can_move))
    return own


def _waits_at_limit(order: Order) -> bool:
    """A stop-limit order waits at its trigger until that was touched."""
    return order.price is not None and (order.trigger is None or order.status == "triggered")
