"""Trading: the account's line, the order ticket, and tables of positions, orders and fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from pyworkstation.domain.currency import format_money
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.records import Tone
from pyworkstation_ui.state.trading import figures, fill_columns, order_columns, position_columns
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.order_ticket import OrderTicket
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pyworkstation.protocol.messages import Fill, Order, Position
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.state.trading import Figure
    from pyworkstation_ui.views.action_set import ActionSet

_LEAST_TABS_PX = 200
_GAP_PX = 10
_COLOURS = {Tone.PLAIN: "TEXT", Tone.UP: "UP", Tone.DOWN: "DOWN", Tone.BAD: "RED"}


class TradingPanel(PanelPage):
    """Del closes or cancels the chosen row. What is told between two frames is shown once."""

    def __init__(self, desk: Desk, actions: ActionSet) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self._actions = actions
        self._is_stale = True
        units = desk.volume_digits_of
        positions: RecordTable[Position] = RecordTable(
            position_columns(self._money, units), lambda row: row.id
        )
        orders: RecordTable[Order] = RecordTable(order_columns(units), lambda row: row.id)
        fills: RecordTable[Fill] = RecordTable(fill_columns(self._money, units), lambda row: row.id)
        self._tables = positions, orders, fills
        self.positions = RecordView(positions, name="Positions")
        self.orders = RecordView(orders, name="Open orders")
        self.fills = RecordView(fills, name="Fills")
        self.ticket = OrderTicket(desk, actions)
        self.account = QLabel()
        self.looking_back = QLabel("The replay stands before the newest of this: shown as it was then")
        self.tabs = QTabWidget()
        self._buttons, self._above = QWidget(), QHBoxLayout()
        self._lay_out()
        self.positions.chosen.connect(self._choose)
        self.orders.chosen.connect(self._choose)
        self.tabs.currentChanged.connect(self._choose)
        self.orders.entered_row.connect(actions.by_id["change_order"].trigger)
        self.keys["Del"] = self._end_chosen
        desk.trading.changed.connect(self._mark_stale)
        desk.settings.redressed.connect(self._mark_stale)
        desk.connection.changed.connect(self._mark_stale)

    def flush(self) -> None:
        """Show what was told since the last frame."""
        self.ticket.flush()
        if not self._is_stale:
            return
        self._is_stale = False
        trading = self._desk.trading
        positions, orders, fills = self._tables
        positions.set_rows(trading.positions)
        orders.set_rows(trading.orders)
        fills.set_rows(trading.fills)
        for place, (title, rows) in enumerate(
            (("Positions", trading.positions), ("Orders", trading.orders), ("Fills", trading.fills))
        ):
            self.tabs.setTabText(place, f"{title}  {len(rows)}" if rows else title)
        self._place_buttons()
        self._show_account()
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The buttons take no room from the tabs."""
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Beside the tabs, or above them where both do not fit: Qt would leave the tabs out."""
        room = self.width() - self.ticket.width() - 4 * _GAP_PX
        is_beside = self.tabs.tabBar().sizeHint().width() + self._buttons.sizeHint().width() <= room
        if is_beside == (self.tabs.cornerWidget() is self._buttons):
            return
        if is_beside:
            self._above.removeWidget(self._buttons)
            self.tabs.setCornerWidget(self._buttons)
        else:
            self.tabs.setCornerWidget(None)  # type: ignore[arg-type]  # none is one of Qt's words here
            self._above.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignRight)
        self._buttons.show()

    def _show_account(self) -> None:
        account = self._desk.trading.account
        self.looking_back.setVisible(account is not None and account.looking_back)
        if account is None:
            self.account.setText("No account is known yet")
            return
        shown = figures(account)
        self.account.setText(" &nbsp;&nbsp; ".join(self._figure(each) for each in shown))
        self.account.setToolTip("\n".join(f"{each.name}: {each.says}" for each in shown))

    def _figure(self, figure: Figure) -> str:
        """Dim altogether while the engine is away: it is as old as the tables are."""
        colour = getattr(theme, _COLOURS[figure.tone]) if self.is_connected else theme.FAINT
        return (
            f"<span style='color:{theme.DIM.name()}'>{_unbroken(figure.name)}</span>&nbsp;&nbsp;"
            f"<span style='color:{colour.name()}'>{_unbroken(figure.text)}</span>"
        )

    def _choose(self) -> None:
        """Closing and cancelling are about the table that is seen."""
        shown = self.tabs.currentWidget()
        position = self.positions.current() if shown is self.positions else None
        order = self.orders.current() if shown is self.orders else None
        self._desk.trading.choose(
            position=None if position is None else position.id,
            order=None if order is None else order.client_order_id,
        )

    def _end_chosen(self) -> None:
        """The action's own question and its being possible hold here, too."""
        shown = self.tabs.currentWidget()
        for view, name in ((self.positions, "close_position"), (self.orders, "cancel_order")):
            if view is shown:
                self._actions.by_id[name].trigger()

    def _mark_stale(self) -> None:
        self._is_stale = True

    def _money(self, minor: int | None) -> str:
        account = self._desk.trading.account
        return "" if minor is None or account is None else format_money(minor, account.currency_digits)

    def _lay_out(self) -> None:
        dress(self.looking_back, "color: $AMBER;")
        self.account.setFont(theme.font(theme.TEXT_PX))
        self.account.setWordWrap(True)
        self.looking_back.hide()
        self.positions.say_nothing("No open positions")
        self.orders.say_nothing("No open orders")
        self.fills.say_nothing("Nothing was filled yet")
        self.positions.setToolTip("Del closes the chosen position")
        self.orders.setToolTip("Enter or a double click changes the chosen order, Del cancels it")
        for view, title in ((self.positions, "Positions"), (self.orders, "Orders"), (self.fills, "Fills")):
            self.tabs.addTab(view, title)
        by_id = self._actions.by_id
        self.positions.offer(by_id["close_position"], by_id["reverse"])
        self.orders.offer(by_id["change_order"], by_id["cancel_order"])
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 4)
        for name in (
            "reverse",
            "close_position",
            "change_order",
            "cancel_order",
            "cancel_all_orders",
            "flatten",
        ):
            buttons.addWidget(self._actions.button(name))
        self.tabs.setCornerWidget(self._buttons)
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Positions, orders and fills")
        self.tabs.setMinimumWidth(_LEAST_TABS_PX)
        right = QVBoxLayout()
        right.addWidget(self.account)
        right.addWidget(self.looking_back)
        right.addLayout(self._above)
        right.addWidget(self.tabs, 1)
        row = QHBoxLayout()
        row.addWidget(self._ticket_area())
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.ticket)

    def _ticket_area(self) -> QScrollArea:
        """In a low window the ticket is scrolled: its fields stay as tall as their letters."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.ticket)
        for each in (area.viewport(), self.ticket):
            each.setBackgroundRole(QPalette.ColorRole.Base)
        area.setFixedWidth(self.ticket.width() + area.verticalScrollBar().sizeHint().width())
        return area


def _unbroken(text: str) -> str:
    """A name stays with its number where the line is broken."""
    return text.replace(" ", "&nbsp;")
