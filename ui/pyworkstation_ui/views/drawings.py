"""Drawings over the candles, in the pixels in which the mouse places them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pyworkstation_ui.state.drawing_shapes import Box, Shape, Spot, Stroke, Word
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from pyworkstation_ui.state.drawing_shapes import DrawnShape
    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame

_LINE_PX = 1.4
_FILL_ALPHA = 28
_FAINT_ALPHA = 120
_HANDLE_PX = 7.0
_PAD_PX = 6
_BOX_PX = 18.0
_DASHES = {
    "solid": Qt.PenStyle.SolidLine,
    "dashed": Qt.PenStyle.DashLine,
    "dotted": Qt.PenStyle.DotLine,
}


class DrawingLayer:
    """Draws the frame's drawings, the newest on top."""

    def paint(self, painter: QPainter, frame: ChartFrame, _space: DeviceSpace) -> None:
        """Strokes, fills and words; handles of the selected one."""
        if not frame.drawings:
            return
        ratio = painter.device().devicePixelRatioF()
        painter.save()
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        for drawn in frame.drawings:
            _paint_drawing(painter, drawn)
        painter.restore()


def _paint_drawing(painter: QPainter, drawn: DrawnShape) -> None:
    colour = theme.line_colour(drawn.colour)
    pen = QPen(colour, _LINE_PX * drawn.width)
    pen.setStyle(_DASHES[drawn.dash])
    for shape in drawn.shapes:
        _paint_shape(painter, shape, pen)
    painter.setPen(QPen(colour, _LINE_PX))
    painter.setBrush(theme.PANEL)
    for spot in drawn.handles:
        painter.drawEllipse(QPointF(spot.x, spot.y), _HANDLE_PX / 2, _HANDLE_PX / 2)


def _paint_shape(painter: QPainter, shape: Shape, pen: QPen) -> None:
    colour = pen.color()
    match shape:
        case Stroke(start, end, is_faint):
            painter.setPen(QPen(_with_alpha(colour, _FAINT_ALPHA), _LINE_PX) if is_faint else pen)
            painter.drawLine(_point(start), _point(end))
        case Box(start, end):
            painter.fillRect(
                QRectF(_point(start), _point(end)).normalized(), _with_alpha(colour, _FILL_ALPHA)
            )
        case Word(at, text, is_boxed):
            if is_boxed:
                _paint_boxed(painter, at, text, colour)
            else:
                painter.setPen(colour)
                painter.drawText(_point(at), text)


def _paint_boxed(painter: QPainter, at: Spot, text: str, colour: QColor) -> None:
    """Around the place, moved to where all of it is to be seen."""
    room_x, room_y = painter.device().width(), painter.device().height()
    box = QRectF(0, 0, theme.text_width(theme.SMALL_PX, text) + 2 * _PAD_PX, _BOX_PX)
    box.moveCenter(_point(at) - QPointF(0, _BOX_PX / 4))
    box.moveLeft(min(max(box.left(), 2.0), max(room_x - box.width() - 2, 2.0)))
    box.moveTop(min(max(box.top(), 2.0), max(room_y - box.height() - 2, 2.0)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(theme.on(colour))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _point(spot: Spot) -> QPointF:
    return QPointF(spot.x, spot.y)


def _with_alpha(colour: QColor, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint
