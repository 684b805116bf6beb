"""Risk: what may be sent, the kill switch, and each limit with how far it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.risk import STATES, risk_columns
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.trading_state_label import TradingStateLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from pyworkstation.protocol.messages import RiskLimit
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.risk_model import RiskModel
    from pyworkstation_ui.views.action_set import ActionSet

_WIDTH_PX = 330
_KILL = """
QPushButton { background: $RED; color: $ON_RED; border: 2px solid $RED; border-radius: 4px; padding: 14px 8px; }
QPushButton:focus, QPushButton:hover { border-color: $TEXT; }
QPushButton:disabled { background: transparent; color: $DIM; border: 2px solid $BORDER; }
"""


class RiskPanel(PanelPage):
    """The limits are of `risk.toml` of the home: they are read here, and changed there."""

    def __init__(self, desk: Desk, model: RiskModel, actions: ActionSet) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self._model = model
        limits: RecordTable[RiskLimit] = RecordTable(risk_columns(self._currency), lambda row: row.name)
        self._limits = limits
        self.table = RecordView(limits, name="Limits")
        self.state = TradingStateLabel(desk.trading, desk.connection, size_px=theme.LARGE_PX)
        self.says = QLabel()
        self.kill = _button(actions.by_id["halt"], "HALT")
        self.flatten = _button(actions.by_id["halt_flatten"], "Halt and close everything...")
        self.reduce = _button(actions.by_id["reduce_only"], "Only reduce")
        self.resume = _button(actions.by_id["resume_trading"], "Go on...")
        self.reload = actions.button("reload_risk")
        self.restricted = QLabel()
        self.fault = QLabel()
        self._lay_out()
        model.changed.connect(self._show)
        desk.trading.state_changed.connect(self._show_state)
        self._show()
        self._show_state()

    def flush(self) -> None:
        """Ask anew where something happened."""
        if self.is_connected:
            self._model.follow()

    def _show(self) -> None:
        risk = self._model.risk
        self.fault.setText(self._model.fault)
        self.fault.setVisible(bool(self._model.fault))
        if risk is None:
            return
        self._limits.set_rows(risk.limits)
        names = ", ".join(risk.restricted)
        self.restricted.setText(f"Not traded: {names}" if names else "All symbols are traded")

    def _currency(self) -> str:
        return "" if self._model.risk is None else self._model.risk.currency

    def _show_state(self) -> None:
        account = self._desk.trading.account
        self.says.setText(
            "No account is known yet" if account is None else STATES[account.trading_state].says
        )

    def _lay_out(self) -> None:
        dress(self.kill, _KILL)
        self.kill.setFont(theme.font(theme.LARGE_PX, bold=True))
        dress(self.says, "color: $DIM;")
        dress(self.restricted, "color: $DIM;")
        dress(self.fault, "color: $AMBER;")
        for label in (self.says, self.fault):
            label.setWordWrap(True)
        self.table.say_nothing("The limits are not known yet")
        self.body.addWidget(self.fault)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._switches())
        row.addLayout(self._table_with_foot(), 1)
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.table)

    def _switches(self) -> QWidget:
        column = QWidget()
        column.setFixedWidth(_WIDTH_PX)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.says)
        layout.addWidget(self.kill)
        layout.addWidget(self.flatten)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.reduce, 1)
        pair.addWidget(self.resume, 1)
        layout.addLayout(pair)
        layout.addStretch(1)
        return column

    def _table_with_foot(self) -> QVBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self.restricted, 1)
        foot.addWidget(self.reload)
        column = QVBoxLayout()
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        return column


def _button(action: QAction, text: str) -> QPushButton:
    """As possible as the action is."""
    button = QPushButton(text)
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    action.changed.connect(follow)
    follow()
    return button
