"""The end of the engine's log, following it while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit

from pyworkstation_ui.state.log_tail import LogTail
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

_LINES = 5_000
_READ_EVERY_MS = 250


class LogView(QPlainTextEdit):
    """Lines of a log file. Scrolled up it stays where it is; at the end it follows."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._tail = LogTail(path)
        self._timer = QTimer(self, interval=_READ_EVERY_MS)
        self._timer.timeout.connect(self.read_new)
        self.setReadOnly(True)
        self.setMaximumBlockCount(_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlaceholderText(f"Nothing logged yet in {path}")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(theme.SMALL_PX)
        self.setFont(fixed)

    def read_new(self) -> None:
        """Append what was written since."""
        lines = self._tail.read_new()
        if lines:
            self.appendPlainText("\n".join(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """At the end of the log it stays there."""
        bar = self.verticalScrollBar()
        was_at_end = bar.value() == bar.maximum()
        super().resizeEvent(event)
        if was_at_end:
            bar.setValue(bar.maximum())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up, and follow from here."""
        super().showEvent(event)
        self.read_new()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody reads it."""
        super().hideEvent(event)
        self._timer.stop()
