"""Painting on whole device pixels, at every display scale (Windows often has 125 % or 150 %)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from pyworkstation_ui.views.primitives import Primitives

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.views.frame import Frame


@dataclass(frozen=True, slots=True)
class DeviceSpace:
    """Maps bar index and price (in points, by way of the scale) to device pixels. `hair` is a thin line's width in them."""

    x_scale: float
    x_offset: float
    y_scale: float
    y_offset: float
    hair: int
    scale: PriceScale

    def x(self, index: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Device column, not rounded."""
        return np.asarray(index) * self.x_scale + self.x_offset

    def y(self, points: NDArray[np.int64] | NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Device row, rounded."""
        return np.rint(self.exact_y(points))

    def exact_y(self, points: NDArray[np.int64] | NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Device row between two rows, for lines that are smoothed."""
        return self.scale.places(np.asarray(points)) * self.y_scale + self.y_offset


def device_space(frame: Frame, *, height: int, ratio: float) -> DeviceSpace:
    """Where a frame's bars and prices lie in an area so many device pixels high, `ratio` of them to a pixel."""
    scale = frame.scale
    low, high = scale.place(scale.low), scale.place(scale.high)
    x_scale, y_scale = frame.bar_px * ratio, height / (high - low)
    return DeviceSpace(x_scale, -frame.left * x_scale, -y_scale, high * y_scale, hair_of(ratio), scale)


def whole(columns: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Rounded so that columns which a view moved by whole pixels has moved are rounded as they were.

    Halves are met often (2.5 pixels a bar), and rounding them to the even one, or as the last bit has it, would not do.
    """
    rounded: NDArray[np.float64] = np.floor(columns + _A_HALF)
    return rounded


_A_HALF = 0.5 + 2**-12


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
        rows[:, 0] = x
        rows[:, 1] = y
        rows[:, 2] = width
        rows[:, 3] = height
        painter.drawRects(self._rows.first, len(rows))


class Polyline:
    """The stretches of a line that has holes, drawn in one call."""

    def __init__(self) -> None:
        self._rows = Primitives(QLineF)

    def draw(self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """From point to point with the painter's pen; where `y` is NaN there is a hole."""
        ends = np.stack((x[:-1], y[:-1], x[1:], y[1:]), axis=1)
        if np.isnan(y.sum()):
            ends = ends[np.isfinite(ends).all(axis=1)]
        if not len(ends):
            return
        self._rows.rows(len(ends))[:] = ends
        painter.drawLines(self._rows.first, len(ends))
