"""Base of what is drawn in a chart: it paints the frame that the panel hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from pyworkstation_ui.views.device_space import device_space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.time_axis import TimeTick
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.device_space import DeviceSpace


@dataclass(frozen=True, slots=True, eq=False)
class ChartFrame:
    """All that a panel draws at one moment."""

    left: float
    right: float
    bar_px: float
    candles: Candles
    scale: PriceScale
    prices: list[int]
    times: list[TimeTick]
    last_price: int | None = None
    is_rising: bool = True

    def x_px(self, index: float) -> float:
        """Pixels from the left edge of the middle of a bar."""
        return (index - self.left) * self.bar_px

    def index_at(self, x_px: float) -> int:
        """The bar that covers a column."""
        return round(self.left + x_px / self.bar_px)


class ChartItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws the current frame over the whole view."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: ChartFrame | None = None
        self._bounds = QRectF()

    def set_frame(self, frame: ChartFrame) -> None:
        """Draw this from now on."""
        bounds = QRectF(
            frame.left, frame.scale.low, frame.right - frame.left, frame.scale.high - frame.scale.low
        )
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.frame = frame
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The visible part of the chart, in data coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, *_args: object) -> None:
        """Qt asks for the picture."""
        if self.frame is not None:
            with device_space(painter) as space:
                self.paint_frame(painter, self.frame, space)

    def paint_frame(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Draw the frame in device pixels."""
        raise NotImplementedError
