"""What can be changed of an order, as text that is typed and as the request that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pyworkstation.domain.quantity import typed_quantity
from pyworkstation.domain.units import format_price
from pyworkstation.protocol.messages import ModifyOrder
from pyworkstation_ui.state.ticket import read_price, read_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation.protocol.messages import Order

ChangedField = Literal["quantity", "trigger", "price"]

TITLES: dict[ChangedField, str] = {"quantity": "Quantity", "trigger": "Trigger", "price": "Price"}


def fields_of(order: Order, volume_digits: int | None) -> dict[ChangedField, str]:
    """What it has now. The trigger of a trailing stop follows the market, and of one that was touched there is none left."""
    fields: dict[ChangedField, str] = {"quantity": typed_quantity(order.quantity, volume_digits)}
    if order.trigger is not None and order.kind != "trailing_stop" and order.status != "triggered":
        fields["trigger"] = format_price(order.trigger, order.digits)
    if order.price is not None:
        fields["price"] = format_price(order.price, order.digits)
    return fields


def change_of(
    order: Order, texts: Mapping[ChangedField, str], volume_digits: int | None
) -> ModifyOrder | None:
    """What differs from how it stands; None when nothing does. Raises InputError for a text that is none of what it must be."""
    quantity = read_quantity(texts["quantity"], volume_digits or 0)
    prices = {
        name: read_price(texts[name], order.digits, where=name)
        for name in ("trigger", "price")
        if name in texts
    }
    trigger, price = prices.get("trigger", order.trigger), prices.get("price", order.price)
    change = ModifyOrder(
        client_order_id=order.client_order_id,
        quantity=None if quantity == order.quantity else quantity,
        trigger=None if trigger == order.trigger else trigger,
        price=None if price == order.price else price,
    )
    return None if change == ModifyOrder(client_order_id=order.client_order_id) else change
