"""Risk as clients see it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.protocol.messages import CurrencyExposure, Risk, RiskLimit, SymbolExposure
from pyworkstation.services.trading.risk_limits import LIMITS
from pyworkstation.services.trading.risk_used import used_risk

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import TradingState
    from pyworkstation.services.trading.paper_account import PaperAccount
    from pyworkstation.services.trading.risk_limits import RiskLimits
    from pyworkstation.services.trading.risk_used import UsedRisk


def risk_message(account: PaperAccount, limits: RiskLimits, *, state: TradingState) -> Risk:
    """The limits, and how far they are used: of the symbol that is nearest to one, where it is of each."""
    currency = account.terms.exchange.currency
    told = used_risk(account.exchange.risk())
    used = _used(told, digits=currency.digits)
    return Risk(
        state=state,
        currency=currency.code,
        currency_digits=currency.digits,
        limits=[
            RiskLimit(
                name=name,
                unit=limit.unit,
                limit=_text(limits.values[name]),
                used=_text(used.get(name)),
                code=limit.code,
            )
            for name, limit in LIMITS.items()
        ],
        restricted=list(limits.restricted),
        symbols=[SymbolExposure(**msgspec.structs.asdict(row)) for row in told.symbols],
        currencies=[CurrencyExposure(**msgspec.structs.asdict(row)) for row in told.currencies],
    )


def _used(told: UsedRisk, *, digits: int) -> dict[str, Decimal]:
    def money(minor: int) -> Decimal:
        return Decimal(max(minor, 0)).scaleb(-digits)

    sides = [max(row.long_quantity, row.short_quantity) for row in told.symbols]
    return {
        "position_quantity": Decimal(max(sides, default=0)),
        "symbol_exposure": money(max((row.exposure for row in told.symbols), default=0)),
        "exposure": money(told.exposure),
        "currency_exposure": money(max((row.furthest for row in told.currencies), default=0)),
        "open_orders": Decimal(told.open_orders),
        "daily_loss": money(told.day_loss),
        "drawdown": money(told.drawdown),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
