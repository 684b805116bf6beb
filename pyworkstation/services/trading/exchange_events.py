"""Events as the exchange writes them, as far as we look into them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Literal

import msgspec

from pyworkstation.protocol.messages import Fill, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyworkstation.protocol.messages import Order


class _Amount(msgspec.Struct, frozen=True):
    account_minor: int


class EventBody(msgspec.Struct, frozen=True):
    """What happened. Fields that a kind of event does not have are at their defaults."""

    event: str
    order: int | None = None
    client_order_id: str | None = None
    reason: str | None = None
    id: int = 0
    side: Literal["buy", "sell"] = "buy"
    quantity: int = 0
    price: int = 0
    slippage_points: int = 0
    position: int | None = None
    effect: Literal["opens", "adds", "reduces", "closes"] = "opens"
    pnl: _Amount = _Amount(0)
    commission: _Amount = _Amount(0)
    seen: tuple[int, int] | None = None
    amount: _Amount = _Amount(0)


class Event(msgspec.Struct, frozen=True):
    """Number `sequence`, at a time of the market."""

    sequence: int
    ts_us: int
    body: EventBody


_decoder = msgspec.json.Decoder(list[Event])


def read_events(written: bytes) -> list[Event]:
    """What the exchange wrote."""
    return _decoder.decode(written)


class _Timed(msgspec.Struct):
    ts_us: int


_REFUSED = ("command_refused", "order_modify_rejected", "order_cancel_rejected")

_raw = msgspec.json.Decoder(list[msgspec.Raw])
_timed = msgspec.json.Decoder(_Timed)


def events_by_time(written: bytes) -> Iterator[tuple[int, bytes]]:
    """What the exchange wrote, in parts of one time each."""
    for at_us, same in itertools.groupby(_raw.decode(written), key=lambda raw: _timed.decode(raw).ts_us):
        yield at_us, b"[%s]" % b",".join(map(bytes, same))


def orders_of(events: Sequence[Event]) -> list[int]:
    """The orders that something happened to, each once."""
    return list(dict.fromkeys(event.body.order for event in events if event.body.order is not None))


def swaps_of(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Positions, and what a night cost or brought each, in minor units of the account's currency."""
    return [
        (event.body.position, event.body.amount.account_minor)
        for event in events
        if event.body.event == "swap_charged" and event.body.position is not None
    ]


def refusals_of(events: Sequence[Event], names: Mapping[int, str]) -> list[Refusal]:
    """Commands that left nothing behind; `names` are those of the orders."""
    return [
        Refusal(
            client_order_id=event.body.client_order_id or names.get(event.body.order or 0),
            reason=event.body.reason or "",
        )
        for event in events
        if event.body.event in _REFUSED
    ]


def fill_of(event: Event, order: Order) -> Fill:
    """A fill of an order, as clients see it."""
    body = event.body
    low, high = body.seen or (None, None)
    return Fill(
        id=body.id,
        at_us=event.ts_us,
        order=order.id,
        client_order_id=order.client_order_id,
        symbol=order.symbol,
        digits=order.digits,
        side=body.side,
        quantity=body.quantity,
        price=body.price,
        slippage_points=body.slippage_points,
        position=body.position or 0,
        effect=body.effect,
        pnl=body.pnl.account_minor,
        commission=body.commission.account_minor,
        lowest=low,
        highest=high,
    )
