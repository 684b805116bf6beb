"""The data manager: what is stored, how it came in, what it is worth; and the way in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.models.answer import Stage
from pyworkstation_ui.models.import_model import ImportModel
from pyworkstation_ui.state.counted import counted, format_bytes
from pyworkstation_ui.state.coverage import coverage
from pyworkstation_ui.state.stored import undo_words
from pyworkstation_ui.views.coverage_calendar import CoverageCalendar, CoverageKey
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.import_wizard import ImportWizard
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.quality_page import QualityPage, quality_words
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.data_model import DataModel
    from pyworkstation_ui.models.desk import Desk

_NO_SYMBOL = "No ticks stored yet: import some (Ctrl+I)"


class DataManager(PanelPage):
    """Symbols above, and below them what belongs to the chosen one."""

    def __init__(self, desk: Desk, model: DataModel, show: Callable[[str], None]) -> None:
        super().__init__(desk.connection)
        self.model = model
        self._door = desk.questions
        self._show_symbol = show
        self.symbols = RecordView(model.symbols, name="Stored symbols", sorts=True)
        self.imports = RecordView(model.imports, name="Imports", sorts=True)
        self.left_out = RecordView(model.left_out, name="Rows left out", sorts=True)
        self.calendar = CoverageCalendar()
        self.day = QLabel()
        self.quality = QualityPage(model)
        self.tabs = QTabWidget()
        self.footer = QLabel()
        self.import_button = _button("Import...", "Import tick files: choose, look, then store (Ctrl+I)")
        self.undo_button = _button("Undo import...", "Take the ticks of the chosen import out again (Del)")
        self.refresh_button = _button("Refresh", "Ask the engine anew (F5)")
        self.keys |= {
            "Ctrl+I": self.import_button.click,
            "Del": self.undo_button.click,
            "F5": self.refresh_button.click,
        }
        self.wizard: ImportWizard | None = None
        self._lay_out()
        self._wire(desk)
        self._choose_first()
        self._show_phase()
        self._show_all()

    def flush(self) -> None:
        """What shows is asked for while it is seen."""
        self.model.follow()
        self._ask_for_tab()

    def loss(self) -> str:
        """An import ends with the engine, which may end with the window."""
        if self.wizard is None or not self.wizard.model.is_busy:
            return ""
        return "An import is running. It stops if the engine ends with this window, and goes on when the same files come again."

    def open_wizard(self) -> ImportWizard:
        """Import files; one at a time."""
        if self.wizard is None:
            self.wizard = ImportWizard(ImportModel(self._door, self.connection), self)
            self.wizard.finished_import.connect(self._after_import)
        self.wizard.open_for(self.model.symbol)
        return self.wizard

    def ask_undo(self) -> None:
        """Say what undoing the chosen import would do, and ask."""
        run = self.imports.current()
        if run is not None and self.is_connected:
            self.model.ask_undo(run.id, dry_run=True)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.import_button, self.undo_button, self.refresh_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.footer)
        dress(self.footer, "color: $DIM")
        self.body.addLayout(row)
        self.body.addWidget(TurningSplitter(self.symbols, self.tabs, shares=(250, 410)), 1)
        self.imports.offer_to("Undo import...\tDel", self.ask_undo)
        self.symbols.offer_to("Show on the charts\tEnter", self._show_current)
        self.tabs.addTab(self.imports, "Imports")
        self.tabs.addTab(self._coverage_page(), "Coverage")
        self.tabs.addTab(self.quality, "Quality")
        self.tabs.addTab(self.left_out, "Rows left out")
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Of the chosen symbol")
        self.setFocusProxy(self.symbols)

    def _coverage_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        self.area = QScrollArea()
        self.area.setWidget(self.calendar)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.calendar.setBackgroundRole(QPalette.ColorRole.Base)
        self.nothing = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        dress(self.nothing, "color: $DIM")
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.area, 1)
        row = QHBoxLayout()
        row.addWidget(self.day, 1)
        row.addWidget(CoverageKey())
        layout.addLayout(row)
        return page

    def _wire(self, desk: Desk) -> None:
        self.import_button.clicked.connect(self.open_wizard)
        self.undo_button.clicked.connect(self.ask_undo)
        self.refresh_button.clicked.connect(self._refresh)
        self.symbols.chosen.connect(self._choose)
        self.symbols.entered_row.connect(self._show_current)
        self.imports.chosen.connect(self._show_buttons)
        self.tabs.currentChanged.connect(self._ask_for_tab)
        self.calendar.day_chosen.connect(self.day.setText)
        self.model.symbols.modelReset.connect(self._choose_first)
        for answer in (self.model.import_list, self.model.quality, self.model.rejects, self.model.size):
            answer.changed.connect(self._show_all)
        self.model.undo.changed.connect(self._show_undo)
        desk.situation_changed.connect(self._show_all)

    def _choose_first(self) -> None:
        """There is always one chosen when there is one; after the reset that told of it, the view has its rows."""
        QTimer.singleShot(0, self, self._choose_if_none)

    def _choose_if_none(self) -> None:
        if self.symbols.current() is None and self.model.symbols.rows:
            self.symbols.selectRow(0)
        self._choose()
        self._show_all()

    def _choose(self) -> None:
        row = self.symbols.current()
        self.model.choose(row.symbol if row else "")

    def _show_current(self) -> None:
        """On the charts that it is linked with."""
        row = self.symbols.current()
        if row is not None and self.is_connected:
            self._show_symbol(row.symbol)

    def _ask_for_tab(self) -> None:
        """What a page shows is asked for when it is seen."""
        if not self.is_connected:
            return
        shown = self.tabs.currentWidget()
        if shown is self.left_out and self.model.rejects.stage is Stage.NEVER_ASKED:
            self.model.ask_left_out()
        elif shown is not self.imports and self.model.quality.stage is Stage.NEVER_ASKED:
            self.model.ask_quality()

    def _refresh(self) -> None:
        self.model.refresh()
        self.model.quality.clear()
        self.model.rejects.clear()

    def _after_import(self) -> None:
        """The symbol's tables and report are of before it."""
        self._refresh()

    def _show_phase(self) -> None:
        super()._show_phase()
        if hasattr(self, "tabs"):
            self._show_all()

    def _show_all(self) -> None:
        self._show_buttons()
        self._show_words()
        self._show_coverage()
        size = self.model.database_bytes()
        stored = f"{counted(len(self.model.symbols.rows), 'symbol')}, "
        self.footer.setText(f"{stored}database {format_bytes(size)}" if size is not None else "")

    def _show_buttons(self) -> None:
        run = self.imports.current()
        self.import_button.setEnabled(self.is_connected)
        self.refresh_button.setEnabled(self.is_connected)
        self.undo_button.setEnabled(self.is_connected and run is not None and run.undone_us is None)

    def _show_words(self) -> None:
        waits = not self.is_connected and self.connection.status is None
        self.symbols.say_nothing("Waiting for the engine" if waits else _NO_SYMBOL)
        listed = self.model.import_list
        self.imports.say_nothing(
            "Waiting for the engine"
            if waits
            else listed.fault or _loading(listed.stage, "Nothing imported yet")
        )
        rejects = self.model.rejects
        self.left_out.say_nothing(rejects.fault or _loading(rejects.stage, "No row was left out"))

    def _show_coverage(self) -> None:
        report = self.model.report()
        words = quality_words(self.model)
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))
        self.area.setVisible(not words)
        if report is not self._shown_report:
            self._shown_report = report
            self.calendar.show_coverage(coverage(report.days if report else []))
            self.day.clear()

    _shown_report: object = None

    def _show_undo(self) -> None:
        answer = self.model.undo
        if answer.fault:
            QMessageBox.warning(self, "Undo import", answer.fault)
        elif answer.stage is Stage.WHOLE:
            self._settle_undo()

    def _settle_undo(self) -> None:
        """What a dry run said is asked about; what was done is seen in the list."""
        done = self.model.undone()
        if done is None or not self.model.is_undo_dry:
            return
        box = QMessageBox(
            QMessageBox.Icon.Question, "Undo import", f"Undo import {done.id} of {done.symbol}?", parent=self
        )
        box.setInformativeText(undo_words(done))
        undo = box.addButton("Undo import", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        undo.setEnabled(done.undone_us is None)
        box.accepted.connect(lambda: self.model.ask_undo(done.id, dry_run=False))
        self.undo_box = box
        box.open()


def _loading(stage: Stage, nothing: str) -> str:
    return nothing if stage is Stage.WHOLE else "Asking the engine"


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
