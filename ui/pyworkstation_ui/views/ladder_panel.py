"""The depth ladder's panel: its rows, the quantity that a click places, and the buttons that end everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy

from pyworkstation.domain.currency import format_money
from pyworkstation_ui.state.ladder import STEPS
from pyworkstation_ui.state.trading import held_text
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.ladder_view import LadderView
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.trading_state_label import TradingStateLabel

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.ladder_model import LadderModel
    from pyworkstation_ui.views.action_set import ActionSet


class LadderPanel(PanelPage):
    """C brings the quote to the middle. A click places once trading is armed; the middle button cancels."""

    def __init__(self, desk: Desk, model: LadderModel, actions: ActionSet) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self.model = model
        self.view = LadderView(model, desk.trading)
        self.symbol, self.held = QLabel(), QLabel()
        self.state = TradingStateLabel(desk.trading, desk.connection)
        self.quantity = QLineEdit(desk.trading.ticket.quantity)
        self.step = QComboBox()
        self.centre = QPushButton("Centre")
        self._is_stale = True
        self._lay_out(actions)
        self.keys["C"] = self.view_centre
        self.keys["Up"] = lambda: model.scroll(1)
        self.keys["Down"] = lambda: model.scroll(-1)
        self.centre.clicked.connect(self.view_centre)
        self.step.currentIndexChanged.connect(lambda: model.set_step(self.step.currentData()))
        self.quantity.textEdited.connect(self._write)
        desk.trading.written.connect(self._follow_ticket)
        for signal in (model.changed, desk.trading.changed, desk.replay.changed, desk.connection.changed):
            signal.connect(self._mark_stale)

    def flush(self) -> None:
        """Show what came since the last frame."""
        if self._is_stale:
            self._is_stale = False
            self.symbol.setText(self.model.symbol or "No replay runs")
            self._show_held()
            self.view.show_as_old(not self.is_connected)
        self.view.flush()

    def view_centre(self) -> None:
        """The quote in the middle."""
        self.model.centre()

    def _show_held(self) -> None:
        position, account = self.model.position, self._desk.trading.account
        if position is None:
            self.held.setText("No position")
            return
        profit = ""
        if account is not None and position.unrealised is not None:
            tone = theme.UP if position.unrealised >= 0 else theme.DOWN
            colour = tone if self.is_connected else theme.FAINT
            money = format_money(position.unrealised, account.currency_digits)
            profit = f"&nbsp;&nbsp; <span style='color:{colour.name()}'>{money} {account.currency}</span>"
        self.held.setText(f"{held_text(position, self._desk.volume_digits_of(position.symbol))}{profit}")

    def _write(self, quantity: str) -> None:
        trading = self._desk.trading
        trading.write(replace(trading.ticket, quantity=quantity))

    def _follow_ticket(self) -> None:
        """The ticket's quantity is this one's, too."""
        quantity = self._desk.trading.ticket.quantity
        if quantity != self.quantity.text():
            self.quantity.setText(quantity)

    def _mark_stale(self) -> None:
        self._is_stale = True

    def _lay_out(self, actions: ActionSet) -> None:
        self.symbol.setFont(theme.font(theme.TEXT_PX, bold=True))
        dress(self.held, "color: $DIM;")
        self.centre.setToolTip("The quote in the middle (C)")
        self.quantity.setAccessibleName("Quantity")
        self.quantity.setToolTip("What a click places: units, such as 10000, 10k or 0.5")
        for points in STEPS:
            self.step.addItem(f"{points} pt", points)
        self.step.setCurrentIndex(self.step.findData(self.model.step))
        self.step.setAccessibleName("Points in a row")
        self.step.setToolTip("Points in a row")
        self.view.setToolTip(
            "Click at the left to buy, at the right to sell; drag own orders, cancel them with the middle button"
        )
        head = QHBoxLayout()
        head.addWidget(self.symbol, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(actions.button("arm_trading"))
        fields = QHBoxLayout()
        fields.addWidget(self.quantity, 1)
        fields.addWidget(self.step)
        fields.addWidget(self.centre)
        foot = QHBoxLayout()
        for name in ("cancel_all_orders", "flatten"):
            button = actions.button(name)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            foot.addWidget(button)
        self.body.addLayout(head)
        self.body.addLayout(fields)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.held)
        self.body.addLayout(foot)
        self.setFocusProxy(self.view)
