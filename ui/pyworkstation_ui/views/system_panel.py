"""How the engine and this window are: services, request times, streams, memory, and the engine's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pyworkstation.client.secret_faults import secret_faults
from pyworkstation.domain.process_memory import resident_bytes
from pyworkstation_ui.state.log_lines import LEVELS
from pyworkstation_ui.state.system import desktop_figures, engine_figures, refused_words
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.figures import Figures
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.one_line import OneLine
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.log_model import LogModel
    from pyworkstation_ui.models.system_model import SystemModel


class SystemPanel(PanelPage):
    """Follows the engine while it is seen."""

    def __init__(self, desk: Desk, model: SystemModel, log: LogModel) -> None:
        super().__init__(desk.connection)
        self.model = model
        self.engine = Figures()
        self.desktop = Figures()
        self.services = RecordView(model.services, name="Services")
        self.requests = RecordView(model.requests, name="Requests", sorts=True)
        self.topics = RecordView(model.topics, name="Streams", sorts=True)
        self.refused = QLabel(wordWrap=True)
        self.secrets = OneLine()
        self.log = LogPage(log)
        self.tabs = QTabWidget()
        self._lay_out()
        self.keys["Ctrl+F"] = self.search_log
        model.changed.connect(self._show)
        model.gauges.changed.connect(self._show_desktop)
        self._show_phase()
        self._show()

    def flush(self) -> None:
        """Show what is newer."""
        self.model.follow()
        if self.log.isVisible():
            self.log.flush()

    def show_log(self) -> None:
        """Before the other tabs."""
        self.tabs.setCurrentWidget(self.log)

    def search_log(self) -> None:
        """The keyboard goes to the line that searches the log."""
        self.show_log()
        self.log.search.setFocus()

    def _lay_out(self) -> None:
        self.body.addWidget(self.engine)
        self.body.addWidget(self.desktop)
        dress(self.secrets, "color: $AMBER;")
        self.secrets.hide()
        self.body.addWidget(self.secrets)
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Log, requests and streams")
        self.setFocusProxy(self.log.lines)
        self.tabs.addTab(self.log, "Log")
        self.tabs.addTab(self._requests_page(), "Requests")
        self.tabs.addTab(self.topics, "Streams")
        self.body.addWidget(TurningSplitter(self.services, self.tabs, shares=(200, 360)), 1)

    def _requests_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        dress(self.refused, "color: $AMBER; padding: 6px 8px;")
        layout.addWidget(self.refused)
        layout.addWidget(self.requests, 1)
        return page

    def _show(self) -> None:
        traffic = self.model.traffic
        if self.model.health is not None:
            self.engine.show_figures(engine_figures(self.model.health, traffic))
            self.secrets.setText("\n".join(secret_faults(self.model.health)))
            self.secrets.setVisible(bool(self.secrets.text()))
        self.engine.setVisible(bool(self.engine.texts()))
        self.refused.setText(refused_words(traffic))
        self.refused.setVisible(bool(self.refused.text()))
        self._show_desktop()
        self._say_nothing()

    def _show_desktop(self) -> None:
        gauges = self.model.gauges
        self.desktop.show_figures(
            desktop_figures(
                memory_bytes=resident_bytes(),
                ping_s=gauges.ping.median,
                frame_s=gauges.frame.median,
                messages_per_s=gauges.messages_per_s,
                gaps=gauges.gaps,
            )
        )

    def _say_nothing(self) -> None:
        waits = "Asking the engine" if self.is_connected else "Waiting for the engine"
        self.services.say_nothing(waits)
        self.requests.say_nothing(self.model.fault or waits)
        self.topics.say_nothing(self.model.fault or waits)

    def _show_phase(self) -> None:
        super()._show_phase()
        if hasattr(self, "tabs"):
            self.log.lines.show_as_old(False)  # A log is of the past, whoever wrote it.
            self.engine.setEnabled(self.is_connected)
            self._say_nothing()


class LogPage(QWidget):
    """Lines of the log, those of a level that have some words. At its end it follows; the chosen line shows whole below."""

    def __init__(self, model: LogModel) -> None:
        super().__init__()
        self._model = model
        self.level = QComboBox()
        self.search = QLineEdit()
        self.lines = RecordView(model.table, name="Log")
        self.whole = QPlainTextEdit(readOnly=True)
        self._frames = _EVERY_FRAMES
        self._lay_out()
        self.level.currentTextChanged.connect(self._want)
        self.search.textChanged.connect(self._want)
        self.lines.chosen.connect(self._show_whole)
        self.level.setCurrentText("info")

    def flush(self) -> None:
        """Read on, four times a second."""
        self._frames += 1
        if self._frames < _EVERY_FRAMES:
            return
        self._frames = 0
        bar = self.lines.verticalScrollBar()
        was_at_end = bar.value() == bar.maximum()
        self._model.read_new()
        if was_at_end:
            self.lines.scrollToBottom()

    def _want(self) -> None:
        self._model.want(level=self.level.currentText(), search=self.search.text())
        self.lines.scrollToBottom()

    def _show_whole(self) -> None:
        line = self.lines.current()
        self.whole.setVisible(bool(line and line.more))
        if line is not None:
            self.whole.setPlainText(f"{line.text}\n{line.more}")

    def _lay_out(self) -> None:
        self.level.addItems(list(LEVELS))
        for widget, name in (
            (self.level, "Level of the log"),
            (self.search, "Search the log"),
            (self.whole, "The chosen line"),
        ):
            widget.setAccessibleName(name)
        self.level.setToolTip("Lines of this level and worse")
        self.search.setPlaceholderText("Search the log  (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.setToolTip("Lines that have all of these words")
        self.lines.say_nothing("No such line")
        self.whole.setMaximumHeight(140)
        self.whole.hide()
        row = QHBoxLayout()
        row.addWidget(self.level)
        row.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.whole)


_EVERY_FRAMES = 15
