"""The account as the engine tells of it, and what the trader asks of it. The engine decides; nothing here is reckoned ahead."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.quantity import typed_quantity
from pyworkstation.domain.units import format_price
from pyworkstation.protocol.messages import (
    Account,
    CancelAllOrders,
    CancelOrder,
    Fill,
    FillsPart,
    FillsUpdate,
    Flatten,
    Halt,
    ListFills,
    ModifyOrder,
    NewOrder,
    Order,
    OrdersAnswer,
    OrdersUpdate,
    PlaceOrder,
    Position,
    PositionSize,
    PositionsUpdate,
    ReloadRisk,
    Risk,
    SetTradingState,
    SizePosition,
)
from pyworkstation_ui.state.fill_marks import fill_marks
from pyworkstation_ui.state.reasons import reason_text
from pyworkstation_ui.state.ticket import Ticket, order_of, share_of, size_question
from pyworkstation_ui.state.trade_drag import exit_of
from pyworkstation_ui.state.trading import ENDED, REFUSED, TradingSituation, order_text, trade_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import OrderSide, Reply, Request, TradingState
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.state.events import TradingTold
    from pyworkstation_ui.state.fill_marks import FillMarks
    from pyworkstation_ui.state.trade_drag import ExitKind, OrderAt
    from pyworkstation_ui.state.trading import TradeLine, VolumeDigitsOf

FILLS_KEPT = 500


def _new_name() -> str:
    return f"ui-{uuid.uuid4().hex[:12]}"


class TradingModel(QObject):
    """`changed` when something was told, `situation_changed` when other actions are possible, `failed(str)` for what was refused."""

    changed = Signal()
    lines_changed = Signal()
    situation_changed = Signal()
    failed = Signal(str)
    complained = Signal(str)
    risk_told = Signal()
    written = Signal()
    state_changed = Signal()

    def __init__(
        self,
        questions: Questions,
        volume_digits_of: VolumeDigitsOf,
        *,
        new_name: Callable[[], str] = _new_name,
    ) -> None:
        super().__init__()
        self._questions = questions
        self._new_name = new_name
        self._volume_digits_of = volume_digits_of
        self._orders: dict[int, Order] = {}
        self._fills: dict[int, Fill] = {}
        self._orders_history = self._fills_history = -1
        self._own: set[str] = set()
        self._told: set[int] = set()
        self._lines: dict[str, tuple[TradeLine, ...]] = {}
        self._marks: dict[str, FillMarks] = {}
        self._armed = False
        self._situation = TradingSituation()
        self.account: Account | None = None
        self.positions: tuple[Position, ...] = ()
        self.ticket = Ticket()
        self.chosen_position: int | None = None
        self.chosen_order: str | None = None

    @property
    def orders(self) -> tuple[Order, ...]:
        """Those that have not ended, oldest first."""
        return tuple(self._orders[number] for number in sorted(self._orders))

    @property
    def fills(self) -> tuple[Fill, ...]:
        """The newest first."""
        return tuple(self._fills[number] for number in sorted(self._fills, reverse=True))

    @property
    def situation(self) -> TradingSituation:
        """What decides which actions are possible."""
        return self._situation

    def lines_of(self, symbol: str | None) -> tuple[TradeLine, ...]:
        """What a chart of a symbol shows of it."""
        return self._lines.get(symbol or "", ())

    def marks_of(self, symbol: str | None) -> FillMarks | None:
        """The fills of a symbol as a chart shows them."""
        return self._marks.get(symbol or "")

    # --- what the engine tells ------------------------------------------------------------------------------------

    def take(self, event: TradingTold) -> None:
        """News of one of the streams."""
        match event.told:
            case Account() as account:
                self._take_account(account)
            case PositionsUpdate(positions=positions):
                self.positions = tuple(positions)
            case OrdersUpdate() as update:
                self._take_orders(update, is_snapshot=event.is_snapshot)
            case FillsUpdate() as update:
                self._take_fills(update, is_snapshot=event.is_snapshot)
        self.changed.emit()
        self._tell_marks(event)
        self._tell_lines()
        self._tell_situation()

    def _take_account(self, account: Account) -> None:
        before, self.account = self.account, account
        if before is None or before.trading_state != account.trading_state:
            self.state_changed.emit()

    def forget(self) -> None:
        """Nothing of the account is known here any more."""
        self._orders.clear()
        self._fills.clear()
        self._marks.clear()
        self.account, self.positions = None, ()
        self._armed = False
        self.chosen_position = self.chosen_order = None
        self.changed.emit()
        self._tell_lines()
        self._tell_situation()

    def _tell_lines(self) -> None:
        """Charts are drawn anew for what moves a line, not for each profit that a tick changes."""
        symbols = {each.symbol for each in self._orders.values()} | {each.symbol for each in self.positions}
        lines = {
            symbol: trade_lines(self.orders, self.positions, symbol, self._volume_digits_of(symbol))
            for symbol in symbols
        }
        if lines != self._lines:
            self._lines = lines
            self.lines_changed.emit()

    def _tell_marks(self, event: TradingTold) -> None:
        if isinstance(event.told, FillsUpdate):
            self._mark_fills()

    def _mark_fills(self) -> None:
        symbols = {each.symbol for each in self._fills.values()}
        self._marks = {symbol: fill_marks(self._fills.values(), symbol) for symbol in symbols}
        self.lines_changed.emit()

    def _take_orders(self, update: OrdersUpdate, *, is_snapshot: bool) -> None:
        if is_snapshot or update.history != self._orders_history:
            self._orders.clear()
            self._orders_history = update.history
        for order in update.orders:
            if order.status in ENDED:
                self._orders.pop(order.id, None)
            else:
                self._orders[order.id] = order
            self._tell_refused(order)

    def _take_fills(self, update: FillsUpdate, *, is_snapshot: bool) -> None:
        """A snapshot takes the place of all: between it and what was known before there may be a gap."""
        if is_snapshot or update.history != self._fills_history:
            self._fills.clear()
            self._fills_history = update.history
        self._fills |= {fill.id: fill for fill in update.fills}
        self._keep_newest_fills()
        oldest = min(self._fills, default=1)
        if is_snapshot and oldest > 1:
            self._ask_older_fills(before=oldest, history=update.history)

    def _keep_newest_fills(self) -> None:
        for number in sorted(self._fills)[:-FILLS_KEPT]:
            del self._fills[number]

    def _ask_older_fills(self, *, before: int, history: int) -> None:
        """A snapshot has the newest hundred; the charts show where trades began before that, too."""

        def take(reply: Reply) -> None:
            if isinstance(reply, FillsPart) and history == self._fills_history:
                older = {fill.id: fill for fill in reply.fills if fill.id < before}
                self._fills = older | self._fills
                self._keep_newest_fills()
                self.changed.emit()
                self._mark_fills()

        # Without them the newest are there still: nothing that anybody must be told of.
        self._questions.ask(
            ListFills(after_id=max(before - 1 - FILLS_KEPT, 0)), on_reply=take, on_end=lambda _fault: None
        )

    # --- what the trader does -------------------------------------------------------------------------------------

    @property
    def is_armed(self) -> bool:
        """One press or click places an order."""
        return self._armed

    def arm(self, *, is_armed: bool) -> None:
        """From now on a press of Buy or Sell places an order, or does not."""
        self._armed = is_armed
        self._tell_situation()

    def write(self, ticket: Ticket) -> None:
        """What stands in the ticket now."""
        self.ticket = ticket
        self.written.emit()

    def choose(self, *, position: int | None, order: str | None) -> None:
        """The rows that closing and cancelling are about."""
        self.chosen_position, self.chosen_order = position, order
        self._tell_situation()

    def place(self, side: OrderSide, *, symbol: str, digits: int) -> None:
        """What the ticket says, once. Its name is made here: should it be sent again, it is the same order."""
        self.complained.emit(self._place(self.ticket, side, symbol=symbol, digits=digits))

    def _place(self, ticket: Ticket, side: OrderSide, *, symbol: str, digits: int) -> str:
        """What is wrong with it, if it was not sent."""
        volume_digits = self._volume_digits_of(symbol)
        if not self._armed or volume_digits is None:
            return ""
        try:
            share_ppm = share_of(ticket.quantity)
            if share_ppm is not None:
                question = size_question(ticket, share_ppm=share_ppm, symbol=symbol, side=side, digits=digits)
                self._place_sized(ticket, question, digits=digits)
                return ""
            order = order_of(
                ticket,
                name=self._new_name(),
                symbol=symbol,
                side=side,
                digits=digits,
                volume_digits=volume_digits,
            )
        except InputError as error:
            return str(error)
        self._send(order)
        return ""

    def close_position(self) -> None:
        """Close the chosen one at the market."""
        held = next((each for each in self.positions if each.id == self.chosen_position), None)
        if held is not None:
            self._send(self._closing(held))

    def _place_sized(self, ticket: Ticket, question: SizePosition, *, digits: int) -> None:
        """The engine says how many units; they are sent when it has, if trading is armed then still."""
        symbol, side = question.symbol, question.side
        what = f"{side.capitalize()} {symbol} by {ticket.quantity.strip()} at risk"

        def take(reply: Reply) -> None:
            if not isinstance(reply, PositionSize):
                return
            if reply.quantity:
                sized = replace(ticket, quantity=typed_quantity(reply.quantity, reply.volume_digits))
                self._say_fault(self._place(sized, side, symbol=symbol, digits=digits))
            else:
                self.failed.emit(f"{what}: even the smallest order would risk more")

        self._questions.ask(
            question, on_reply=take, on_end=lambda fault: self._say_fault(f"{what}: {fault}" if fault else "")
        )

    def _say_fault(self, fault: str) -> None:
        if fault:
            self.failed.emit(fault)

    def place_market(self, side: OrderSide, *, symbol: str, digits: int) -> None:
        """The ticket's quantity and exits at the market, whatever kind it is of."""
        ticket = replace(self.ticket, kind="market", validity="gtc")
        self.complained.emit(self._place(ticket, side, symbol=symbol, digits=digits))

    def reverse_position(self) -> None:
        """Close a position and open as much on the other side: both are sent, or neither."""
        held = self._one_position()
        if held is None or not self._armed:
            return
        close = self._closing(held)
        again = NewOrder(
            client_order_id=self._new_name(), symbol=held.symbol, side=close.side, quantity=held.quantity
        )
        self._own |= {close.client_order_id, again.client_order_id}
        self._ask(PlaceOrder(orders=[close, again]), "The reverse")

    def _one_position(self) -> Position | None:
        """The chosen one; without a choice the only one."""
        chosen = next((each for each in self.positions if each.id == self.chosen_position), None)
        only = self.positions[0] if len(self.positions) == 1 else None
        return chosen or only

    def _closing(self, held: Position) -> NewOrder:
        return NewOrder(
            client_order_id=self._new_name(),
            symbol=held.symbol,
            side="sell" if held.side == "buy" else "buy",
            quantity=held.quantity,
            reduce_only=True,
            position=held.id,
        )

    def place_at(self, order: OrderAt) -> None:
        """An order of the ticket's quantity at a price of a chart."""
        text = format_price(order.points, order.digits)
        ticket = Ticket(kind=order.kind, quantity=self.ticket.quantity, price=text, trigger=text)
        self._say_fault(self._place(ticket, order.side, symbol=order.symbol, digits=order.digits))

    def change_order(self, name: str, *, price: int | None = None, trigger: int | None = None) -> None:
        """Another price for an order."""
        self.change(ModifyOrder(client_order_id=name, price=price, trigger=trigger))

    def change(self, change: ModifyOrder) -> None:
        """Whatever else is to be otherwise of it, too."""
        self._ask(change, "The change")

    def order(self, name: str | None) -> Order | None:
        """An open one by its name."""
        return next((each for each in self._orders.values() if each.client_order_id == name), None)

    def protect(self, position: Position, *, kind: ExitKind, points: int) -> None:
        """End a position at a price: by the order that would there already, or by one more."""
        price, trigger = (points, None) if kind == "limit" else (None, points)
        there = exit_of(self.orders, position, kind)
        if there is not None:
            self.change_order(there.client_order_id, price=price, trigger=trigger)
            return
        self._send(
            NewOrder(
                client_order_id=f"{self._new_name()}-{'tp' if kind == 'limit' else 'sl'}",
                symbol=position.symbol,
                side="sell" if position.side == "buy" else "buy",
                quantity=position.quantity,
                kind=kind,
                price=price,
                trigger=trigger,
                reduce_only=True,
                position=position.id,
            )
        )

    def cancel_order(self) -> None:
        """End the chosen one."""
        if self.chosen_order is not None:
            self.cancel(self.chosen_order)

    def cancel(self, name: str) -> None:
        """End one by its name."""
        self._ask(CancelOrder(client_order_id=name), "The cancel")

    def cancel_all_orders(self) -> None:
        """End all of them."""
        self._ask(CancelAllOrders(), "Cancel all")

    def flatten(self) -> None:
        """End all orders and close all positions."""
        name = self._new_name()
        self._own.add(name)
        self._ask(Flatten(client_order_id=name), "Flatten")

    def halt(self, *, with_flatten: bool = False) -> None:
        """The kill switch: nothing is sent any more; all positions are closed, too, if that is wanted."""
        name = self._new_name() if with_flatten else None
        if name is not None:
            self._own.add(name)
        self._ask(Halt(flatten=name), "The halt")

    def set_trading_state(self, state: TradingState) -> None:
        """What may be sent from now on."""
        self._ask(SetTradingState(state=state), f"Trading {state}")

    def reload_risk(self) -> None:
        """Read the limits from their file again; what is wrong with it is told, and changes nothing."""
        self._ask(ReloadRisk(), "Reading risk.toml")

    def _send(self, order: NewOrder) -> None:
        self._own.add(order.client_order_id)
        self._ask(PlaceOrder(orders=[order]), self._words(order))

    def _words(self, order: Order | NewOrder) -> str:
        return order_text(order, self._volume_digits_of(order.symbol))

    def _ask(self, request: Request, what: str) -> None:
        def take(reply: Reply) -> None:
            if isinstance(reply, OrdersAnswer):
                self._take_answer(reply, what)
            elif isinstance(reply, Risk):
                self.risk_told.emit()

        def end(fault: str) -> None:
            if fault:
                self.failed.emit(f"{what}: {fault}")

        self._questions.ask(request, on_reply=take, on_end=end)

    def _take_answer(self, answer: OrdersAnswer, what: str) -> None:
        for refusal in answer.refusals:
            self.failed.emit(f"{what} was refused: {reason_text(refusal.reason)}")
        for order in answer.orders:
            self._tell_refused(order)

    def _tell_refused(self, order: Order) -> None:
        """Once: an answer and the stream both tell of it, and the exchange may refuse later what was sent."""
        if order.status in REFUSED and self._is_own(order) and order.id not in self._told:
            self._told.add(order.id)
            self.failed.emit(f"{self._words(order)} was refused: {reason_text(order.reason or order.status)}")

    def _is_own(self, order: Order) -> bool:
        """Placed here, or an exit or a close that came of what was."""
        name = order.client_order_id
        return name in self._own or name.rpartition("-")[0] in self._own

    def _tell_situation(self) -> None:
        now = TradingSituation(
            is_armed=self._armed,
            has_one_position=self._one_position() is not None,
            has_chosen_position=any(each.id == self.chosen_position for each in self.positions),
            has_chosen_order=any(each.client_order_id == self.chosen_order for each in self._orders.values()),
            has_orders=bool(self._orders),
            has_positions=bool(self.positions),
            state=None if self.account is None else self.account.trading_state,
        )
        if now != self._situation:
            self._situation = now
            self.situation_changed.emit()
