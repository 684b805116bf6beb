"""On a chart: an arrow at each fill, at its price and on the bar of its time, and a line from each entry to its exits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from pyworkstation_ui.state.fill_marks import DrawnFills, Outcome
    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame

_ARROW_PX = 10.0
_HALF_PX = 6.0
_GAP_PX = 2.0
_JOIN_PX = 1.3
_CROWD = 4
_SMALL = 0.55
"""The size of arrows on a bar that has more of them than a crowd."""


class FillLayer:
    """Buys point up from below their price, sells down from above it."""

    def paint(self, painter: QPainter, frame: ChartFrame, _space: DeviceSpace) -> None:
        """Draw those in view; joins below arrows."""
        drawn = frame.fills
        if drawn is None:
            return
        ratio = painter.device().devicePixelRatioF()
        painter.save()
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_joins(painter, frame, drawn)
        painter.setPen(QPen(theme.TEXT, 1.0))
        on_bar = Counter(drawn.indexes)
        for index, points, is_buy in zip(drawn.indexes, drawn.marks.points, drawn.marks.is_buy, strict=True):
            if frame.left - 1 <= index <= frame.right + 1:
                size = 1.0 if on_bar[index] <= _CROWD else _SMALL
                painter.setBrush(theme.UP if is_buy else theme.DOWN)
                painter.drawPolygon(
                    _arrow(frame.x_px(index), frame.scale.y_px(points), is_buy=is_buy, size=size)
                )
        painter.restore()


def _paint_joins(painter: QPainter, frame: ChartFrame, drawn: DrawnFills) -> None:
    for entry, out, outcome in drawn.marks.joins:
        start, end = drawn.indexes[entry], drawn.indexes[out]
        if end < frame.left or start > frame.right:
            continue
        painter.setPen(QPen(_colour(outcome), _JOIN_PX, Qt.PenStyle.DashLine))
        painter.drawLine(
            QPointF(frame.x_px(start), frame.scale.y_px(drawn.marks.points[entry])),
            QPointF(frame.x_px(end), frame.scale.y_px(drawn.marks.points[out])),
        )


def _colour(outcome: Outcome) -> QColor:
    return {"won": theme.UP, "lost": theme.DOWN, "even": theme.DIM}[outcome]


def _arrow(x: float, y: float, *, is_buy: bool, size: float) -> QPolygonF:
    """Its tip is next to the price."""
    down = 1.0 if is_buy else -1.0
    tip = y + down * _GAP_PX
    foot, half = tip + down * _ARROW_PX * size, _HALF_PX * size
    return QPolygonF([QPointF(x, tip), QPointF(x - half, foot), QPointF(x + half, foot)])
