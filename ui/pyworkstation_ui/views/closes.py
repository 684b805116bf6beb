"""Closes as a line, or as an area down to the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation_ui.views.chart_item import ChartFrame
    from pyworkstation_ui.views.device_space import DeviceSpace

_LINE_HAIRS = 1.5
_TOP_ALPHA, _BOTTOM_ALPHA = 90, 6


class CloseLayer:
    """Draws the frame's closes where its kind is a line or an area."""

    def __init__(self) -> None:
        self._lines = internals.PrimitiveArray(QLineF, 4)

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Fill the area first, the line over it."""
        if frame.kind not in ("line", "area") or len(frame.candles) < 2:
            return
        x = space.x(frame.candles.x)
        y = space.exact_y(frame.candles.close) + space.hair / 2
        if frame.kind == "area":
            self._area(painter, x, y, bottom=float(space.y(frame.scale.low)))
        self._line(painter, x, y, space.hair)

    def _line(self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], hair: int) -> None:
        self._lines.resize(len(x) - 1)
        memory = self._lines.ndarray()
        memory[:, 0], memory[:, 1], memory[:, 2], memory[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.ACCENT, _LINE_HAIRS * hair))
        painter.drawLines(*self._lines.drawargs())
        painter.restore()

    def _area(
        self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], *, bottom: float
    ) -> None:
        shade = QLinearGradient(0, float(y.min()), 0, bottom)
        for place, alpha in ((0.0, _TOP_ALPHA), (1.0, _BOTTOM_ALPHA)):
            colour = QColor(theme.ACCENT)
            colour.setAlpha(alpha)
            shade.setColorAt(place, colour)
        painter.setBrush(shade)
        outline = arrayToQPolygonF(
            np.concatenate((x[:1], x, x[-1:])), np.concatenate(([bottom], y, [bottom]))
        )
        painter.drawPolygon(outline, Qt.FillRule.WindingFill)
