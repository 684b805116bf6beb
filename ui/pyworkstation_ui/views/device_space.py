"""Painting on whole device pixels, at every display scale (Windows often has 125 % or 150 %)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from pyworkstation_ui.views.primitives import Primitives

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.views.frame import Frame


Places = TypeVar("Places", "NDArray[np.float64]", float)


@dataclass(frozen=True, slots=True)
class DeviceSpace:
    """Maps bar index and price (in points, by way of the scale) to device pixels. `hair` is a thin line's width in them."""

    x_scale: float
    x_offset: float
    y_scale: float
    y_offset: float
    hair: int
    scale: PriceScale

    def x(self, index: Places) -> Places:
        """Device column, not rounded."""
        return index * self.x_scale + self.x_offset

    def y(self, points: NDArray[np.int64] | NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Device row, rounded."""
        return np.rint(self.exact_y(points))

    def row(self, points: float) -> int:
        """Device row of one price."""
        return round(self.exact_row(points))

    def exact_row(self, points: float) -> float:
        """The same between two rows."""
        return self.scale.place(points) * self.y_scale + self.y_offset

    def exact_y(self, points: NDArray[np.int64] | NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Device row between two rows, for lines that are smoothed."""
        return self.scale.places(np.asarray(points)) * self.y_scale + self.y_offset


def device_space(frame: Frame, *, height: int, ratio: float) -> DeviceSpace:
    """Where a frame's bars and prices lie in an area so many device pixels high, `ratio` of them to a pixel."""
    scale = frame.scale
    low, high = scale.place(scale.low), scale.place(scale.high)
    x_scale, y_scale = frame.bar_px * ratio, height / (high - low)
    return DeviceSpace(x_scale, -frame.left * x_scale, -y_scale, high * y_scale, hair_of(ratio), scale)


def whole(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rounded so that columns which a view moved by whole pixels has moved are rounded as they were.

    Halves are met often (2.5 pixels a bar), and rounding them to the even one, or as the last bit has it, would not do.
    """
    rounded: NDArray[np.float64] = np.floor(columns + A_HALF)
    return rounded


A_HALF = 0.5 + 2**-12


def hair_of(ratio: float) -> int:
    """Device pixels of a thin line."""
    return max(1, int(ratio))


class Rectangles:
    """Many rectangles filled in one call."""

    def __init__(self) -> None:
        self._rows = Primitives(QRectF)

    def fill(
        self,
        painter: QPainter,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        width: NDArray[np.float64] | float,
        height: NDArray[np.float64] | float,
    ) -> None:
        """Draw with the painter's brush and pen. All arrays have one length."""
        if not len(x):
            return
        rows = self._rows.rows(len(x))
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = x, y, width, height
        painter.drawRects(self._rows.first, len(rows))

    def fill_rows(self, painter: QPainter, rectangles: NDArray[np.float64]) -> None:
        """The same of rows of x, y, width and height."""
        if len(rectangles):
            self._rows.rows(len(rectangles))[:] = rectangles
            painter.drawRects(self._rows.first, len(rectangles))


class Polyline:
    """The stretches of a line that has holes, drawn in one call."""

    def __init__(self) -> None:
        self._rows = Primitives(QLineF)

    def draw_few(self, painter: QPainter, points: list[tuple[float, float]]) -> None:
        """The same of a handful of points."""
        ends = [(*one, *other) for one, other in pairwise(points) if not isnan(one[1] + other[1])]
        if ends:
            self._rows.rows(len(ends))[:] = ends
            painter.drawLines(self._rows.first, len(ends))

    def draw(self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """From point to point with the painter's pen; where `y` is NaN there is a hole."""
        count = len(x) - 1
        if count < 1:
            return
        ends = self._rows.rows(count)
        ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
        if isnan(y.sum()):
            whole_ones = ends[np.isfinite(ends).all(axis=1)]
            count = len(whole_ones)
            ends[:count] = whole_ones
        if count:
            painter.drawLines(self._rows.first, count)
