"""Instruments, and how they trade."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    CurrencyCode,
    Digits,
    Message,
    Quantity,
    ShortText,
    Symbol,
)

Weekday = Annotated[int, Meta(ge=0, le=6)]
CommissionPer = Literal["none", "lot", "unit", "million"]
SwapUnit = Literal["none", "points", "percent"]


class ListInstruments(Message, frozen=True, tag="list_instruments"):
    """The instruments that are known, or one of them, by symbol. Answered by `InstrumentsPart`s, at least one."""

    symbol: Symbol | None = None


class InstrumentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An instrument as the files of instruments have it.

    Quantities are in its smallest units of volume, `tick_size` in points; None for `quote` when nobody has said it: it is not
    traded then. Margin is the cost over `leverage` (0 asks none), or millionths of it. The commission of either side is
    `commission_rate`, a decimal as text, for each lot, unit or million of the notional, and at least `commission_min`, both in
    `commission_currency`. Swaps are points for each unit and night or percent a year; on the weekday `swap_triple` (Monday is 0)
    a night counts three times.
    """

    symbol: Symbol
    name: ShortText
    kind: ShortText
    session: ShortText
    digits: Digits
    volume_digits: Digits
    base: ShortText
    quote: CurrencyCode | None
    lot: Quantity
    quantity_step: Quantity
    quantity_min: Quantity
    quantity_max: Quantity
    tick_size: Count
    leverage: Count | None
    margin_ppm: Count | None
    commission_per: CommissionPer
    commission_rate: ShortText
    commission_min: ShortText
    commission_currency: CurrencyCode | None
    swap_unit: SwapUnit
    swap_long: ShortText
    swap_short: ShortText
    swap_triple: Weekday


class InstrumentsPart(Message, frozen=True, tag="instruments_part"):
    """Some instruments."""

    instruments: Annotated[list[InstrumentRow], Meta(max_length=1000)]
