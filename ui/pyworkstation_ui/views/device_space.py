"""Painting on whole device pixels, at every display scale (Windows often has 125 % or 150 %)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.prices import PriceScale


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


@contextmanager
def device_space(painter: QPainter, scale: PriceScale) -> Iterator[DeviceSpace]:
    """Within it the painter's unit is one device pixel; the data's transform is in what comes back."""
    ratio = painter.device().devicePixelRatioF()
    data = painter.worldTransform()
    painter.save()
    painter.resetTransform()
    painter.scale(1 / ratio, 1 / ratio)
    try:
        yield DeviceSpace(
            data.m11() * ratio,
            data.dx() * ratio,
            data.m22() * ratio,
            data.dy() * ratio,
            max(1, int(ratio)),
            scale,
        )
    finally:
        painter.restore()


class Rectangles:
    """Many rectangles filled in one call. Reuses its memory from frame to frame."""

    def __init__(self) -> None:
        self._array = internals.PrimitiveArray(QRectF, 4)

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
        self._array.resize(len(x))
        memory = self._array.ndarray()
        memory[:, 0] = x
        memory[:, 1] = y
        memory[:, 2] = width
        memory[:, 3] = height
        painter.drawRects(*self._array.drawargs())
