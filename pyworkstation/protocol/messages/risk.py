"""Risk: the limits and how far they are used, what may be sent, and the kill switch."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.account import TradingState
from pyworkstation.protocol.messages.fields import (
    ClientOrderId,
    Count,
    CurrencyCode,
    Digits,
    Int64,
    Message,
    ShortText,
    Symbol,
)


class GetRisk(Message, frozen=True, tag="get_risk"):
    """The limits in force, and how far they are used. Answered by a `Risk`."""


class ReloadRisk(Message, frozen=True, tag="reload_risk"):
    """Read `risk.toml` again. Answered by a `Risk`; a file with faults changes nothing."""


class SetTradingState(Message, frozen=True, tag="set_trading_state"):
    """What may be sent from now on: everything, what only closes, or nothing but cancels. Answered by a `Risk`."""

    state: TradingState


class Halt(Message, frozen=True, tag="halt"):
    """The kill switch: nothing is sent from now on, and what could open more ends. Answered by an `OrdersAnswer`.

    Exits stay where they protect what is open. With `flatten` all positions are closed too, by orders called `flatten-N`, N being
    the position's id. It lasts over a restart, until `set_trading_state`.
    """

    flatten: ClientOrderId | None = None


class RiskLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A limit: None where none is set; `used` is None where it is of each order by itself. Both are decimals as text, in `unit`.

    Money is in the account's currency, `code` the reason of what it denies.
    """

    name: ShortText
    unit: ShortText
    limit: ShortText | None
    used: ShortText | None
    code: ShortText


class SymbolExposure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of a symbol: worth of what is open and of the orders that wait, in minor units of the account, and units of both sides."""

    symbol: Symbol
    exposure: Count
    long_quantity: Count
    short_quantity: Count


class CurrencyExposure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of a currency, as base and as quote, in minor units of the account: bought less sold (negative when it is owed), and how far
    it could get on either side with the orders that wait.
    """

    currency: CurrencyCode
    open: Int64
    furthest: Int64


class Risk(Message, frozen=True, tag="risk"):
    """Reply to `get_risk`."""

    state: TradingState
    currency: CurrencyCode
    currency_digits: Digits
    limits: Annotated[list[RiskLimit], Meta(max_length=100)]
    restricted: Annotated[list[Symbol], Meta(max_length=10_000)]
    symbols: Annotated[list[SymbolExposure], Meta(max_length=10_000)] = []
    currencies: Annotated[list[CurrencyExposure], Meta(max_length=10_000)] = []
