"""How an instrument trades: what may be ordered, what it asks as margin, what a fill and a night cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

CommissionPer = Literal["lot", "unit", "million"]
SwapUnit = Literal["points", "percent"]


@dataclass(frozen=True, slots=True)
class Commission:
    """On either side: `rate` for each lot, each unit, or each million of the notional; all fills of an order cost at least `minimum`.

    For lots and units, and of the minimum, `currency` says which money; None is that of the prices.
    """

    per: CommissionPer
    rate: Decimal
    minimum: Decimal = Decimal(0)
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """What a night brings, or costs if negative: points for each unit, or percent a year of what was paid.

    On `triple` (Monday is 0) the night counts three times, for the weekend.
    """

    long: Decimal
    short: Decimal
    unit: SwapUnit = "points"
    triple: int = 2


@dataclass(frozen=True, slots=True)
class TradingTerms:
    """Quantities in units of the base, prices in units of the quote, as people write them; None where nobody has said.

    Margin is the cost over `leverage` (0 asks none), or `margin_percent` of it.
    """

    base: str | None = None
    lot: Decimal = Decimal(1)
    quantity_step: Decimal | None = None
    quantity_min: Decimal | None = None
    quantity_max: Decimal | None = None
    price_step: Decimal | None = None
    leverage: int | None = None
    margin_percent: Decimal | None = None
    commission: Commission | None = None
    swap: Swap | None = None
