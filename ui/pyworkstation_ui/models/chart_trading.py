"""Trading on a chart: a line of an order or a position in the hand of the mouse, and what it becomes when it is dropped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import PositionSize, SizePosition
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.state.trade_drag import (
    OrderAt,
    entry_ghost,
    entry_kind,
    exit_ghost,
    exit_kind,
    worth_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Order, OrderSide, Position
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.replay_model import ReplayModel
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.trade_drag import Worth
    from pyworkstation_ui.state.trading import TradeLine


_ORDERS: dict[str, OrderSide] = {"buy_here": "buy", "sell_here": "sell"}


class ChartTrading(QObject):
    """`changed` when the ghost moved; `wanted(callable)` is what the drop asks for, for whoever may have a question first."""

    changed = Signal()
    wanted = Signal(object)

    def __init__(
        self,
        trading: TradingModel,
        replay: ReplayModel,
        questions: Questions,
        digits_of: Callable[[str], int | None],
    ) -> None:
        super().__init__()
        self._trading = trading
        self._replay = replay
        self._digits_of = digits_of
        self._line: TradeLine | None = None
        self._symbol: str | None = None
        self._points: int | None = None
        self._ghost: TradeLine | None = None
        self._worth: Worth | None = None
        self._size = Answer(questions)
        self._size.changed.connect(self._take_size)
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
        self._line, self._symbol, self._worth = line, symbol, None
        quantity = self._quantity(line)
        if quantity is not None:
            self._size.ask(
                SizePosition(symbol=symbol, method="fixed", quantity=quantity, price=round(line.points))
            )
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
        self._line = self._symbol = self._points = self._ghost = self._worth = None
        if had_ghost:
            self.changed.emit()

    def _let_go_unarmed(self) -> None:
        if not self._trading.is_armed:
            self.give_up()

    def _ghost_at(self, line: TradeLine, points: int) -> TradeLine | None:
        position = self._position(line)
        if position is not None:
            kind = exit_kind(position, points, market=self._market_for(position))
            return exit_ghost(points, position, kind=kind, worth=self._worth)
        order = self._trading.order(line.order)
        if order is None:
            return None
        market = self._market(order.symbol, order.side)
        return entry_ghost(points, order, market=market, stop=self._stop_of(order), worth=self._worth)

    def _quantity(self, line: TradeLine) -> int | None:
        """What a line is about."""
        order, position = self._trading.order(line.order), self._position(line)
        if order is not None:
            return order.quantity - order.filled
        return None if position is None else position.quantity

    def _take_size(self) -> None:
        """What a point is worth; it may come while the line is dragged already."""
        size = next((part for part in self._size.parts if isinstance(part, PositionSize)), None)
        if self._size.stage is Stage.WHOLE and size is not None and self._line is not None:
            self._worth = worth_of(size)
            if self._points is not None:
                self.drag(self._points)

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
