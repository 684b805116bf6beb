"""What is drawn in a chart: layers, painted in device pixels from the frame that the panel hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt

from pyworkstation_ui.views.device_space import device_space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.state.drawing_shapes import DrawnShape
    from pyworkstation_ui.state.panels import ChartKind
    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.time_axis import TimeTick
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.device_space import DeviceSpace


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCurves:
    """An indicator in view: its curves, and its place in the theme's list of line colours."""

    key: int
    colour: int
    curves: list[Curve]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What every drawing area shows: a stretch of bars, a scale, the lines behind, and indicators."""

    left: float
    right: float
    bar_px: float
    scale: PriceScale
    prices: list[int]
    times: list[TimeTick]
    indicators: tuple[DrawnCurves, ...] = ()

    def x_px(self, index: float) -> float:
        """Pixels from the left edge of the middle of a bar."""
        return (index - self.left) * self.bar_px


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ChartFrame(Frame):
    """All that a chart of prices draws at one moment."""

    candles: Candles
    last_price: int
    is_rising: bool
    kind: ChartKind = "candles"
    other_price: int | None = None
    """The other side of the newest quote."""
    breaks: tuple[int, ...] = ()
    """First bars of trading days."""
    drawings: tuple[DrawnShape, ...] = ()


F = TypeVar("F", bound=Frame)
F_contra = TypeVar("F_contra", bound=Frame, contravariant=True)


class Layer(Protocol[F_contra]):
    """One kind of marks on a drawing area."""

    def paint(self, painter: QPainter, frame: F_contra, space: DeviceSpace) -> None:
        """Draw in device pixels, with a brush and no pen."""


class ChartItem(pg.GraphicsObject, Generic[F]):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws layers over the whole view, the first at the bottom."""

    def __init__(self, *layers: Layer[F]) -> None:
        super().__init__()
        self._layers = layers
        self._frame: F | None = None
        self._bounds = QRectF()

    def set_frame(self, frame: F) -> None:
        """Draw this from now on."""
        low, high = frame.scale.place(frame.scale.low), frame.scale.place(frame.scale.high)
        bounds = QRectF(frame.left, low, frame.right - frame.left, high - low)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self._frame = frame
        self.update()

    def clear(self) -> None:
        """Draw nothing."""
        self._frame = None
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The visible part of the chart, in data coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, *_args: object) -> None:
        """Qt asks for the picture."""
        if self._frame is None:
            return
        with device_space(painter, self._frame.scale) as space:
            painter.setPen(Qt.PenStyle.NoPen)
            for layer in self._layers:
                layer.paint(painter, self._frame, space)
