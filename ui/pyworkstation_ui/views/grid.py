"""The lines behind and across the candles: prices, times, days, and the last price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.time_axis import Rank
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import Rectangles, whole
from pyworkstation_ui.views.dotted import dotted_column, dotted_row

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import ChartFrame, Frame


class GridLayer:
    """Lines at the labels of both axes; the first bar of a day has a stronger one."""

    def __init__(self) -> None:
        self._rectangles = Rectangles()

    def paint(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        """Draw all lines."""
        self._rows(painter, frame, space)
        within = [tick.index for tick in frame.times if tick.rank is Rank.TIME]
        days = [tick.index for tick in frame.times if tick.rank is not Rank.TIME]
        self._columns(painter, frame, space, within, theme.GRID)
        self._columns(painter, frame, space, days, theme.GRID_DAY)

    def _rows(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        y = space.y(np.array(frame.prices, dtype=np.float64))
        left, right = (float(space.x(edge)) for edge in (frame.left, frame.right))
        painter.setBrush(theme.GRID)
        self._rectangles.fill(painter, np.full(len(y), left), y, right - left, space.hair)

    def _columns(
        self, painter: QPainter, frame: Frame, space: DeviceSpace, indexes: list[int], colour: QColor
    ) -> None:
        x = whole(space.x(np.array(indexes, dtype=np.float64)) - space.hair / 2)
        top, bottom = (float(space.y(edge)) for edge in (frame.scale.high, frame.scale.low))
        painter.setBrush(colour)
        self._rectangles.fill(painter, x, np.full(len(x), top), space.hair, bottom - top)


class BreakLayer:
    """A dotted line before the first bar of each trading day."""

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Draw them from top to bottom."""
        for index in frame.breaks:
            dotted_column(painter, frame, space, float(space.x(index - 0.5)), theme.ACCENT)


class AlertLayer:
    """A dotted line at each price that an alert watches for."""

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Draw those that are in view."""
        for points in frame.alerts:
            if frame.scale.low <= points <= frame.scale.high:
                dotted_row(painter, frame, space, points, theme.AMBER)


class LastPriceLayer:
    """A dotted line at the last price, a fainter one at the other side of the quote."""

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Draw the lines across the view."""
        if frame.other_price is not None:
            dotted_row(painter, frame, space, frame.other_price, theme.FAINT)
        colour = theme.UP if frame.is_rising else theme.DOWN
        dotted_row(painter, frame, space, frame.last_price, colour)
