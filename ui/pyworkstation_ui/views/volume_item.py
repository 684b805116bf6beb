"""Volumes: a quiet histogram along the bottom of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.candle_item import body_side
from pyworkstation_ui.views.chart_item import ChartItem
from pyworkstation_ui.views.device_space import Rectangles

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.views.chart_item import ChartFrame
    from pyworkstation_ui.views.device_space import DeviceSpace


class VolumeItem(ChartItem):
    """Draws each candle's volume, the tallest in view `VOLUME_SHARE` of the panel high."""

    def __init__(self) -> None:
        super().__init__()
        self._rectangles = Rectangles()

    def paint_frame(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Fill the columns of rising and of falling candles."""
        candles = frame.candles
        if not len(candles) or not candles.volume.any():
            return
        side = body_side(candles.span * space.x_scale, space.hair)
        x = np.rint(space.x(candles.x) - space.hair / 2) - side
        bottom = float(space.y(frame.scale.low))
        tallest = abs(space.y_scale) * (frame.scale.high - frame.scale.low) * theme.VOLUME_SHARE
        height = np.rint(candles.volume / candles.volume.max() * tallest)
        rising = candles.close >= candles.open
        painter.setPen(Qt.PenStyle.NoPen)
        for which, colour in ((rising, theme.UP_VOLUME), (~rising, theme.DOWN_VOLUME)):
            painter.setBrush(colour)
            tall = height[which]
            self._rectangles.fill(painter, x[which], bottom - tall, space.hair + 2 * side, tall)
