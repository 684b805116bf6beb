"""What lies over charts that are not live: it dims them, and says why where there is no bar to cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

_PAD_PX = 10


class Veil(QWidget):
    """As large as what it lies over, but not over some places of it; the mouse reaches through it."""

    def __init__(self, over: QWidget, *, but_not: Callable[[], Sequence[QRect]]) -> None:
        super().__init__(over)
        self._over = over
        self._but_not = but_not
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as what it lies over."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def lower_over(self, text: str) -> None:
        """Dim the charts; say this if it is not empty."""
        if text != self._text:
            self._text = text
            self.update()
        self.raise_()
        self.show()

    def text(self) -> str:
        """What it says."""
        return self._text

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Dim all, and write in the middle."""
        painter = QPainter(self)
        covered = QRegion(self.rect())
        for place in self._but_not():
            covered -= QRegion(place)
        painter.setClipRegion(covered)
        painter.fillRect(self.rect(), theme.VEIL)
        if self._text and not covered.isEmpty():
            self._paint_text(painter, covered.boundingRect())

    def _paint_text(self, painter: QPainter, around: QRect) -> None:
        box = self._text_box(painter, around)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.BORDER)
        painter.setBrush(theme.RAISED)
        painter.drawRoundedRect(box.adjusted(-_PAD_PX, -6, _PAD_PX, 6), 4, 4)
        painter.setPen(theme.TEXT)
        painter.drawText(box, _CENTRE, self._text)

    def _text_box(self, painter: QPainter, around: QRect) -> QRect:
        room = around.adjusted(2 * _PAD_PX, 0, -2 * _PAD_PX, 0)
        return painter.boundingRect(room, _CENTRE, self._text)


_CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
