"""How large an order should be for what may be lost."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    CurrencyCode,
    Digits,
    Int64,
    Message,
    Quantity,
    ShortText,
    Symbol,
)
from pyworkstation.protocol.messages.orders import OrderSide

SizingMethod = Literal["fixed", "risk", "kelly"]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]
PayoffPpm = Annotated[int, Meta(ge=1, le=1_000_000_000_000)]
AtrMillipoints = Annotated[int, Meta(ge=1, le=10**14)]
Thousandths = Annotated[int, Meta(ge=1, le=1_000_000)]


class SizePosition(Message, frozen=True, tag="size_position"):
    """How large an order of a symbol should be. Nothing is sent. Answered by a `PositionSize`.

    `fixed`: `quantity`, in whole steps. `risk`: what loses `share_ppm` of the equity between `price` (without it, the quote) and the
    stop, costs of both sides included. `kelly`: the same with that part of what Kelly's formula says (1,000,000 all of it, 500,000
    half), of `win_ppm` and `payoff_ppm`, or without them of the closed positions of the account. The stop is at `stop`, at
    `distance_points` from the price, or `atr_multiple_thousandths` times `atr_millipoints` away: sizing by volatility.
    """

    symbol: Symbol
    method: SizingMethod = "risk"
    side: OrderSide = "buy"
    quantity: Quantity | None = None
    share_ppm: Ppm | None = None
    price: Int64 | None = None
    stop: Int64 | None = None
    distance_points: Count | None = None
    atr_millipoints: AtrMillipoints | None = None
    atr_multiple_thousandths: Thousandths = 1000
    win_ppm: Ppm | None = None
    payoff_ppm: PayoffPpm | None = None


class PositionSize(Message, frozen=True, tag="position_size"):
    """Reply to `size_position`: `quantity` is 0 when even the smallest order would risk more.

    `risk` is what is lost at the stop with it (None without a stop), `value` what it is worth, `margin` what it asks, all in minor
    units of the account; `is_affordable` when that much margin is free. `share_ppm` is the part of the equity that was to be risked;
    `lots` is the quantity as a decimal.
    """

    symbol: Symbol
    side: OrderSide
    quantity: Count
    lots: ShortText
    volume_digits: Digits
    digits: Digits
    price: Int64
    stop: Int64 | None
    share_ppm: Count | None
    equity: Int64
    risk: Count | None
    value: Count
    margin: Count
    is_affordable: bool
    currency: CurrencyCode
    currency_digits: Digits
