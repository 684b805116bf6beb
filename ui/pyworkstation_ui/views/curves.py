"""Indicators: lines, bands, histograms, steps and dots, each curve in one draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import Rectangles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.views.chart_item import DrawnCurves, Frame
    from pyworkstation_ui.views.device_space import DeviceSpace

_LINE_HAIRS = 1.3
_SMOOTH_FROM_PX = 1.0
_FILL_ALPHA = 22
_HISTOGRAM_SHARE = 0.6
_DOT_HAIRS = 3


class CurveLayer:
    """Draws the frame's indicators, the first at the bottom."""

    def __init__(self) -> None:
        self._lines = internals.PrimitiveArray(QLineF, 4)
        self._rectangles = Rectangles()

    def paint(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        """Fill bands, then draw what stands on them."""
        for drawn in frame.indicators:
            self._paint_indicator(painter, drawn, frame, space)

    def _paint_indicator(
        self, painter: QPainter, drawn: DrawnCurves, frame: Frame, space: DeviceSpace
    ) -> None:
        bands = [curve for curve in drawn.curves if curve.style == "band"]
        for upper, lower in zip(bands[::2], bands[1::2], strict=False):
            self._fill_between(painter, upper, lower, theme.line_colour(drawn.colour), space)
        for curve in drawn.curves:
            colour = theme.line_colour(drawn.colour + curve.colour)
            match curve.style:
                case "histogram":
                    self._histogram(painter, curve, frame, space)
                case "dots":
                    self._dots(painter, curve, colour, space)
                case "steps":
                    self._steps(painter, curve, colour, space)
                case _:
                    self._line(painter, curve, colour, space)

    def _line(self, painter: QPainter, curve: Curve, colour: QColor, space: DeviceSpace) -> None:
        # A row of pixels has its middle half a pixel below its upper edge.
        x, y = space.x(curve.x), space.exact_y(curve.y) + space.hair / 2
        drawn = np.isfinite(y[1:]) & np.isfinite(y[:-1])
        if not drawn.any():
            return
        self._lines.resize(int(drawn.sum()))
        memory = self._lines.ndarray()
        memory[:, 0], memory[:, 1] = x[:-1][drawn], y[:-1][drawn]
        memory[:, 2], memory[:, 3] = x[1:][drawn], y[1:][drawn]
        painter.save()
        # Thinned to its extremes a line is one of upright strokes, which smoothing would only make slow.
        is_smooth = bool((x[-1] - x[0]) / len(x) >= _SMOOTH_FROM_PX * space.hair)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        painter.setPen(QPen(colour, _LINE_HAIRS * space.hair if is_smooth else space.hair))
        painter.drawLines(*self._lines.drawargs())
        painter.restore()

    def _fill_between(
        self, painter: QPainter, upper: Curve, lower: Curve, colour: QColor, space: DeviceSpace
    ) -> None:
        for run in _runs(np.isfinite(upper.y) & np.isfinite(lower.y)):
            x = np.concatenate((space.x(upper.x[run]), space.x(lower.x[run])[::-1]))
            y = np.concatenate((space.exact_y(upper.y[run]), space.exact_y(lower.y[run])[::-1]))
            painter.setBrush(_translucent(colour))
            painter.drawPolygon(arrayToQPolygonF(x, y), Qt.FillRule.WindingFill)

    def _histogram(self, painter: QPainter, curve: Curve, frame: Frame, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        x, y = curve.x[is_there], curve.y[is_there]
        width = max(round(space.x_scale * _step(curve.x) * _HISTOGRAM_SHARE), space.hair)
        zero = float(space.y(min(max(0.0, frame.scale.low), frame.scale.high)))
        left, top = np.rint(space.x(x) - width / 2), space.y(y)
        for which, colour in ((y >= 0, theme.UP), (y < 0, theme.DOWN)):
            painter.setBrush(colour)
            high, low = np.minimum(top[which], zero), np.maximum(top[which], zero)
            self._rectangles.fill(painter, left[which], high, width, np.maximum(low - high, space.hair))

    def _dots(self, painter: QPainter, curve: Curve, colour: QColor, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        side = _DOT_HAIRS * space.hair
        painter.setBrush(colour)
        x = np.rint(space.x(curve.x[is_there]) - side / 2)
        self._rectangles.fill(painter, x, space.y(curve.y[is_there]) - side // 2, side, side)

    def _steps(self, painter: QPainter, curve: Curve, colour: QColor, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        half = _step(curve.x) / 2
        left, right = (np.rint(space.x(curve.x[is_there] + side)) for side in (-half, half))
        painter.setBrush(colour)
        self._rectangles.fill(painter, left, space.y(curve.y[is_there]), right - left, space.hair)


def _step(x: NDArray[np.float64]) -> float:
    """How many bars one place of a curve stands for."""
    return float(max(x[-1] - x[0], 1.0) / max(len(np.unique(x)) - 1, 1)) if len(x) > 1 else 1.0


def _runs(is_there: NDArray[np.bool_]) -> list[slice]:
    """Stretches without a hole."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_there.view(np.int8), [0]))))
    return [slice(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _translucent(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(_FILL_ALPHA)
    return faint
