"""The quality report of a symbol in short: figures, faults and gaps, to be written as a page of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from pyworkstation.client.quality_html import html_report
from pyworkstation_ui.models.answer import Stage
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.quality_rows import FAULT_COLUMNS, GAP_COLUMNS, faults, figures, longest_gaps
from pyworkstation_ui.state.written import write_whole
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.figures import Figures
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Gap
    from pyworkstation_ui.models.data_model import DataModel
    from pyworkstation_ui.state.quality_rows import Fault


class QualityPage(QWidget):
    """Of the chosen symbol, looked for when the page is seen."""

    def __init__(self, model: DataModel) -> None:
        super().__init__()
        self._model = model
        self.figures = Figures()
        self._faults: RecordTable[Fault] = RecordTable(FAULT_COLUMNS, lambda row: row.kind)
        self._gaps: RecordTable[Gap] = RecordTable(GAP_COLUMNS, lambda gap: gap.from_us)
        self.faults = RecordView(self._faults, name="Faults", sorts=True)
        self.gaps = RecordView(self._gaps, name="Longest gaps", sorts=True)
        self.export = QPushButton("Export HTML...")
        self.export.setToolTip("Write the whole report, with its map of days and hours, as one page")
        self.export.clicked.connect(self._ask_where)
        self.said = QLabel()
        dress(self.said, "color: $DIM")
        self._lay_out()
        model.quality.changed.connect(self.show_report)
        self.show_report()

    def show_report(self) -> None:
        """What is known of the symbol."""
        report = self._model.report()
        self.export.setEnabled(report is not None)
        self.said.setText(self._model.quality.fault)
        self.figures.show_figures(figures(report.quality) if report else [])
        self._faults.set_rows(faults(report.quality) if report else [])
        self._gaps.set_rows(longest_gaps(report.quality) if report else [])
        nothing = quality_words(self._model)
        self.faults.say_nothing(nothing or "No fault found")
        self.gaps.say_nothing(nothing or "No gap")

    def write(self, path: Path) -> None:
        """The report as a page, the whole or nothing of it. What goes wrong is said on the page."""
        report = self._model.report()
        if report is not None:
            self.said.setText(write_whole(path, html_report(report)))

    def _ask_where(self) -> None:
        name = str(Path.home() / f"quality-{self._model.symbol}.html")
        chosen, _ = QFileDialog.getSaveFileName(self, "Export the quality report", name, "HTML (*.html)")
        if chosen:
            self.write(Path(chosen))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.figures)
        tables = QSplitter()
        tables.setChildrenCollapsible(False)
        tables.addWidget(self.faults)
        tables.addWidget(self.gaps)
        layout.addWidget(tables, 1)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.export)
        layout.addLayout(row)


def quality_words(model: DataModel) -> str:
    """Why there is no report; empty when there is one."""
    if not model.symbol:
        return "Choose a symbol above"
    if model.report() is not None:
        return ""
    if model.quality.stage is Stage.ASKED:
        return f"Looking at the ticks of {model.symbol}"
    return model.quality.fault or "Not looked at yet"
