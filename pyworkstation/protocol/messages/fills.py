"""Fills: what orders traded."""

from __future__ import annotations

from typing import Literal

import msgspec

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    Int64,
    Message,
    Quantity,
    ShortText,
    Symbol,
    TimeUs,
)
from pyworkstation.protocol.messages.orders import OrderSide


class ListFills(Message, frozen=True, tag="list_fills"):
    """Fills with an id above `after_id`, oldest first. Answered by `FillsPart`s, at least one."""

    after_id: Count = 0
    symbol: Symbol | None = None


class Fill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Quantity traded at one price, on one position. Ids are counted from 1 without a gap.

    `pnl` (realised by it) and `commission` (negative when paid) are in minor units of the account's currency. Of one that
    makes a position smaller, `lowest` and `highest` are the prices at which that could have been closed until then.
    """

    id: Count
    at_us: TimeUs
    order: Count
    client_order_id: ShortText
    symbol: Symbol
    digits: Digits
    side: OrderSide
    quantity: Quantity
    price: Int64
    slippage_points: Int64
    position: Count
    effect: Literal["opens", "adds", "reduces", "closes"]
    pnl: Int64
    commission: Int64
    lowest: Int64 | None = None
    highest: Int64 | None = None


class FillsPart(Message, frozen=True, tag="fills_part"):
    """Some fills."""

    fills: list[Fill]


class FillsUpdate(Message, frozen=True, tag="fills_update"):
    """Topic `fills`: what was filled since the last message. A snapshot carries the newest hundred.

    Who sees a gap in their ids asks for the rest with `list_fills`. With another `history` all fills known are void.
    """

    history: Count
    fills: list[Fill]
