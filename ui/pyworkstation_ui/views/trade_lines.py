"""On a chart: where open orders wait, and at what its positions were opened, each with its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dotted import dotted_row

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from pyworkstation_ui.state.trading import TradeLine
    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame

_LEFT_PX = 6.0
_PADDING_PX = 6
LABEL_HEIGHT_PX = 16


class TradeLayer:
    """A dotted line from edge to edge, and a tag at its left."""

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Draw those that are in view; labels above all lines."""
        seen = [line for line in frame.trades if frame.scale.low <= line.points <= frame.scale.high]
        for line in seen:
            dotted_row(painter, frame, space, line.points, _colour_of(line))
        if seen:
            ratio = painter.device().devicePixelRatioF()
            painter.save()
            painter.scale(ratio, ratio)
            painter.setFont(theme.font(theme.TINY_PX))
            for line in seen:
                _draw_label(painter, line, float(space.y(line.points)) / ratio)
            painter.restore()


def label_right(line: TradeLine) -> float:
    """Where its label ends, in pixels."""
    return _LEFT_PX + theme.text_width(theme.TINY_PX, line.label) + 2 * _PADDING_PX


def _colour_of(line: TradeLine) -> QColor:
    return {"order": theme.ACCENT, "draft": theme.TEXT, "long": theme.UP, "short": theme.DOWN}[line.kind]


def _draw_label(painter: QPainter, line: TradeLine, y: float) -> None:
    top, bottom = y - LABEL_HEIGHT_PX / 2, y + LABEL_HEIGHT_PX / 2
    place = QRectF(QPointF(_LEFT_PX, top), QPointF(label_right(line), bottom))
    colour = _colour_of(line)
    painter.fillRect(place, colour)
    painter.setPen(theme.on(colour))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), line.label)
    painter.setPen(Qt.PenStyle.NoPen)
