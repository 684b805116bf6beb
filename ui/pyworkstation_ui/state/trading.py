"""Positions, orders, fills and the account in words, and as lines on a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from pyworkstation.domain.currency import format_money
from pyworkstation.domain.quantity import quantity_text
from pyworkstation.domain.units import format_price
from pyworkstation.protocol.messages import Account, Fill, Order, Position
from pyworkstation_ui.state.reasons import reason_text
from pyworkstation_ui.state.records import Column, Tone
from pyworkstation_ui.state.stored import format_second
from pyworkstation_ui.state.ticket import ORDER_KINDS, VALIDITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyworkstation.protocol.messages import NewOrder, OrderSide, TimeInForce, TradingState

    VolumeDigitsOf = Callable[[str], int | None]

_Row = TypeVar("_Row", Position, Order, Fill)
ENDED = frozenset({"denied", "rejected", "filled", "cancelled", "expired"})
REFUSED = frozenset({"denied", "rejected"})
_VALID: dict[TimeInForce, str] = {**VALIDITIES, "gtd": "Until"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingSituation:
    """What decides which actions of trading are possible."""

    is_armed: bool = False
    has_chosen_position: bool = False
    has_one_position: bool = False
    """A chosen one, or no other."""
    has_chosen_order: bool = False
    has_orders: bool = False
    has_positions: bool = False
    state: TradingState | None = None


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A price that an order waits for, or that a position was opened at; a draft is where one in the hand would be.

    `order` is the order's name and `field` what of it the price is; `position` the one that was opened there, or that the order ends.
    """

    points: float
    label: str
    kind: Literal["order", "long", "short", "draft"]
    order: str | None = None
    field: Literal["price", "trigger"] | None = None
    position: int | None = None

    @property
    def can_move(self) -> bool:
        """The mouse may take it: an order's price, or a position's line, which becomes an exit."""
        return self.field is not None or (self.order is None and self.position is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the account's numbers: its name, what it says, its colour, what it is."""

    name: str
    text: str
    tone: Tone
    says: str


def figures(account: Account) -> tuple[Figure, ...]:
    """The account in one line."""

    def money(minor: int | None) -> str:
        return "-" if minor is None else format_money(minor, account.currency_digits)

    called = Tone.BAD if account.is_margin_called else Tone.PLAIN
    return (
        Figure(
            "Balance",
            f"{money(account.balance)} {account.currency}",
            Tone.PLAIN,
            "Paid in, and what was closed",
        ),
        Figure(
            "Equity", money(account.equity), called, "The balance and what closing everything would bring"
        ),
        Figure(
            "Unrealised",
            money(account.unrealised),
            _gain(account.unrealised),
            "What closing everything would bring",
        ),
        Figure("Margin", money(account.margin), called, "Bound by what is open"),
        Figure("Free", money(account.free_margin), called, "What is left for more"),
        Figure(
            "Worst drawdown",
            money(account.drawdown),
            Tone.PLAIN,
            "How far the equity was at most below a peak, since the account was opened or the engine started",
        ),
    )


def position_columns(
    money: Callable[[int | None], str], volume_digits_of: VolumeDigitsOf
) -> tuple[Column[Position], ...]:
    """Of the table of open positions."""
    return (
        Column("Symbol", lambda row: row.symbol, "USDCHF.A"),
        Column("Side", _held, "Short", tone=lambda row: _side_tone(row.side)),
        _quantity_column("Quantity", lambda row: row.quantity, volume_digits_of),
        Column("Average", _average_of_position, "1.144030", is_number=True),
        Column(
            "Unrealised",
            lambda row: money(row.unrealised),
            "-100,000.00",
            is_number=True,
            tone=lambda row: _gain(row.unrealised),
        ),
        Column("Realised", lambda row: money(row.realised), "-100,000.00", is_number=True),
        Column("Commission", lambda row: money(row.commission), "-1,000.00", is_number=True),
        Column("Swap", lambda row: money(row.swap), "-1,000.00", is_number=True),
        Column("Opened, UTC", lambda row: format_second(row.opened_us), "2025-03-10 14:05:09"),
        Column("No.", lambda row: str(row.id), "100,000", tone=lambda _: Tone.DIM),
    )


_EFFECTS = {"opens": "Opens", "adds": "Adds", "reduces": "Reduces", "closes": "Closes"}


def fill_columns(
    money: Callable[[int | None], str], volume_digits_of: VolumeDigitsOf
) -> tuple[Column[Fill], ...]:
    """Of the table of fills."""
    return (
        Column("Market time, UTC", lambda row: format_second(row.at_us), "2025-03-10 14:05:09"),
        Column("Symbol", lambda row: row.symbol, "USDCHF.A"),
        Column("Side", lambda row: row.side.capitalize(), "Sell", tone=lambda row: _side_tone(row.side)),
        _quantity_column("Quantity", lambda row: row.quantity, volume_digits_of),
        Column("Price", lambda row: format_price(row.price, row.digits), "1.14403", is_number=True),
        Column(
            "Slipped",
            lambda row: str(row.slippage_points),
            "100",
            is_number=True,
            says="Points of the price that are slippage",
        ),
        Column("Effect", lambda row: _EFFECTS[row.effect], "Reduces"),
        Column(
            "Realised",
            lambda row: money(row.pnl) if row.effect in ("reduces", "closes") else "",
            "-100,000.00",
            is_number=True,
            tone=lambda row: _gain(row.pnl),
        ),
        Column("Commission", lambda row: money(row.commission), "-1,000.00", is_number=True),
        Column("Order", lambda row: row.client_order_id, "ui-0123456789ab-sl", tone=lambda _: Tone.DIM),
    )


def order_columns(volume_digits_of: VolumeDigitsOf) -> tuple[Column[Order], ...]:
    """Of the table of open orders."""
    return (
        Column("Symbol", lambda row: row.symbol, "USDCHF.A"),
        Column("Side", lambda row: row.side.capitalize(), "Sell", tone=lambda row: _side_tone(row.side)),
        Column("Kind", lambda row: ORDER_KINDS[row.kind], "Trailing stop"),
        _quantity_column("Quantity", lambda row: row.quantity, volume_digits_of),
        _quantity_column("Filled", lambda row: row.filled, volume_digits_of),
        Column("Trigger", lambda row: _price(row.trigger, row.digits), "1.14403", is_number=True),
        Column("Price", lambda row: _price(row.price, row.digits), "1.14403", is_number=True),
        Column("State", state_text, "Partially filled", tone=lambda _: Tone.DIM),
        Column("Good", _good, "Until 2025-03-10 14:05:09"),
        Column("Name", lambda row: row.client_order_id, "ui-0123456789ab-sl", tone=lambda _: Tone.DIM),
    )


def _quantity_column(
    title: str, quantity: Callable[[_Row], int], volume_digits_of: VolumeDigitsOf
) -> Column[_Row]:
    return Column(
        title,
        lambda row: quantity_text(quantity(row), volume_digits_of(row.symbol)),
        "100,000,000",
        is_number=True,
    )


def state_text(order: Order) -> str:
    """`Accepted`, or `Denied: too little free margin (margin)`."""
    state = order.status.replace("_", " ").capitalize()
    return state if order.reason is None else f"{state}: {reason_text(order.reason)}"


def order_text(order: Order | NewOrder, volume_digits: int | None) -> str:
    """`Buy 10,000 EURUSD`."""
    return f"{order.side.capitalize()} {quantity_text(order.quantity, volume_digits)} {order.symbol}"


def trade_lines(
    orders: Iterable[Order], positions: Iterable[Position], symbol: str | None, volume_digits: int | None
) -> tuple[TradeLine, ...]:
    """Those of a symbol: where its open orders wait, and at what its positions were opened."""
    held = (
        TradeLine(
            row.average_millipoints / 1000,
            held_text(row, volume_digits),
            "long" if row.side == "buy" else "short",
            position=row.id,
        )
        for row in positions
        if row.symbol == symbol
    )
    waiting = (
        TradeLine(
            float(points),
            f"{_line_label(row, volume_digits)} at {format_price(points, row.digits)}",
            "order",
            order=row.client_order_id,
            field=None if row.kind == "trailing_stop" else field,
            position=row.position if row.reduce_only else None,
        )
        for row in orders
        if row.symbol == symbol
        for field, points in _prices_of(row)
    )
    return (*held, *waiting)


def _prices_of(order: Order) -> Iterator[tuple[Literal["price", "trigger"], int]]:
    """Where it waits; a stop-limit order that has triggered waits at its limit only."""
    if order.trigger is not None and order.status != "triggered":
        yield "trigger", order.trigger
    if order.price is not None:
        yield "price", order.price


def _line_label(order: Order, volume_digits: int | None) -> str:
    name, left = order.client_order_id, quantity_text(order.quantity - order.filled, volume_digits)
    if order.reduce_only and name.endswith("-sl"):
        return f"Stop-loss {left}"
    if order.reduce_only and name.endswith("-tp"):
        return f"Take-profit {left}"
    kind = ORDER_KINDS[order.kind].lower()
    return f"{order.side.capitalize()} {kind} {left}"


def held_text(position: Position, volume_digits: int | None) -> str:
    """`Long 10,000 at 1.080505`."""
    quantity = quantity_text(position.quantity, volume_digits)
    return f"{_held(position)} {quantity} at {_average_of_position(position)}"


def _held(position: Position) -> str:
    return "Long" if position.side == "buy" else "Short"


def _average_of_position(position: Position) -> str:
    """With a digit more than the instrument has."""
    return format_price((position.average_millipoints + 50) // 100, position.digits + 1)


def _price(points: int | None, digits: int) -> str:
    return "" if points is None else format_price(points, digits)


def _good(order: Order) -> str:
    until = "" if order.expires_us is None else f" {format_second(order.expires_us)}"
    return _VALID[order.time_in_force] + until


def _gain(minor: int | None) -> Tone:
    if not minor:
        return Tone.PLAIN
    return Tone.UP if minor > 0 else Tone.DOWN


def _side_tone(side: OrderSide) -> Tone:
    return Tone.UP if side == "buy" else Tone.DOWN
