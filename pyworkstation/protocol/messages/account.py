"""The account: its terms, its money, its positions. Money is in minor units of the account's currency."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    AccountName,
    Count,
    CurrencyCode,
    Digits,
    Int64,
    Message,
    Quantity,
    Symbol,
    TimeUs,
)
from pyworkstation.protocol.messages.orders import OrderSide

PositionMode = Literal["netting", "hedging"]
TradingState = Literal["active", "reducing", "halted"]
FillProfile = Literal["perfect", "realistic", "worst"]
LatencyUs = Annotated[int, Meta(ge=0, le=60_000_000)]
Percent = Annotated[int, Meta(ge=0, le=10_000)]


class OpenAccount(Message, frozen=True, tag="open_account"):
    """Open a paper account in place of the one there is, whose journal stays. Answered by an `Account`.

    `deposit` is in minor units. `latency_us`, one way, of orders, changes and cancels, takes the place of the profile's; so
    does `quote_latency_us`, of what the trader sees. Equity at `margin_call_percent` of the margin in use warns, at
    `stop_out_percent` closes; both 0: no margin is asked for.
    """

    name: AccountName = "paper"
    currency: CurrencyCode = "USD"
    deposit: Annotated[int, Meta(ge=0, le=10**15)] = 10_000_000
    mode: PositionMode = "netting"
    profile: FillProfile = "realistic"
    seed: Count = 1
    latency_us: LatencyUs | None = None
    quote_latency_us: LatencyUs | None = None
    margin_call_percent: Percent = 100
    stop_out_percent: Percent = 50


class Deposit(Message, frozen=True, tag="deposit"):
    """Pay into the account, or out of it if negative: minor units. Answered by an `OrdersAnswer`."""

    minor: Annotated[int, Meta(ge=-(10**15), le=10**15)]


class GetAccount(Message, frozen=True, tag="get_account"):
    """The account as it stands. Answered by an `Account`."""


class Account(Message, frozen=True, tag="account"):
    """Reply to `get_account`, and topic `account`.

    `now_us` is the market's time. What needs a quote or a rate that is not there yet is None. `peak_equity` and
    `drawdown` (how far the equity was at most below a peak before) are since the account was opened, up to where the market stands.
    `looking_back`: the replay stands before the last thing that happened here, and the account is shown as it was then; who
    trades on forgets what came after. `trading_state` is what may be sent now.
    """

    name: AccountName
    currency: CurrencyCode
    currency_digits: Digits
    mode: PositionMode
    profile: FillProfile
    seed: Count
    history: Count
    sequence: Count
    now_us: TimeUs | None
    balance: Int64
    deposits: Int64
    equity: Int64 | None
    unrealised: Int64 | None
    margin: Int64 | None
    free_margin: Int64 | None
    is_margin_called: bool
    open_orders: Count
    open_positions: Count
    peak_equity: Int64
    drawdown: Count
    looking_back: bool
    trading_state: TradingState


class GetEquity(Message, frozen=True, tag="get_equity"):
    """The account's equity over the market's time, bars that open in [from_us, to_us). Answered by `EquityPart`s, at least one."""

    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class EquityBar(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Equity from `open_us` on, as it was seen with each frame and each event; `balance`, `peak` and the deepest `drawdown` so far.

    Minor units of the account's currency. Where the account was at rest there are no bars.
    """

    open_us: TimeUs
    open: Int64
    high: Int64
    low: Int64
    close: Int64
    balance: Int64
    peak: Int64
    drawdown: Count


class EquityPart(Message, frozen=True, tag="equity_part"):
    """Some bars of `interval_us` each: a minute, doubled as often as there would be more than 4,096."""

    interval_us: Count
    currency: CurrencyCode
    currency_digits: Digits
    bars: Annotated[list[EquityBar], Meta(max_length=1000)]


class ListPositions(Message, frozen=True, tag="list_positions"):
    """Open positions, oldest first. Answered by `PositionsPart`s, at least one."""

    symbol: Symbol | None = None


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is held of a symbol: `buy` is long.

    `average_millipoints` is the average price in thousandths of a point, for showing. `unrealised` is what closing it at
    the quote would bring; `lowest` and `highest` are the prices at which it could have been closed so far.
    """

    id: Count
    symbol: Symbol
    digits: Digits
    side: OrderSide
    quantity: Quantity
    average_millipoints: Int64
    opened_us: TimeUs
    realised: Int64
    commission: Int64
    swap: Int64
    unrealised: Int64 | None
    lowest: Int64 | None
    highest: Int64 | None


class PositionsPart(Message, frozen=True, tag="positions_part"):
    """Some positions."""

    positions: list[Position]


class PositionsUpdate(Message, frozen=True, tag="positions_update"):
    """Topic `positions`: the open positions, the newest thousand of them, after each event and each frame of ticks."""

    history: Count
    sequence: Count
    positions: list[Position]
