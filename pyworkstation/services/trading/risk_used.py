"""How far the limits are used, as the exchange tells it."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages import TradingState


class SymbolRisk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one symbol: worth of what is open and of the orders that wait, and units of both sides."""

    symbol: str
    exposure: int
    long_quantity: int
    short_quantity: int


class CurrencyRisk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one currency: bought less sold, and how far it could get on either side."""

    currency: str
    open: int
    furthest: int


class UsedRisk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money is in minor units of the account; a loss below zero is a gain."""

    state: TradingState
    exposure: int
    day_loss: int
    drawdown: int
    open_orders: int
    symbols: list[SymbolRisk]
    currencies: list[CurrencyRisk]


_decoder = msgspec.json.Decoder(UsedRisk)


def used_risk(told: bytes) -> UsedRisk:
    """What `SimulatedExchange.risk` returns."""
    return _decoder.decode(told)
