"""Alerts: a line to set one, those that there are, and what fired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.alerts import (
    FIRED_COLUMNS,
    HAS_WHEN,
    KINDS,
    OFTEN,
    WHENS,
    AlertForm,
    alert_columns,
    level_text,
    often_of,
    shows_timeframe,
    terms_of,
)
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Alert, AlertFired
    from pyworkstation_ui.models.desk import Desk


class AlertsPanel(PanelPage):
    """Enter or a double click on an alert takes it into the line above, where it can be changed and armed again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self._edited: Alert | None = None
        self.kind, self.when, self.indicator, self.timeframe, self.often = (QComboBox() for _ in range(5))
        self.level, self.note = QLineEdit(), QLineEdit()
        self.button = QPushButton("Set alert")
        self.remove = QPushButton("Delete")
        self.fault = QLabel()
        alerts: RecordTable[Alert] = RecordTable(alert_columns(self._digits), lambda alert: alert.id)
        fired: RecordTable[AlertFired] = RecordTable(FIRED_COLUMNS, lambda each: each.number)
        self._alerts, self._fired = alerts, fired
        self.table = RecordView(alerts, name="Alerts")
        self.log = RecordView(fired, name="What fired")
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._show_fields)
        self.often.currentIndexChanged.connect(self._show_fields)
        self.button.clicked.connect(self._set)
        self.level.returnPressed.connect(self._set)
        self.note.returnPressed.connect(self._set)
        self.remove.clicked.connect(self._delete)
        self.table.entered_row.connect(self._edit)
        self.table.chosen.connect(self._show_buttons)
        self.keys["Del"] = self._delete
        desk.connection.changed.connect(self._show_buttons)
        desk.alerts.changed.connect(self._show)
        desk.indicators.listed.connect(self._list_indicators)
        self._list_indicators()
        self._show_fields()
        self._show_buttons()
        self._show()

    def _lay_out(self) -> None:
        for kind, title in KINDS.items():
            self.kind.addItem(title, kind)
        for when, title in WHENS.items():
            self.when.addItem(title, when)
        for often, title in OFTEN.items():
            self.often.addItem(title, often)
        self.timeframe.addItems(PANEL_TIMEFRAMES)
        self.level.setPlaceholderText("Level")
        self.note.setPlaceholderText("Note")
        self.often.setToolTip("How often it may fire, by the market's clock")
        self.button.setToolTip("Let the engine watch for this, with the window closed, too (Enter)")
        self.remove.setToolTip("Delete the chosen alert (Del)")
        self.table.offer_to("Delete\tDel", self._delete)
        self.table.offer_to("Change\tEnter", self._edit)
        self.table.setToolTip("Enter or a double click changes an alert, Del deletes it")
        row = QHBoxLayout()
        fields = (self.kind, self.indicator, self.timeframe, self.when, self.level, self.often)
        for field in (*fields, self.note, self.button, self.remove):
            row.addWidget(field, 1 if field is self.note else 0)
        for field, name in (
            (self.kind, "What to watch"),
            (self.when, "Which way"),
            (self.indicator, "Indicator"),
            (self.timeframe, "Timeframe"),
            (self.level, "Level"),
            (self.often, "How often"),
            (self.note, "Note"),
        ):
            field.setAccessibleName(name)
        dress(self.fault, "color: $AMBER")
        self.fault.hide()
        heading = QLabel("What fired")
        heading.setFont(theme.font(theme.TEXT_PX, bold=True))
        self.table.say_nothing("No alerts: set one above, or Alt+A at the crosshair of a chart")
        self.log.say_nothing("Nothing fired yet")
        self.setFocusProxy(self.table)
        self.body.addLayout(row)
        self.body.addWidget(self.fault)
        self.body.addWidget(self.table, 3)
        self.body.addWidget(heading)
        self.body.addWidget(self.log, 2)

    def _show(self) -> None:
        self._alerts.set_rows(self._desk.alerts.alerts)
        self._fired.set_rows(self._desk.alerts.fired)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """The engine watches; what is deleted is chosen first."""
        self.button.setEnabled(self.is_connected)
        self.remove.setEnabled(self.is_connected and self.table.current() is not None)

    def _show_fields(self) -> None:
        kind = self.kind.currentData()
        self.when.setVisible(kind in HAS_WHEN)
        self.level.setVisible(kind != "disconnect")
        self.indicator.setVisible(kind == "indicator")
        self.timeframe.setVisible(shows_timeframe(kind, self.often.currentData()))

    def _list_indicators(self) -> None:
        chosen = self.indicator.currentText()
        self.indicator.clear()
        self.indicator.addItems(sorted(self._desk.indicators.specs))
        self.indicator.setCurrentText(chosen)

    def _set(self) -> None:
        before = None if self._edited is None else self._edited.terms
        symbol = self._desk.replay.state.symbol if before is None else before.symbol
        if symbol is None or not self.is_connected:
            nothing = "No symbol is replayed: there is nothing to watch"
            self._complain(nothing if self.is_connected else "The engine, which would watch, is away")
            return
        form = AlertForm(
            symbol=symbol,
            kind=self.kind.currentData(),
            when=self.when.currentData(),
            level=self.level.text(),
            indicator=self.indicator.currentText(),
            timeframe=self.timeframe.currentText(),
            often=self.often.currentData(),
            note=self.note.text(),
        )
        try:
            terms = terms_of(form, digits=self._digits(symbol), before=before)
        except InputError as error:
            self._complain(str(error))
            return
        self._desk.alerts.set(terms, alert_id=None if self._edited is None else self._edited.id)
        self._begin_anew()

    def _edit(self) -> None:
        alert: Alert | None = self.table.current()
        if alert is None:
            return
        terms = alert.terms
        self._edited = alert
        self.kind.setCurrentIndex(self.kind.findData(terms.kind))
        self.when.setCurrentIndex(self.when.findData(terms.when))
        self.indicator.setCurrentText(terms.indicator or "")
        self.timeframe.setCurrentText(terms.timeframe)
        self.level.setText(level_text(terms, self._digits(terms.symbol)))
        self.often.setCurrentIndex(self.often.findData(often_of(terms)))
        self.note.setText(terms.note)
        self.button.setText("Change")
        self.level.setFocus()

    def _delete(self) -> None:
        alert: Alert | None = self.table.current()
        if alert is not None and self.is_connected:
            self._desk.alerts.delete(alert.id)
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._edited = None
        self.level.clear()
        self.note.clear()
        self.button.setText("Set alert")
        self.fault.hide()

    def _complain(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.show()

    def _digits(self, symbol: str) -> int:
        status = self.connection.status
        stored = status.symbols if status else []
        return next((each.digits for each in stored if each.symbol == symbol), 5)
