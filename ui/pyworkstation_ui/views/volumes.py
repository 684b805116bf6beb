"""Volumes: a quiet histogram along the bottom of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.candles import body_side
from pyworkstation_ui.views.device_space import Rectangles, whole
from pyworkstation_ui.views.few import FEW, draw_volumes

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame


class VolumeLayer:
    """Draws each candle's volume, the tallest in view `VOLUME_SHARE` of the panel high."""

    def __init__(self) -> None:
        self._rectangles = Rectangles()

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Fill the columns of rising and of falling candles."""
        candles, most = frame.candles, frame.most_volume
        if most <= 0 or not len(candles):
            return
        side = body_side(candles.span * space.x_scale, space.hair)
        bottom, top = space.row(frame.scale.low), space.row(frame.scale.high)
        per_unit = (bottom - top) * theme.VOLUME_SHARE / most
        if len(candles) <= FEW:
            draw_volumes(painter, candles, space, side=side, per_unit=per_unit)
            return
        x = whole(space.x(candles.x) - space.hair / 2) - side
        height = np.rint(candles.volume * per_unit)
        rising = candles.close >= candles.open
        for which, colour in ((rising, theme.UP_VOLUME), (~rising, theme.DOWN_VOLUME)):
            painter.setBrush(colour)
            tall = height[which]
            self._rectangles.fill(painter, x[which], bottom - tall, space.hair + 2 * side, tall)
