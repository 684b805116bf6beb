"""Candles: wicks and bodies as filled rectangles on whole device pixels, a few draws per panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import DeviceSpace, Rectangles, whole
from pyworkstation_ui.views.few import FEW, draw_candles

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor, QPainter

    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.frame import ChartFrame

_BODY_SHARE = 0.72
_BAR_SHARE = 0.05
_HOLLOW_FROM_HAIRS = 5


class CandleLayer:
    """Draws the bars of the frame: candles, rising ones hollow if it says so, or bars; lines are another layer's."""

    def __init__(self) -> None:
        self._rectangles = Rectangles()

    def paint(self, painter: QPainter, frame: ChartFrame, space: DeviceSpace) -> None:
        """Fill wicks and bodies of rising and of falling candles."""
        if not len(frame.candles) or frame.kind in ("line", "area"):
            return
        if len(frame.candles) <= FEW and frame.kind != "bars":
            side = body_side(frame.candles.span * space.x_scale, space.hair)
            has_room = space.hair + 2 * side >= _HOLLOW_FROM_HAIRS * space.hair
            is_hollow = frame.is_hollow and has_room
            draw_candles(painter, frame.candles, space, side=side, hollow_inside=is_hollow)
            return
        shapes = candle_shapes(frame.candles, space)
        if frame.kind == "bars":
            self._bars(painter, shapes, space.hair)
            return
        self._fill(painter, shapes, shapes.rising, theme.UP)
        self._fill(painter, shapes, ~shapes.rising, theme.DOWN)
        if frame.is_hollow and shapes.body_width >= _HOLLOW_FROM_HAIRS * space.hair:
            self._hollow_out(painter, shapes, space.hair)

    def _fill(
        self, painter: QPainter, shapes: CandleShapes, which: NDArray[np.bool_], colour: QColor
    ) -> None:
        painter.setBrush(colour)
        self._rectangles.fill_rows(painter, shapes.wicks[which])
        if shapes.body_width > shapes.wick_width:
            self._rectangles.fill_rows(painter, shapes.bodies[which])

    def _bars(self, painter: QPainter, shapes: CandleShapes, hair: int) -> None:
        """A line from high to low, the open at its left and the close at its right."""
        side = shapes.wick_x - shapes.body_x
        # Wider bars are stronger, by as much on both sides.
        more = int(shapes.body_width * _BAR_SHARE)
        for which, colour in ((shapes.rising, theme.UP), (~shapes.rising, theme.DOWN)):
            painter.setBrush(colour)
            x, high, low = shapes.wick_x[which], shapes.high[which], shapes.low[which]
            top, bottom = shapes.top[which] - more, shapes.bottom[which] - hair - more
            opened, close = (bottom, top) if colour is theme.UP else (top, bottom)
            high, low, thick = (
                np.minimum(high, top),
                np.maximum(low, bottom + hair + 2 * more),
                hair + 2 * more,
            )
            self._rectangles.fill(painter, x - more, high, thick, low - high)
            self._rectangles.fill(painter, x - side[which], opened, side[which], thick)
            self._rectangles.fill(painter, x + hair, close, side[which], thick)

    def _hollow_out(self, painter: QPainter, shapes: CandleShapes, hair: int) -> None:
        which = shapes.rising & (shapes.bottom - shapes.top > 2 * hair)
        painter.setBrush(theme.PANEL)
        top, bottom = shapes.top[which] + hair, shapes.bottom[which] - hair
        inner = shapes.body_width - 2 * hair
        self._rectangles.fill(painter, shapes.body_x[which] + hair, top, inner, bottom - top)


@dataclass(frozen=True, slots=True, eq=False)
class CandleShapes:
    """Device pixels of each candle; rows `bottom` and `low` are the first below it, so that a flat bar has one."""

    rising: NDArray[np.bool_]
    wick_x: NDArray[np.float64]
    wick_width: int
    body_x: NDArray[np.float64]
    body_width: int
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]

    @property
    def wicks(self) -> NDArray[np.float64]:
        """As rows of x, y, width and height."""
        return _rows(self.wick_x, self.high, self.wick_width, self.low - self.high)

    @property
    def bodies(self) -> NDArray[np.float64]:
        """As rows of x, y, width and height."""
        return _rows(self.body_x, self.top, self.body_width, self.bottom - self.top)


def _rows(
    x: NDArray[np.float64], y: NDArray[np.float64], width: int, height: NDArray[np.float64]
) -> NDArray[np.float64]:
    rows = np.empty((len(x), 4))
    rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = x, y, width, height
    return rows


def candle_shapes(candles: Candles, space: DeviceSpace) -> CandleShapes:
    """Where each candle's wick and body go. The wick is always in the exact middle of the body."""
    side = body_side(candles.span * space.x_scale, space.hair)
    wick_x = whole(space.x(candles.x) - space.hair / 2)
    rising = candles.close >= candles.open
    return CandleShapes(
        rising,
        wick_x,
        space.hair,
        wick_x - side,
        space.hair + 2 * side,
        space.y(candles.high),
        space.y(candles.low) + space.hair,
        space.y(np.where(rising, candles.close, candles.open)),
        space.y(np.where(rising, candles.open, candles.close)) + space.hair,
    )


def body_side(candle_px: float, hair: int) -> int:
    """How far a body stands out from its wick on each side, for candles `candle_px` device pixels apart."""
    wished = (candle_px * _BODY_SHARE - hair) / 2 + 0.5
    with_a_gap = (candle_px - 2 * hair) / 2
    return max(0, int(min(wished, with_a_gap)))
