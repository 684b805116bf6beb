"""Closes as a line, or as an area down to the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainter, QPen

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.column_fill import fill_columns, shades
from pyworkstation_ui.views.device_space import Polyline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame

_LINE_HAIRS = 1.5
_TOP_ALPHA, _BOTTOM_ALPHA = 90, 6


class CloseLayer:
    """Draws the frame's closes where its kind is a line or an area."""

    def __init__(self) -> None:
        self._line = Polyline()

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Fill the area first, the line over it."""
        if frame.closes is None or len(frame.closes.x) < 2:
            return
        x = space.x(frame.closes.x)
        y = space.exact_y(frame.closes.y) + space.hair / 2
        if frame.kind == "area":
            _fill(painter, x, y, frame, space)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.ACCENT, _LINE_HAIRS * space.hair))
        self._line.draw(painter, x, y)
        painter.restore()


def _fill(
    painter: QPainter,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    frame: ChartFrame,
    space: DeviceSpace,
) -> None:
    """It fades from the top edge of the panel to the bottom."""
    height, width = round(float(space.y(frame.scale.low))), round(float(space.x(frame.right)))
    colours = shades(theme.ACCENT.rgb(), _TOP_ALPHA, _BOTTOM_ALPHA, height)
    fill_columns(painter, x, y, np.full(len(x), float(height)), colours, width=width)
