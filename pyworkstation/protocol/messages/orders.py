"""Orders: placed, changed, ended, and how they stand.

Prices are points, quantities the instrument's smallest unit. A refused order is no error: it comes back with its reason.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    ClientOrderId,
    Count,
    Digits,
    Int64,
    Message,
    Quantity,
    ShortText,
    Symbol,
    TimeUs,
)

OrderSide = Literal["buy", "sell"]
OrderKind = Literal["market", "limit", "stop", "stop_limit", "market_if_touched", "trailing_stop"]
TimeInForce = Literal["gtc", "day", "gtd", "ioc", "fok"]
OrderStatus = Literal[
    "initialised",
    "denied",
    "submitted",
    "rejected",
    "accepted",
    "triggered",
    "partially_filled",
    "pending_modify",
    "pending_cancel",
    "filled",
    "cancelled",
    "expired",
]


class NewOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An order to place. `client_order_id` is the client's name for it: the same order again changes nothing.

    `price` is of limit and stop-limit orders, `trigger` of stop, stop-limit and market-if-touched ones; a trailing stop has one of
    `distance_points` and `distance_ppm` (millionths of the price). `stop_loss` and `take_profit` make a bracket: exits that
    wait for it, called as it is with `-sl` and `-tp` behind. `parent`: it is sent when that order fills. What one of an
    `oco_group` fills is taken off the others.
    """

    client_order_id: ClientOrderId
    symbol: Symbol
    side: OrderSide
    quantity: Quantity
    kind: OrderKind = "market"
    price: Int64 | None = None
    trigger: Int64 | None = None
    distance_points: Count | None = None
    distance_ppm: Count | None = None
    step_points: Count = 1
    time_in_force: TimeInForce = "gtc"
    expires_us: TimeUs | None = None
    reduce_only: bool = False
    position: Count | None = None
    parent: ClientOrderId | None = None
    oco_group: Count | None = None
    stop_loss: Int64 | None = None
    take_profit: Int64 | None = None


class PlaceOrder(Message, frozen=True, tag="place_order"):
    """Place orders together, parents before their children: all are sent or all are denied. Answered by an `OrdersAnswer`."""

    orders: Annotated[list[NewOrder], Meta(min_length=1, max_length=50)]


class ModifyOrder(Message, frozen=True, tag="modify_order"):
    """Change an order: what is absent stays. `quantity` is the whole one, with what is filled. Answered by an `OrdersAnswer`."""

    client_order_id: ClientOrderId
    quantity: Quantity | None = None
    price: Int64 | None = None
    trigger: Int64 | None = None


class CancelOrder(Message, frozen=True, tag="cancel_order"):
    """End an order. Answered by an `OrdersAnswer`."""

    client_order_id: ClientOrderId


class CancelAllOrders(Message, frozen=True, tag="cancel_all_orders"):
    """End all orders, of one symbol or of all. Answered by an `OrdersAnswer`."""

    symbol: Symbol | None = None


class Flatten(Message, frozen=True, tag="flatten"):
    """End all orders and close all positions, of one symbol or of all. Answered by an `OrdersAnswer`.

    The closing orders are called `client_order_id-N`, N being the position's id: once more changes nothing.
    """

    client_order_id: ClientOrderId
    symbol: Symbol | None = None


class ListOrders(Message, frozen=True, tag="list_orders"):
    """Orders, oldest first: those that have not ended, or all there ever were. Answered by `OrdersPart`s, at least one."""

    symbol: Symbol | None = None
    open_only: bool = True


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An order as it stands. `id` is the venue's number, counted from 1; `trigger` is where it triggers now.

    `average_millipoints` is the average price of its fills in thousandths of a point, for showing. `reason` is why it was
    refused or ended, `position` the one that it closes or opened. Times are the market's.
    """

    id: Count
    client_order_id: ShortText
    symbol: Symbol
    digits: Digits
    side: OrderSide
    quantity: Quantity
    filled: Count
    average_millipoints: Int64 | None
    kind: OrderKind
    price: Int64 | None
    trigger: Int64 | None
    distance_points: Count | None
    distance_ppm: Count | None
    step_points: Count | None
    time_in_force: TimeInForce
    expires_us: TimeUs | None
    reduce_only: bool
    position: Count | None
    parent: ShortText | None
    oco_group: Count | None
    status: OrderStatus
    reason: ShortText | None
    placed_us: TimeUs
    changed_us: TimeUs


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that left no order behind, or changed none: the order that it named, and why."""

    client_order_id: ShortText | None
    reason: ShortText


class OrdersAnswer(Message, frozen=True, tag="orders_answer"):
    """What became of a command: the orders that it was about and all that changed with them, as they stand after it.

    `sequence` is the number of the account's last event, in the same `history` as the streams tell it.
    """

    history: Count
    sequence: Count
    orders: list[Order]
    refusals: list[Refusal] = []


class OrdersPart(Message, frozen=True, tag="orders_part"):
    """Some orders."""

    orders: list[Order]


class OrdersUpdate(Message, frozen=True, tag="orders_update"):
    """Topic `orders`: the orders that have changed, as they stand after event number `sequence`.

    A snapshot carries all that have not ended. With another `history` than the message before (an account was opened, or the
    replay stepped back) what was known of orders is void; such a message carries all that have not ended, too.
    """

    history: Count
    sequence: Count
    orders: list[Order]
    refusals: list[Refusal] = []
