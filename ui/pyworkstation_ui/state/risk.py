"""Risk in words: what may be sent, and how far each limit is used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import RiskLimit
from pyworkstation_ui.state.reasons import reason_text
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import TradingState

NEAR = Decimal("0.8")
"""From this share of a limit on, its bar warns."""

RESUME_WORD = "RESUME"
"""What a person types to let trading go on."""


@dataclass(frozen=True, slots=True)
class StateLook:
    """What may be sent, as it is shown everywhere."""

    title: str
    says: str
    tone: Tone


STATES: dict[TradingState, StateLook] = {
    "active": StateLook("ACTIVE", "Orders are sent, within the limits.", Tone.GOOD),
    "reducing": StateLook("REDUCING", "Only what closes positions is sent.", Tone.WARN),
    "halted": StateLook(
        "HALTED", "Nothing is sent but cancels. It lasts until a person lets it go on.", Tone.BAD
    ),
}

_NAMES = {
    "order_quantity": "Units of one order",
    "order_value": "Worth of one order",
    "position_quantity": "Units of one side of a symbol",
    "symbol_exposure": "Exposure of a symbol",
    "currency_exposure": "Exposure to a currency",
    "exposure": "Exposure in all",
    "open_orders": "Open orders",
    "orders_per_second": "Orders in a second",
    "repeats_per_second": "Same orders in a second",
    "collar_percent": "Price beyond the quote",
    "quote_age_s": "Age of the quote",
    "daily_loss": "Loss of the day",
    "drawdown": "Drawdown",
}


def limit_name(limit: RiskLimit) -> str:
    """One of a newer engine is called as in the file."""
    return _NAMES.get(limit.name, limit.name.replace("_", " ").capitalize())


def use_of(limit: RiskLimit) -> Decimal | None:
    """The share of it that is used; None where there is nothing to tell."""
    if limit.limit is None or limit.used is None:
        return None
    bound, used = Decimal(limit.limit), Decimal(limit.used)
    if bound <= 0:
        return Decimal(1) if used > 0 else Decimal(0)
    return used / bound


def use_tone(limit: RiskLimit) -> Tone:
    """Amber when it is near, red when it is reached."""
    use = use_of(limit)
    if use is None or use < NEAR:
        return Tone.PLAIN
    return Tone.BAD if use >= 1 else Tone.WARN


def _number(text: str | None) -> str:
    return "" if text is None else f"{Decimal(text):,f}"


def _use_text(limit: RiskLimit) -> str:
    use = use_of(limit)
    return "" if use is None else f"{100 * use:.0f} %"


def _share(limit: RiskLimit) -> float | None:
    use = use_of(limit)
    return None if use is None else float(min(use, Decimal(1)))


def risk_columns(currency: Callable[[], str]) -> tuple[Column[RiskLimit], ...]:
    """Of the table of limits; what is money is in the account's currency."""
    return (
        Column("Limit", limit_name, "Units of one side of a symbol"),
        Column("Used", lambda row: _number(row.used), "100,000,000.00", is_number=True),
        Column(
            "At most",
            lambda row: "no limit" if row.limit is None else _number(row.limit),
            "100,000,000.00",
            is_number=True,
            tone=lambda row: Tone.DIM if row.limit is None else Tone.PLAIN,
        ),
        Column("Use", _use_text, "100 %          ", is_number=True, tone=use_tone, share=_share),
        Column(
            "Unit",
            lambda row: currency() if row.unit == "money" else row.unit,
            "percent",
            tone=lambda _: Tone.DIM,
        ),
        Column(
            "Refused as",
            lambda row: row.code,
            "position_quantity",
            tone=lambda _: Tone.DIM,
            tip=lambda row: reason_text(row.code),
        ),
    )
