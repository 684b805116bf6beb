"""Commands as the exchange reads them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyworkstation.protocol.messages import ModifyOrder, NewOrder

_KINDS = {
    "market": (),
    "limit": ("price",),
    "stop": ("trigger",),
    "stop_limit": ("trigger", "price"),
    "market_if_touched": ("trigger",),
}
"""Which prices each kind of order has. A trailing stop has none."""


def place_command(orders: Sequence[NewOrder], id_of: Callable[[str], int]) -> bytes:
    """Orders and their brackets. Raises InputError for an order whose fields do not suit its kind."""
    rows = [row for order in orders for row in _with_exits(order, id_of(order.symbol))]
    return msgspec.json.encode({"command": "place", "orders": rows})


def modify_command(request: ModifyOrder) -> bytes:
    """A change."""
    changes = {"quantity": request.quantity, "price": request.price, "trigger": request.trigger}
    return msgspec.json.encode(
        {"command": "modify", "client_order_id": request.client_order_id, "changes": changes}
    )


def cancel_command(client_order_id: str) -> bytes:
    """The end of an order."""
    return msgspec.json.encode({"command": "cancel", "client_order_id": client_order_id})


def cancel_all_command(instrument: int | None) -> bytes:
    """The end of all orders."""
    return msgspec.json.encode({"command": "cancel_all", "instrument": instrument})


def flatten_command(client_order_id: str, instrument: int | None) -> bytes:
    """The end of all orders and positions."""
    return msgspec.json.encode(
        {"command": "flatten", "client_order_id": client_order_id, "instrument": instrument}
    )


def halt_command(flatten: str | None) -> bytes:
    """The kill switch."""
    return msgspec.json.encode({"command": "halt", "flatten": flatten})


def trading_state_command(state: str) -> bytes:
    """What may be sent."""
    return msgspec.json.encode({"command": "set_trading_state", "state": state})


def deposit_command(minor: int) -> bytes:
    """Money in or out."""
    return msgspec.json.encode({"command": "deposit", "minor": minor})


def _with_exits(order: NewOrder, instrument: int) -> Iterator[dict[str, Any]]:
    entry = _row(order, instrument)
    yield entry
    exits = [
        ("-sl", order.stop_loss, {"type": "stop", "trigger": order.stop_loss}),
        ("-tp", order.take_profit, {"type": "limit", "price": order.take_profit}),
    ]
    for suffix, price, kind in exits:
        if price is not None:
            yield entry | {
                "client_order_id": order.client_order_id + suffix,
                "side": "sell" if order.side == "buy" else "buy",
                "kind": kind,
                "time_in_force": {"type": "gtc"},
                "reduce_only": True,
                "position": None,
                "parent": order.client_order_id,
                "oco_group": _group(order.client_order_id),
            }


def _row(order: NewOrder, instrument: int) -> dict[str, Any]:
    return {
        "client_order_id": order.client_order_id,
        "instrument": instrument,
        "side": order.side,
        "quantity": order.quantity,
        "kind": _kind(order),
        "time_in_force": _time_in_force(order),
        "reduce_only": order.reduce_only,
        "position": order.position,
        "parent": order.parent,
        "oco_group": order.oco_group,
    }


def _kind(order: NewOrder) -> dict[str, Any]:
    if order.kind == "trailing_stop":
        _expect_prices(order, ())
        return {"type": order.kind, "distance": _distance(order), "step_points": order.step_points}
    prices = _KINDS[order.kind]
    _expect_prices(order, prices)
    return {"type": order.kind} | {name: getattr(order, name) for name in prices}


def _expect_prices(order: NewOrder, prices: Sequence[str]) -> None:
    given = [name for name in ("trigger", "price") if getattr(order, name) is not None]
    if given != list(prices):
        raise InputError(
            expected=f"{' and '.join(prices) or 'no trigger and no price'} for an order of kind {order.kind}",
            found=" and ".join(given) or "none",
            where=order.client_order_id,
        )


def _distance(order: NewOrder) -> dict[str, Any]:
    given = [("points", order.distance_points), ("ppm", order.distance_ppm)]
    said = [{"unit": unit, "value": value} for unit, value in given if value is not None]
    if len(said) != 1:
        raise InputError(
            expected="distance_points or distance_ppm, one of them",
            found="both" if said else "none",
            where=order.client_order_id,
        )
    return said[0]


def _time_in_force(order: NewOrder) -> dict[str, Any]:
    if (order.time_in_force == "gtd") != (order.expires_us is not None):
        raise InputError(
            expected="expires_us with the time in force gtd, and with no other",
            found=f"{order.time_in_force}, expires_us {order.expires_us}",
            where=order.client_order_id,
        )
    until = {} if order.expires_us is None else {"expires_us": order.expires_us}
    return {"type": order.time_in_force} | until


def _group(client_order_id: str) -> int:
    """Of a bracket's exits: the same when the order is sent again, and nobody else's."""
    return int.from_bytes(hashlib.sha256(client_order_id.encode()).digest()[:7], "big")
