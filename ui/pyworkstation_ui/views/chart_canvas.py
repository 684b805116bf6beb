"""The drawing area of a chart: its picture, and the mouse on it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.crosshair import CrosshairLayer
from pyworkstation_ui.views.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import (
        QContextMenuEvent,
        QMouseEvent,
        QNativeGestureEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from pyworkstation_ui.views.frame import Frame, Layer


class MouseHand(Protocol):
    """Told of the left button and of moves; answers whether it is busy with them."""

    def press(self, position: QPointF) -> bool:
        """The button went down."""

    def move(self, position: QPointF) -> bool:
        """The mouse moved."""

    def release(self, position: QPointF) -> bool:
        """The button went up."""

    def cursor_at(self, position: QPointF) -> Qt.CursorShape | None:
        """What the cursor says; None: what it says of the chart."""


_ZOOM_PER_NOTCH = 1.18
_NOTCH = 120
_LEAST_PINCH = 0.2
# Python 3.11 looks a member of an enum up in a function, and each event of a frame comes by.
_GESTURE = QEvent.Type.NativeGesture


class ChartCanvas(QWidget):
    """Draws frames by layers (see `Picture`), the crosshair on top. Positions in its signals are pixels from the top left corner."""

    hovered = Signal(QPointF)
    left = Signal()
    zoomed = Signal(float, float)  # factor, x
    dragged = Signal(float, float)  # pixels to the right and down since the last one
    double_clicked = Signal()
    pressed = Signal()
    resized = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    hand: MouseHand | None = None
    """What may take the mouse before the chart does."""

    def __init__(
        self,
        painted: Callable[[float], None],
        *,
        behind: Sequence[Layer[Any]] = (),
        bars: Sequence[Layer[Any]] = (),
        over: Sequence[Layer[Any]] = (),
    ) -> None:
        super().__init__()
        self._painted = painted
        self._dragged_from: QPointF | None = None
        self._frame: Frame | None = None
        self.crosshair = CrosshairLayer()
        self._picture: Picture[Any] = Picture(behind=behind, bars=bars, over=(*over, self.crosshair))
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_frame(self, frame: Frame) -> None:
        """Draw this from now on."""
        self._frame = frame
        self.update(self._lay_out(frame))

    def show_nothing(self) -> None:
        """Draw an empty chart."""
        self._frame = None
        self._picture.clear()
        self.update()

    def _lay_out(self, frame: Frame) -> QRegion:
        over = (frame.drawn_over(), self.crosshair.index, self.crosshair.points)
        return self._picture.show(frame, size=self.size(), ratio=self.devicePixelRatioF(), over=over)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw, and tell how long it took."""
        start = time.perf_counter()
        painter = QPainter(self)
        if self._frame is None:
            painter.fillRect(self.rect(), theme.PANEL)
        elif not self._picture.fits(self.size(), self.devicePixelRatioF()):
            self._lay_out(self._frame)
        self._picture.paint(painter, event.region())
        painter.end()
        self._painted(time.perf_counter() - start)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The panel lays its frame out anew."""
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the mouse; sideways wheels and touch pads pan, as any wheel does with Shift."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.dragged.emit(float(turn.x() + turn.y()) / 2, 0.0)
        elif abs(turn.x()) > abs(turn.y()):
            self.dragged.emit(float(turn.x()) / 2, 0.0)
        else:
            self.zoomed.emit(_ZOOM_PER_NOTCH ** (turn.y() / _NOTCH), event.position().x())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Two fingers drawn apart on a touch pad zoom, too."""
        if event.type() is _GESTURE:
            return self._on_gesture(cast("QNativeGestureEvent", event))
        return super().event(event)

    def _on_gesture(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoomed.emit(max(1.0 + event.value(), _LEAST_PINCH), event.position().x())
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A drag may begin."""
        self.pressed.emit()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self.hand is not None and self.hand.press(event.position()):
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pan while a button is held; the crosshair follows either way."""
        is_busy = self.hand is not None and self.hand.move(event.position())
        if self._dragged_from is not None and not is_busy:
            by = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.dragged.emit(by.x(), by.y())
        self._show_cursor(event.position())
        self.hovered.emit(event.position())

    def _show_cursor(self, position: QPointF) -> None:
        shape = None if self.hand is None else self.hand.cursor_at(position)
        if self.cursor().shape() != (shape or Qt.CursorShape.CrossCursor):
            self.setCursor(shape or Qt.CursorShape.CrossCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The drag is over."""
        self._dragged_from = None
        if event.button() == Qt.MouseButton.LeftButton and self.hand is not None:
            self.hand.release(event.position())

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Back to the newest bar."""
        self.double_clicked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done to the chart."""
        self.menu_wanted.emit(event.globalPos())
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """The mouse is somewhere else."""
        self.left.emit()
