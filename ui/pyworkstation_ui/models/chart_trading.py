"""Trading on a chart: a line of an order or a position in the hand of the mouse, and what it becomes when it is dropped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.trade_drag import OrderAt, entry_ghost, entry_kind, exit_ghost, exit_kind, exit_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Order, OrderSide, Position
    from pyworkstation_ui.models.replay_model import ReplayModel
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.trading import TradeLine


_ORDERS: dict[str, OrderSide] = {"buy_here": "buy", "sell_here": "sell"}


class ChartTrading(QObject):
    """`changed` when the ghost moved; `wanted(callable)` is what the drop asks for, for whoever may have a question first."""

    changed = Signal()
    wanted = Signal(object)

    def __init__(
        self, trading: TradingModel, replay: ReplayModel, digits_of: Callable[[str], int | None]
    ) -> None:
        super().__init__()
        self._trading = trading
        self._replay = replay
        self._digits_of = digits_of
        self._line: TradeLine | None = None
        self._symbol: str | None = None
        self._points: int | None = None
        self._ghost: TradeLine | None = None
        trading.situation_changed.connect(self._let_go_unarmed)

    @property
    def is_dragging(self) -> bool:
        """A line is in the hand."""
        return self._line is not None

    @property
    def is_armed(self) -> bool:
        """Lines can be taken in hand."""
        return self._trading.is_armed

    def ghost_of(self, symbol: str | None) -> tuple[TradeLine, ...]:
        """Where the line in the hand would be, on every chart of its symbol."""
        return (self._ghost,) if self._ghost is not None and symbol == self._symbol else ()

    def orders_at(self, pointed: tuple[str, float] | None, *, last: float | None) -> dict[str, OrderAt]:
        """By the ids of their actions: what (symbol, points) of a chart asks for, whose `last` price stands for a quote."""
        if pointed is None:
            return {}
        symbol, points = pointed
        digits = self._digits_of(symbol)
        orders: dict[str, OrderAt] = {}
        for name, side in _ORDERS.items():
            market = self._market(symbol, side) or last
            if digits is not None and market is not None:
                kind = entry_kind(side, points, market=market)
                orders[name] = OrderAt(symbol, digits, side, kind, round(points))
        return orders

    def place(self, order: OrderAt) -> None:
        """Of the ticket's quantity."""
        self._trading.place_at(order)

    def grab(self, line: TradeLine, symbol: str) -> bool:
        """Take it in hand, once trading is armed."""
        if not self._trading.is_armed:
            return False
        self._line, self._symbol = line, symbol
        return True

    def drag(self, points: int) -> None:
        """It would be here."""
        if self._line is not None:
            self._points = points
            self._ghost = self._ghost_at(self._line, points)
            self.changed.emit()

    def drop(self) -> None:
        """Let it be where it was dragged to."""
        line, points = self._line, self._points
        self.give_up()
        if line is None or points is None:
            return
        if line.order is not None:
            price, trigger = (points, None) if line.field == "price" else (None, points)
            self.wanted.emit(partial(self._trading.change_order, line.order, price=price, trigger=trigger))
        elif (position := self._position(line)) is not None:
            kind = exit_kind(position, points, market=self._market_for(position))
            self.wanted.emit(partial(self._trading.protect, position, kind=kind, points=points))

    def give_up(self) -> None:
        """It stays where it was."""
        had_ghost = self._ghost is not None
        self._line = self._symbol = self._points = self._ghost = None
        if had_ghost:
            self.changed.emit()

    def _let_go_unarmed(self) -> None:
        if not self._trading.is_armed:
            self.give_up()

    def _ghost_at(self, line: TradeLine, points: int) -> TradeLine | None:
        account = self._trading.account
        position = self._position(line)
        if position is not None:
            kind = exit_kind(position, points, market=self._market_for(position))
            there = exit_of(self._trading.orders, position, kind)
            quantity = position.quantity if there is None else there.quantity - there.filled
            return exit_ghost(points, position, quantity=quantity, kind=kind, account=account)
        order = next((each for each in self._trading.orders if each.client_order_id == line.order), None)
        if order is None:
            return None
        market = self._market(order.symbol, order.side)
        return entry_ghost(points, order, market=market, stop=self._stop_of(order), account=account)

    def _position(self, line: TradeLine) -> Position | None:
        """The one that a line opened, or that its order would end."""
        return next((each for each in self._trading.positions if each.id == line.position), None)

    def _stop_of(self, order: Order) -> int | None:
        """Of the bracket that waits for it; an exit has none."""
        waiting = (each for each in self._trading.orders if each.parent == order.client_order_id)
        return next((each.trigger for each in waiting if each.kind == "stop"), None)

    def _market_for(self, position: Position) -> float:
        """What closing it at the market would bring; without a quote of it, what it was opened at."""
        out: OrderSide = "sell" if position.side == "buy" else "buy"
        market = self._market(position.symbol, out)
        return position.average_millipoints / 1000 if market is None else market

    def _market(self, symbol: str, side: OrderSide) -> float | None:
        quote = self._replay.quote
        if quote is None or quote.symbol != symbol:
            return None
        return quote.ask if side == "buy" else quote.bid
