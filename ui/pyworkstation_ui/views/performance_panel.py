"""Performance: closed positions in figures and as a curve, in groups, and what is open by symbol and by currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout

from pyworkstation.domain.currency import format_money
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.performance import (
    GROUPS,
    currency_columns,
    open_by_currency,
    open_by_symbol,
    open_columns,
    session_figures,
    statistics_columns,
)
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.equity_curve import EquityCurve
from pyworkstation_ui.views.figures import Figures
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import StatisticsRow
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.performance_model import PerformanceModel
    from pyworkstation_ui.state.performance import OpenRow


class PerformancePanel(PanelPage):
    """Asks the engine when a position was closed, and shows what is open as the account's streams tell it."""

    def __init__(self, desk: Desk, model: PerformanceModel) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self._model = model
        self._is_stale = True
        groups: RecordTable[StatisticsRow] = RecordTable(statistics_columns(self._money), lambda row: row.key)
        symbols: RecordTable[OpenRow] = RecordTable(open_columns(self._money), lambda row: row.name)
        currencies: RecordTable[OpenRow] = RecordTable(currency_columns(), lambda row: row.name)
        self._tables = groups, symbols, currencies
        self.figures = Figures()
        self.curve = EquityCurve()
        self.groups = RecordView(groups, name="Closed positions in groups")
        self.symbols = RecordView(symbols, name="Open by symbol")
        self.currencies = RecordView(currencies, name="Open by currency")
        self.by = QComboBox()
        self.tabs = QTabWidget()
        self.fault = QLabel()
        self._lay_out()
        self.by.currentIndexChanged.connect(lambda: model.group(self.by.currentData()))
        model.changed.connect(self._show_closed)
        desk.trading.changed.connect(self._mark_stale)
        self._show_closed()

    def flush(self) -> None:
        """Ask where something was closed; show what is open now."""
        if self.is_connected:
            self._model.follow()
        if self._is_stale:
            self._is_stale = False
            _, symbols, currencies = self._tables
            held, units = self._desk.trading.positions, self._desk.volume_digits_of
            symbols.set_rows(open_by_symbol(held, units))
            currencies.set_rows(open_by_currency(held, units))

    def _show_closed(self) -> None:
        account = self._desk.trading.account
        self.fault.setText(self._model.fault)
        self.fault.setVisible(bool(self._model.fault))
        self._tables[0].set_rows(self._model.groups)
        figures = session_figures(self._model.total, account)
        self.figures.show_figures(figures)
        self.figures.setVisible(bool(figures))
        self.curve.show_curve(
            self._model.curve, currency_digits=2 if account is None else account.currency_digits
        )

    def _mark_stale(self) -> None:
        self._is_stale = True

    def _money(self, minor: int | None) -> str:
        account = self._desk.trading.account
        return "" if minor is None or account is None else format_money(minor, account.currency_digits)

    def _lay_out(self) -> None:
        for by, title in GROUPS.items():
            self.by.addItem(title, by)
        self.by.setAccessibleName("Groups")
        dress(self.fault, "color: $AMBER;")
        self.groups.say_nothing("No position was closed yet")
        self.symbols.say_nothing("No open positions")
        self.currencies.say_nothing("Nothing is open of a pair of currencies")
        for view, title in (
            (self.groups, "Closed"),
            (self.symbols, "Open by symbol"),
            (self.currencies, "Open by currency"),
        ):
            self.tabs.addTab(view, title)
        self.tabs.setCornerWidget(self.by)
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Closed and open")
        left = QVBoxLayout()
        left.addWidget(self.figures)
        left.addWidget(self.curve, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.tabs, 1)
        self.body.addWidget(self.fault)
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.groups)
