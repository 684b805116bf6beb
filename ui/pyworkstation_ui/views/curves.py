"""Indicators: lines, bands, histograms, steps and dots, each curve in one draw."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.column_fill import fill_columns, shades
from pyworkstation_ui.views.device_space import A_HALF, Polyline, Rectangles, whole
from pyworkstation_ui.views.few import FEW, fill_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import DrawnCurves, Frame

# Once: PySide asks a member of an enum for its value in Python.
_NO_PEN = QPen(Qt.PenStyle.NoPen)
_SMOOTH = QPainter.RenderHint.Antialiasing
_LINE_HAIRS = 1.3
_FILL_ALPHA = 22
_HISTOGRAM_SHARE = 0.6
_DOT_HAIRS = 3
_FILLED = frozenset({"histogram", "dots", "steps"})


class CurveLayer:
    """Draws the frame's indicators, the first at the bottom."""

    def __init__(self) -> None:
        self._polyline = Polyline()
        self._rectangles = Rectangles()
        self._is_smooth = False

    def paint(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        """Fill bands, then draw what stands on them."""
        painter.save()
        self._is_smooth = False
        for drawn in frame.indicators:
            self._paint_indicator(painter, drawn, frame, space)
        painter.restore()

    def _paint_indicator(
        self, painter: QPainter, drawn: DrawnCurves, frame: Frame, space: DeviceSpace
    ) -> None:
        bands = [curve for curve in drawn.curves if curve.style == "band"]
        for upper, lower in zip(bands[::2], bands[1::2], strict=False):
            self._smooth(painter, False)
            _fill_band(painter, (upper, lower), theme.line_colour(drawn.colour), frame, space)
        for curve in drawn.curves:
            colour = theme.line_colour(drawn.colour + curve.colour)
            if curve.style in _FILLED:
                self._smooth(painter, False)
                painter.setPen(_NO_PEN)
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
        # Thinned to its extremes a line is one of upright strokes, which smoothing would only make slow.
        is_smooth = curve.span == 1
        self._smooth(painter, is_smooth)
        painter.setPen(QPen(colour, _LINE_HAIRS * space.hair if is_smooth else space.hair))
        # A row of pixels has its middle half a pixel below its upper edge.
        if len(curve.x) <= FEW:
            half = space.hair / 2
            columns = [space.x(x) for x in curve.x.tolist()]
            if not is_smooth:
                columns = [floor(column - half + A_HALF) + half for column in columns]
            rows = [space.exact_row(y) + half for y in curve.y.tolist()]
            self._polyline.draw_few(painter, list(zip(columns, rows, strict=True)))
            return
        x = space.x(curve.x)
        if not is_smooth:
            x = whole(x - space.hair / 2) + space.hair / 2
        self._polyline.draw(painter, x, space.exact_y(curve.y) + space.hair / 2)

    def _smooth(self, painter: QPainter, is_smooth: bool) -> None:
        if is_smooth is not self._is_smooth:
            self._is_smooth = is_smooth
            painter.setRenderHint(_SMOOTH, is_smooth)

    def _histogram(self, painter: QPainter, curve: Curve, frame: Frame, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        x, y = curve.x[is_there], curve.y[is_there]
        width = max(round(space.x_scale * curve.span * _HISTOGRAM_SHARE), space.hair)
        zero = float(space.y(min(max(0.0, frame.scale.low), frame.scale.high)))
        left, top = whole(space.x(x) - width / 2), space.y(y)
        for which, colour in ((y >= 0, theme.UP), (y < 0, theme.DOWN)):
            painter.setBrush(colour)
            high, low = np.minimum(top[which], zero), np.maximum(top[which], zero)
            self._rectangles.fill(painter, left[which], high, width, np.maximum(low - high, space.hair))

    def _dots(self, painter: QPainter, curve: Curve, colour: QColor, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        side = _DOT_HAIRS * space.hair
        painter.setBrush(colour)
        x = whole(space.x(curve.x[is_there]) - side / 2)
        self._rectangles.fill(painter, x, space.y(curve.y[is_there]) - side // 2, side, side)

    def _steps(self, painter: QPainter, curve: Curve, colour: QColor, space: DeviceSpace) -> None:
        is_there = np.isfinite(curve.y)
        half = curve.span / 2
        left, right = (whole(space.x(curve.x[is_there] + side)) for side in (-half, half))
        painter.setBrush(colour)
        self._rectangles.fill(painter, left, space.y(curve.y[is_there]), right - left, space.hair)


def _fill_band(
    painter: QPainter, band: tuple[Curve, Curve], colour: QColor, frame: Frame, space: DeviceSpace
) -> None:
    upper, lower = band
    if len(upper.x) <= FEW and len(lower.x) == len(upper.x):
        shade = QColor(colour.red(), colour.green(), colour.blue(), _FILL_ALPHA)
        fill_band(painter, upper, lower, shade, space)
        return
    height, width = round(float(space.y(frame.scale.low))), round(float(space.x(frame.right)))
    colours = shades(colour.rgb(), _FILL_ALPHA, _FILL_ALPHA, height)
    # Several bars in one place: the band is from its least value to its greatest.
    highs, lows = slice(upper.grain - 1, None, upper.grain), slice(None, None, lower.grain)
    for run in _runs(np.isfinite(upper.y[highs]) & np.isfinite(lower.y[lows])):
        x = space.x(upper.x[highs][run])
        top, bottom = (space.exact_y(curve.y[part][run]) for curve, part in ((upper, highs), (lower, lows)))
        fill_columns(painter, x, top, bottom, colours, width=width)


def _runs(is_there: NDArray[np.bool_]) -> list[slice]:
    """Stretches without a hole."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_there.view(np.int8), [0]))))
    return [slice(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
