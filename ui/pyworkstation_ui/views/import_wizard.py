"""The import wizard: files and how to read them at the left; at the right what that gives, then how far it is, then what came."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.models.answer import Stage
from pyworkstation_ui.models.import_model import Step
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.import_words import (
    FOUND_COLUMNS,
    TICK_COLUMNS,
    FirstTick,
    Found,
    first_ticks,
    found_rows,
    layout_words,
    permille,
    progress_words,
    result_words,
    verdict,
)
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.import_form import ImportForm
from pyworkstation_ui.views.one_line import OneLine
from pyworkstation_ui.views.record_view import TONES, RecordView

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from pyworkstation_ui.models.import_model import ImportModel
    from pyworkstation_ui.state.import_words import Reading

_LOOK_AFTER_MS = 350
"""What is being typed is looked at when the typing rests."""

_SIZE = (1040, 680)
_FORM_PX = 350


class ImportWizard(QDialog):
    """Beside the window, which goes on while it is open. `finished_import` when something may have been stored."""

    finished_import = Signal()

    def __init__(self, model: ImportModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.form = ImportForm()
        self.said = QLabel(wordWrap=True)
        self.layout_line = OneLine()
        self._found: RecordTable[Found] = RecordTable(FOUND_COLUMNS, lambda row: (row.question, row.choice))
        self._ticks: RecordTable[FirstTick] = RecordTable(TICK_COLUMNS, lambda row: row.place)
        self.found = RecordView(self._found, name="What was found out")
        self.ticks = RecordView(self._ticks, name="First ticks")
        self.bar = QProgressBar(maximum=1000, textVisible=False)
        self.at = QLabel(wordWrap=True)
        self.speed = QLabel()
        self.came = QTextBrowser()
        self.pages = QStackedWidget()
        self.go = QPushButton("&Import")
        self.stop = QPushButton("&Stop")
        self.another = QPushButton("Import &more")
        self._look_soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._was_busy = False
        self.setWindowTitle("Import ticks")
        self._lay_out()
        self._wire()
        self._show()

    def open_for(self, symbol: str) -> None:
        """Plan an import, or show the one that runs."""
        if not self.isVisible() and not self.model.is_busy:
            self.model.begin_anew(symbol)
        self._fit()
        self.show()
        self.raise_()
        self.activateWindow()

    def _fit(self) -> None:
        """As large as its text asks for, and no larger than the screen."""
        if not self.isVisible():
            percent = theme.text_percent()
            beside = self.form_area.verticalScrollBar().sizeHint().width()
            self.form_area.setMinimumWidth(
                max(self.form.minimumSizeHint().width() + beside, theme.scaled(_FORM_PX, percent))
            )
            size = QSize(*(theme.scaled(px, percent) for px in _SIZE))
            self.resize(size.boundedTo(self.screen().availableSize() * 0.95))

    def look_now(self) -> None:
        """Ask how the files would be read."""
        self._look_soon.stop()
        self.model.look_at_files()

    def use_other(self) -> None:
        """Read the files as the chosen row says."""
        row = self.found.current()
        if row is not None and row.options:
            self.model.set_plan(self.model.plan.with_options(row.options))
            self.look_now()

    def _wire(self) -> None:
        self.form.edited.connect(self._edit)
        self._look_soon.timeout.connect(self.look_now)
        self.found.entered_row.connect(self.use_other)
        self.go.clicked.connect(self.model.start)
        self.stop.clicked.connect(self.model.stop)
        self.another.clicked.connect(lambda: self.model.begin_anew(self.model.plan.symbol))
        self.model.changed.connect(self._show)

    def _edit(self) -> None:
        self.model.set_plan(self.form.plan())
        self._look_soon.start()

    def _lay_out(self) -> None:
        area = self.form_area = QScrollArea()
        area.setWidget(self.form)
        area.setWidgetResizable(True)
        area.setAccessibleName("What is imported")
        self.came.setAccessibleName("What came of it")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(area)
        parts.addWidget(self.pages)
        parts.setSizes([_FORM_PX, _SIZE[0] - _FORM_PX])
        parts.setStretchFactor(1, 1)
        self.pages.addWidget(self._look_page())
        self.pages.addWidget(self._progress_page())
        self.pages.addWidget(self.came)
        layout = QVBoxLayout(self)
        layout.addWidget(parts, 1)
        layout.addLayout(self._buttons())

    def _look_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(6, 0, 0, 0)
        dress(self.layout_line, "color: $DIM")
        self.layout_line.setAccessibleName("Layout")
        self.layout_line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.setChildrenCollapsible(False)
        tables.addWidget(self.found)
        tables.addWidget(self.ticks)
        tables.setSizes([340, 170])
        self.found.setToolTip("Enter or a double click on a row reads the files as that row says")
        layout.addWidget(self.said)
        layout.addWidget(self.layout_line)
        layout.addWidget(tables, 1)
        return page

    def _progress_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.addStretch(1)
        for widget in (self.at, self.bar, self.speed):
            layout.addWidget(widget)
        layout.addStretch(2)
        return page

    def _buttons(self) -> QHBoxLayout:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setAutoDefault(False)  # Enter in a field of the form closes nothing.
        close.setToolTip("Close; an import that runs goes on (Esc)")
        box.rejected.connect(self.reject)
        self.go.setToolTip("Store the ticks of the files that can be read")
        self.stop.setToolTip("Stop after the batch at hand; the same import later goes on")
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.go, self.stop, self.another):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addWidget(box)
        return row

    def _show(self) -> None:
        model = self.model
        self.form.show_plan(model.plan)
        self.form.setEnabled(not model.is_busy)
        self.go.setVisible(model.step is Step.PLANNING)
        self.go.setEnabled(model.may_import)
        self.stop.setVisible(model.is_busy)
        self.stop.setEnabled(model.step is Step.IMPORTING)
        self.another.setVisible(model.step is Step.ENDED)
        self.pages.setCurrentIndex(_PAGES[model.step])
        _SHOWS[model.step](self)
        if self._was_busy and not model.is_busy:
            self.finished_import.emit()
        self._was_busy = model.is_busy

    def _show_reading(self) -> None:
        reading = self.model.reading
        file = reading.shown if reading else None
        words, colour = self._words(reading)
        self.said.setText(words)
        dress(self.said, "color: $colour", colour=colour)
        self.layout_line.setText(layout_words(file) if file else "")
        self._found.set_rows(found_rows(file) if file else [])
        self._ticks.set_rows(first_ticks(file) if file else [])
        nothing = "" if reading else self._waits_for()
        self.found.say_nothing(nothing)
        self.ticks.say_nothing("No tick could be read" if file else "")

    def _words(self, reading: Reading | None) -> tuple[str, QColor]:
        if self.model.look.stage is Stage.FAILED and reading is None and not self.model.plan.lacks():
            return self.model.look.fault, theme.RED
        if reading is None:
            return "", theme.TEXT
        line, tone = verdict(reading)
        more = f" They have {reading.kinds} layouts; one of each is not shown." if reading.kinds > 1 else ""
        faults = "".join(f"\n{fault}" for fault in reading.faults[:_FAULTS_SHOWN])
        return line + more + faults, TONES[tone]

    def _waits_for(self) -> str:
        if not self.model.is_connected:
            return "The engine is not connected"
        if lacks := self.model.plan.lacks():
            return lacks
        return "" if self.model.look.stage is Stage.FAILED else "Looking at the files"

    def _show_progress(self) -> None:
        progress = self.model.progress
        if progress is None:
            self.at.setText("Waiting for the engine to begin")
            self.speed.clear()
            self.bar.setRange(0, 0)
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(permille(progress))
        at, speed = progress_words(progress)
        self.at.setText(f"Stopping after the batch at hand: {at}" if self.model.step is Step.STOPPING else at)
        self.speed.setText(speed)

    def _show_result(self) -> None:
        done, fault = self.model.done, self.model.fault
        lines = result_words(done, self.model.files, self.model.refused) if done else self.model.refused
        if fault:
            lines = [f"The import failed: {fault}", *lines]
        headline, *rest = map(escape, lines or ["Nothing was imported."])
        if len(rest) > _RESULT_LINES:
            rest = [*rest[:_RESULT_LINES], f"and {len(rest) - _RESULT_LINES:,} more"]
        self.came.setHtml(f"<h3>{headline}</h3>" + "".join(f"<p>{line}</p>" for line in rest))


_FAULTS_SHOWN = 4
_RESULT_LINES = 200
_PAGES = {Step.PLANNING: 0, Step.IMPORTING: 1, Step.STOPPING: 1, Step.ENDED: 2}
_SHOWS = {
    Step.PLANNING: ImportWizard._show_reading,
    Step.IMPORTING: ImportWizard._show_progress,
    Step.STOPPING: ImportWizard._show_progress,
    Step.ENDED: ImportWizard._show_result,
}
