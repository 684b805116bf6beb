"""The order ticket: what to trade, how, and two buttons that place it, once trading is armed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pyworkstation.domain.units import format_price
from pyworkstation_ui.models.size_preview import SizePreview
from pyworkstation_ui.state.ticket import HAS_PRICE, HAS_TRIGGER, ORDER_KINDS, VALIDITIES, Ticket
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.check_box import CheckBox
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.trading_state_label import TradingStateLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QColor, QShowEvent

    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.action_set import ActionSet

_WIDTH_PX = 330
_BUTTON = """
QPushButton { background: $colour; color: $ink; border: 2px solid $colour; padding: 6px 8px; }
QPushButton:focus, QPushButton:hover { border-color: $TEXT; }
QPushButton:disabled { background: transparent; color: $DIM; border: 2px solid $BORDER; }
"""


class OrderTicket(QWidget):
    """The truth is the model's: every change of a field is written there, so that the keys place the same as the buttons."""

    def __init__(self, desk: Desk, actions: ActionSet) -> None:
        super().__init__()
        self._desk = desk
        self._actions = actions
        self._is_stale = True
        self.kind, self.validity = QComboBox(), QComboBox()
        self.quantity, self.price, self.trigger = QLineEdit(), QLineEdit(), QLineEdit()
        self.distance, self.stop_loss, self.take_profit = QLineEdit(), QLineEdit(), QLineEdit()
        self.until = QLineEdit()
        self.symbol = QLabel()
        self.armed = CheckBox("Armed")
        self.state = TradingStateLabel(desk.trading, desk.connection)
        self.sell = _button(actions.by_id["sell"], theme.DOWN, theme.ON_DOWN)
        self.buy = _button(actions.by_id["buy"], theme.UP, theme.ON_UP)
        self.sized = QLabel()
        self.fault = QLabel()
        self._preview = SizePreview(desk.questions)
        self._preview.changed.connect(self._show_size)
        self._labels: dict[QWidget, QLabel] = {}
        self._fill()
        self._lay_out()
        self._connect()
        self._show_fields()
        self._follow()

    def flush(self) -> None:
        """Show the newest quote on the buttons."""
        quote = self._desk.replay.quote
        self._preview.follow(self._desk.trading.ticket, quote)
        if not self._is_stale:
            return
        self._is_stale = False
        bid, ask = (
            ("", "")
            if quote is None
            else (format_price(side, quote.digits) for side in (quote.bid, quote.ask))
        )
        self.sell.setText(f"Sell  {bid}".rstrip())
        self.buy.setText(f"Buy  {ask}".rstrip())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Qt does not tell the layout of what is hidden that its fields have grown with the text."""
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None  # `_lay_out` made it
        layout.update()

    def _fill(self) -> None:
        ticket = self._desk.trading.ticket
        for kind, title in ORDER_KINDS.items():
            self.kind.addItem(title, kind)
        for validity, title in VALIDITIES.items():
            self.validity.addItem(title, validity)
        self.kind.setCurrentIndex(self.kind.findData(ticket.kind))
        self.validity.setCurrentIndex(self.validity.findData(ticket.validity))
        for name, field in self._lines().items():
            field.setText(getattr(ticket, name))

    def _lines(self) -> dict[str, QLineEdit]:
        return {
            "quantity": self.quantity,
            "price": self.price,
            "trigger": self.trigger,
            "distance": self.distance,
            "stop_loss": self.stop_loss,
            "take_profit": self.take_profit,
            "until": self.until,
        }

    def _lay_out(self) -> None:
        self.setFixedWidth(_WIDTH_PX)
        self.symbol.setFont(theme.font(theme.TEXT_PX, bold=True))
        self.armed.setToolTip(f"One press of Buy or Sell places an order  {self._key('arm_trading')}")
        self.distance.setPlaceholderText("points, or 0.5%")
        self.distance.setToolTip("How far behind the market: points, or a part of the price such as 0.5%")
        self.until.setPlaceholderText("2025-03-10 18:00")
        self.until.setToolTip("When the order ends, UTC")
        self.quantity.setPlaceholderText("10k, or 1% at risk")
        self.quantity.setToolTip(
            "Units, such as 10000, 10k or 0.5; or 1%: as many as lose that part of the equity at the stop-loss"
        )
        for field in (self.stop_loss, self.take_profit):
            field.setPlaceholderText("none")
        self.sized.setWordWrap(True)
        dress(self.sized, "color: $DIM;")
        self.sized.hide()
        self.fault.setWordWrap(True)
        dress(self.fault, "color: $AMBER;")
        self.fault.hide()
        head = QHBoxLayout()
        head.addWidget(self.symbol, 1)
        head.addWidget(self.state)
        head.addSpacing(8)
        head.addWidget(self.armed)
        buttons = QHBoxLayout()
        buttons.addWidget(self.sell, 1)
        buttons.addWidget(self.buy, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._grid())
        column.addWidget(self.sized)
        column.addLayout(buttons)
        column.addWidget(self.fault)
        column.addStretch(1)
        self.setFocusProxy(self.quantity)

    def _grid(self) -> QGridLayout:
        """Two fields to a row; what a kind has no use for leaves its place empty."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        fields: tuple[tuple[str, QWidget, int, int], ...] = (
            ("Kind", self.kind, 0, 0),
            ("Quantity", self.quantity, 0, 1),
            ("Trigger", self.trigger, 1, 0),
            ("Distance", self.distance, 1, 0),
            ("Price", self.price, 1, 1),
            ("Stop-loss", self.stop_loss, 2, 0),
            ("Take-profit", self.take_profit, 2, 1),
            ("Good", self.validity, 3, 0),
            ("Until, UTC", self.until, 3, 1),
        )
        for title, field, row, column in fields:
            label = self._labels[field] = QLabel(title)
            dress(label, "color: $DIM;")
            field.setAccessibleName(title)
            label.setBuddy(field)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    def _connect(self) -> None:
        desk = self._desk
        self.kind.currentIndexChanged.connect(self._show_fields)
        self.kind.currentIndexChanged.connect(self._write)
        self.validity.currentIndexChanged.connect(self._show_fields)
        self.validity.currentIndexChanged.connect(self._write)
        for field in self._lines().values():
            field.textChanged.connect(self._write)
        self.armed.clicked.connect(self._actions.by_id["arm_trading"].trigger)
        self._actions.by_id["arm_trading"].changed.connect(self._show_armed)
        desk.trading.written.connect(self._follow_quantity)
        desk.trading.complained.connect(self._complain)
        desk.replay.quoted.connect(self._mark_stale)
        desk.replay.changed.connect(self._follow)
        self._show_armed()

    def _write(self) -> None:
        lines = {name: field.text() for name, field in self._lines().items()}
        self._desk.trading.write(
            Ticket(kind=self.kind.currentData(), validity=self.validity.currentData(), **lines)
        )
        self._complain("")

    def _follow_quantity(self) -> None:
        """It may have been written elsewhere."""
        quantity = self._desk.trading.ticket.quantity
        if quantity != self.quantity.text():
            self.quantity.setText(quantity)

    def _show_fields(self) -> None:
        kind = self.kind.currentData()
        for field, is_needed in (
            (self.price, kind in HAS_PRICE),
            (self.trigger, kind in HAS_TRIGGER),
            (self.distance, kind == "trailing_stop"),
            (self.until, self.validity.currentData() == "gtd"),
        ):
            field.setVisible(is_needed)
            self._labels[field].setVisible(is_needed)

    def _show_size(self) -> None:
        self.sized.setText(self._preview.text)
        self.sized.setVisible(bool(self._preview.text))

    def _show_armed(self) -> None:
        action = self._actions.by_id["arm_trading"]
        self.armed.setChecked(action.isChecked())
        self.armed.setEnabled(action.isEnabled())

    def _mark_stale(self) -> None:
        self._is_stale = True

    def _follow(self) -> None:
        self.symbol.setText(self._desk.replay.state.symbol or "No replay runs: no market")

    def _complain(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def _key(self, action: str) -> str:
        shortcut = self._actions.by_id[action].shortcut().toString()
        return f"({shortcut})" if shortcut else ""


def _button(action: QAction, colour: QColor, ink: QColor) -> QPushButton:
    """A button that is the action: as possible as it is, and no more."""
    button = QPushButton(action.text())
    dress(button, _BUTTON, colour=colour, ink=ink)
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        keys = action.shortcut().toString()
        button.setToolTip(
            f"{action.text()} what the ticket says, once trading is armed, and while it is not halted  ({keys})"
        )

    action.changed.connect(follow)
    follow()
    return button
