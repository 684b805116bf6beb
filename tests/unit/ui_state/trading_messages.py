"""Messages of trading for tests: EURUSD, 5 digits, an account in USD."""

from __future__ import annotations

from pyworkstation.protocol.messages import Account, Fill, Order, Position, PositionSize
from tests.unit.ui_state.market import MONDAY


def account(**changes: object) -> Account:
    """100,000.00 USD paid in, 12.50 won."""
    fields: dict[str, object] = {
        "name": "paper",
        "currency": "USD",
        "currency_digits": 2,
        "mode": "netting",
        "profile": "perfect",
        "seed": 1,
        "history": 1,
        "sequence": 1,
        "now_us": MONDAY,
        "balance": 10_000_000,
        "deposits": 10_000_000,
        "equity": 10_001_250,
        "unrealised": 1_250,
        "margin": 36_000,
        "free_margin": 9_965_250,
        "is_margin_called": False,
        "open_orders": 0,
        "open_positions": 1,
        "peak_equity": 10_001_250,
        "drawdown": 300,
        "looking_back": False,
        "trading_state": "active",
    }
    return Account(**(fields | changes))  # type: ignore[arg-type]


def order(number: int, *, name: str | None = None, **changes: object) -> Order:
    """A resting buy of 10,000."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "digits": 5,
        "side": "buy",
        "quantity": 10_000,
        "filled": 0,
        "average_millipoints": None,
        "kind": "limit",
        "price": None,
        "trigger": None,
        "distance_points": None,
        "distance_ppm": None,
        "step_points": None,
        "time_in_force": "gtc",
        "expires_us": None,
        "reduce_only": False,
        "position": None,
        "parent": None,
        "oco_group": None,
        "status": "accepted",
        "reason": None,
        "placed_us": MONDAY,
        "changed_us": MONDAY,
    }
    return Order(id=number, client_order_id=name or f"order-{number}", **(fields | changes))  # type: ignore[arg-type]


def position(number: int, **changes: object) -> Position:
    """10,000 long at 1.080505."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "digits": 5,
        "side": "buy",
        "quantity": 10_000,
        "average_millipoints": 108_050_500,
        "opened_us": MONDAY,
        "realised": 0,
        "commission": -20,
        "swap": 0,
        "unrealised": 1_250,
        "lowest": 108_000,
        "highest": 108_200,
    }
    return Position(id=number, **(fields | changes))  # type: ignore[arg-type]


def fill(number: int, **changes: object) -> Fill:
    """It opened 10,000 at 1.08050."""
    fields: dict[str, object] = {
        "at_us": MONDAY,
        "order": number,
        "client_order_id": f"order-{number}",
        "symbol": "EURUSD",
        "digits": 5,
        "side": "buy",
        "quantity": 10_000,
        "price": 108_050,
        "slippage_points": 0,
        "position": 1,
        "effect": "opens",
        "pnl": 0,
        "commission": -20,
    }
    return Fill(id=number, **(fields | changes))  # type: ignore[arg-type]


def size(quantity: int, **changes: object) -> PositionSize:
    """What 10,000 EURUSD are worth at 1.08: 10,800.00 USD, 0.10 USD a point."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "side": "buy",
        "lots": "0.1",
        "volume_digits": 0,
        "digits": 5,
        "price": 108_000,
        "stop": None,
        "share_ppm": None,
        "equity": 10_000_000,
        "risk": None,
        "value": 1_080_000,
        "margin": 36_000,
        "is_affordable": True,
        "currency": "USD",
        "currency_digits": 2,
    }
    return PositionSize(quantity=quantity, **(fields | changes))  # type: ignore[arg-type]
