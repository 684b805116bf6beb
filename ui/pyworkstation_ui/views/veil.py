"""What lies over a chart that is not live: it dims the chart and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_PAD_PX = 10


class Veil(QWidget):
    """Hidden while it has nothing to say; the mouse reaches the chart below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str) -> None:
        """Lie over the chart with this text; lift for an empty one."""
        if text != self._text:
            self._text = text
            self.setVisible(bool(text))
            self.update()

    def text(self) -> str:
        """What it says."""
        return self._text

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Dim all, and write in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.VEIL)
        box = self._text_box(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.BORDER)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(box.adjusted(-_PAD_PX, -6, _PAD_PX, 6), 4, 4)
        painter.setPen(theme.TEXT)
        painter.drawText(box, _CENTRE, self._text)

    def _text_box(self, painter: QPainter) -> QRect:
        room = self.rect().adjusted(2 * _PAD_PX, 0, -2 * _PAD_PX, 0)
        return painter.boundingRect(room, _CENTRE, self._text)


_CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
