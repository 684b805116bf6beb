"""The crosshair: a vertical line at the shared time in every panel, a horizontal one under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import Rectangles
from pyworkstation_ui.views.grid import dots

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.views.chart_item import Frame
    from pyworkstation_ui.views.device_space import DeviceSpace


class CrosshairLayer:
    """Draws a vertical line at bar `index` and a horizontal one at `points`; None draws none."""

    def __init__(self) -> None:
        self.index: int | None = None
        self.points: float | None = None
        self._rectangles = Rectangles()

    def paint(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        """Draw both lines, dotted."""
        painter.setBrush(theme.CROSSHAIR)
        if self.index is not None:
            self._vertical(painter, frame, space, self.index)
        if self.points is not None:
            self._horizontal(painter, frame, space, self.points)

    def _vertical(self, painter: QPainter, frame: Frame, space: DeviceSpace, index: int) -> None:
        y = dots(float(space.y(frame.scale.high)), float(space.y(frame.scale.low)), space.hair)
        x = np.full(len(y), np.rint(float(space.x(index)) - space.hair / 2))
        self._rectangles.fill(painter, x, y, space.hair, space.hair)

    def _horizontal(self, painter: QPainter, frame: Frame, space: DeviceSpace, points: float) -> None:
        x = dots(float(space.x(frame.left)), float(space.x(frame.right)), space.hair)
        y = np.full(len(x), float(space.y(points)))
        self._rectangles.fill(painter, x, y, space.hair, space.hair)
