"""The depth ladder of the replayed symbol: what it shows, and what a click, a drag or the middle button there asks for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.ladder import (
    FIRST_STEP,
    Ladder,
    Top,
    centred_top,
    is_far_out,
    ladder_rows,
)
from pyworkstation_ui.state.trade_drag import OrderAt, entry_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.protocol.messages import OrderSide, Position
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.state.events import TicksArrived
    from pyworkstation_ui.state.ladder import LadderRow, OwnOrder


class LadderModel(QObject):
    """`changed` when other rows are to be shown."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._top: int | None = None
        self._book: Top | None = None
        self.step = FIRST_STEP
        desk.ticked.connect(self._take_ticks)
        desk.replay.quoted.connect(self._take_quote)
        desk.trading.lines_changed.connect(self.changed)
        self._take_quote()
        if desk.last_ticks is not None:
            self._take_ticks(desk.last_ticks)

    @property
    def symbol(self) -> str | None:
        """The replayed one."""
        return self._desk.replay.state.symbol

    @property
    def digits(self) -> int:
        """Of its prices."""
        return (self._desk.digits_of(self.symbol) if self.symbol else None) or 0

    def units(self, volume: int) -> float:
        """A volume in whole units: coins are traded in parts of one."""
        digits = self._desk.volume_digits_of(self.symbol) if self.symbol else None
        return volume / float(10 ** (digits or 0))

    @property
    def quote(self) -> Top | None:
        """The top of the book."""
        return self._book

    @property
    def position(self) -> Position | None:
        """The newest that is open of the symbol."""
        return next(
            (each for each in reversed(self._desk.trading.positions) if each.symbol == self.symbol), None
        )

    def rows(self, count: int) -> tuple[LadderRow, ...]:
        """As many as there is room for; none before there was a quote."""
        if self._book is None:
            return ()
        if self._top is None:
            self._top = centred_top(self._book, step=self.step, count=count)
        trading, symbol = self._desk.trading, self.symbol
        return ladder_rows(
            Ladder(
                self._top,
                count,
                self.step,
                self._book,
                tuple(each for each in trading.orders if each.symbol == symbol),
                tuple(each for each in trading.positions if each.symbol == symbol),
            )
        )

    def centre(self) -> None:
        """The quote in the middle."""
        self._top = None
        self.changed.emit()

    def keep_in_view(self, count: int) -> None:
        """The quote in the middle again when it has left it."""
        if (
            self._book is not None
            and self._top is not None
            and is_far_out(self._book, top=self._top, step=self.step, count=count)
        ):
            self.centre()

    def scroll(self, rows: int) -> None:
        """Towards higher prices."""
        if self._top is not None:
            self._top += rows
            self.changed.emit()

    def set_step(self, points: int) -> None:
        """So many points in a row."""
        self.step = points
        self.centre()

    def place(self, side: OrderSide, points: int) -> None:
        """The ticket's quantity at a price: a limit where that is better than the market, else a stop."""
        book, symbol = self._book, self.symbol
        if book is None or symbol is None or not self._desk.trading.is_armed:
            return
        kind = entry_kind(side, points, market=book.ask if side == "buy" else book.bid)
        order = OrderAt(symbol, self.digits, side, kind, points)
        self._want(partial(self._desk.trading.place_at, order))

    def move(self, orders: Iterable[OwnOrder], points: int) -> None:
        """Another price for one's orders."""
        for order in orders:
            if order.can_move and self._desk.trading.is_armed:
                price, trigger = (points, None) if order.field == "price" else (None, points)
                self._want(partial(self._desk.trading.change_order, order.name, price=price, trigger=trigger))

    def cancel(self, orders: Iterable[OwnOrder]) -> None:
        """End them: that needs no arming, as anywhere else."""
        for order in orders:
            self._want(partial(self._desk.trading.cancel, order.name))

    def _want(self, do: object) -> None:
        self._desk.chart_trading.wanted.emit(do)

    def _take_ticks(self, event: TicksArrived) -> None:
        if event.symbol != self.symbol or not len(event.ticks):
            return
        ticks = event.ticks
        volumes = (int(ticks.bid_volume[-1]) or None, int(ticks.ask_volume[-1]) or None)
        self._book = Top(int(ticks.bid[-1]), int(ticks.ask[-1]), *volumes)
        self.changed.emit()

    def _take_quote(self) -> None:
        """Before its ticks; what they say of volumes then goes with the same prices."""
        quote, book = self._desk.replay.quote, self._book
        if quote is None or quote.symbol != self.symbol:
            self._book = self._top = None
        elif book is None or (book.bid, book.ask) != (quote.bid, quote.ask):
            self._book = Top(quote.bid, quote.ask)
        self.changed.emit()
