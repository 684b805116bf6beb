"""The magnifier: a box drawn with the mouse fills the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

_LEAST_PX = 6.0
_FILL_ALPHA = 40


class BoxHand:
    """Takes the mouse once it was asked to, for one box."""

    def __init__(self, canvas: QWidget, show_box: Callable[[QRectF], None]) -> None:
        self._canvas = canvas
        self._show_box = show_box
        self._start: QPointF | None = None
        self._band = _Band(canvas)
        self.is_armed = False

    def take(self) -> None:
        """The next drag is a box."""
        self.is_armed = True

    def put_away(self) -> None:
        """It is none."""
        if self.is_armed:
            self.is_armed, self._start = False, None
            self._band.hide()

    def press(self, position: QPointF) -> bool:
        """Its first corner."""
        if self.is_armed:
            self._start = position
        return self.is_armed

    def move(self, position: QPointF) -> bool:
        """The other corner follows."""
        if self._start is not None:
            self._band.setGeometry(QRectF(self._start, position).normalized().toRect())
            self._band.show()
        return self.is_armed

    def cursor_at(self, _position: QPointF) -> Qt.CursorShape | None:
        """While it waits for a box."""
        return Qt.CursorShape.SizeFDiagCursor if self.is_armed else None

    def release(self, position: QPointF) -> bool:
        """Shown, unless it is too small to be meant."""
        if self._start is None:
            return False
        edges = QRectF(self._canvas.rect())
        box = QRectF(self._start, position).normalized().intersected(edges)
        self.put_away()
        if min(box.width(), box.height()) >= _LEAST_PX:
            self._show_box(box)
        return True


class _Band(QWidget):
    """The box as it is drawn; the system's own would be a grey one over the bars."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A frame with a faint ground."""
        painter = QPainter(self)
        ground = QColor(theme.ACCENT)
        ground.setAlpha(_FILL_ALPHA)
        painter.fillRect(self.rect(), ground)
        painter.setPen(theme.ACCENT)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
