"""The magnifier: a box drawn with the mouse fills the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QRubberBand

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_LEAST_PX = 6.0


class BoxHand:
    """Takes the mouse once it was asked to, for one box."""

    def __init__(self, canvas: QWidget, show_box: Callable[[QRectF], None]) -> None:
        self._canvas = canvas
        self._show_box = show_box
        self._start: QPointF | None = None
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, canvas)
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
