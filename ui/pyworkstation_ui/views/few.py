"""The newest few bars, drawn one by one: what moves with every tick. For so few, NumPy's calls would cost many times the drawing.

The pixels are those of the layers' own arrays.
"""

from __future__ import annotations

from math import floor, isfinite
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import A_HALF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.device_space import DeviceSpace

FEW = 6
"""Bars, or points of a curve."""


def draw_candles(
    painter: QPainter, candles: Candles, space: DeviceSpace, *, side: int, hollow_inside: bool
) -> None:
    """Wicks, and bodies that stand out `side` pixels from them; rising ones show the panel inside if that is wished."""
    hair = space.hair
    prices = (column.tolist() for column in (candles.open, candles.high, candles.low, candles.close))
    for x, opened, high, low, close in zip(candles.x.tolist(), *prices, strict=True):
        colour = theme.UP if close >= opened else theme.DOWN
        left = floor(space.x(x) - hair / 2 + A_HALF)
        top, bottom = space.row(high), space.row(low) + hair
        painter.fillRect(left, top, hair, bottom - top, colour)
        if not side:
            continue
        top, bottom = space.row(max(opened, close)), space.row(min(opened, close)) + hair
        painter.fillRect(left - side, top, hair + 2 * side, bottom - top, colour)
        if hollow_inside and close >= opened and bottom - top > 2 * hair:
            inner = bottom - top - 2 * hair
            painter.fillRect(left - side + hair, top + hair, 2 * side - hair, inner, theme.PANEL)


def draw_volumes(
    painter: QPainter, candles: Candles, space: DeviceSpace, *, side: int, per_unit: float
) -> None:
    """Columns on the bottom edge, `per_unit` pixels high for each of volume."""
    hair, bottom = space.hair, space.row(space.scale.low)
    columns = (candles.x.tolist(), candles.open.tolist(), candles.close.tolist(), candles.volume.tolist())
    for x, opened, close, volume in zip(*columns, strict=True):
        colour = theme.UP_VOLUME if close >= opened else theme.DOWN_VOLUME
        left, tall = floor(space.x(x) - hair / 2 + A_HALF) - side, round(volume * per_unit)
        painter.fillRect(left, bottom - tall, hair + 2 * side, tall, colour)


def fill_band(painter: QPainter, upper: Curve, lower: Curve, colour: QColor, space: DeviceSpace) -> None:
    """Between two curves of as many places, column by column, where the painter is not clipped."""
    shown = painter.clipBoundingRect()
    edges = [
        [space.exact_row(y) for y in curve.y[start :: curve.grain].tolist()]
        for curve, start in ((upper, upper.grain - 1), (lower, 0))
    ]
    columns = [space.x(x) for x in upper.x[:: upper.grain].tolist()]
    for column, top, bottom in _between(
        columns, *edges, first=floor(shown.left()), stop=floor(shown.right()) + 1
    ):
        painter.fillRect(column, min(top, bottom), 1, abs(bottom - top), colour)


def _between(
    x: list[float], upper: list[float], lower: list[float], *, first: int, stop: int
) -> Iterator[tuple[int, int, int]]:
    """(column, row of the upper line, row of the lower) of the columns from `first` on and before `stop`."""
    for place in range(len(x) - 1):
        start, end = x[place], x[place + 1]
        pairs = (upper[place], upper[place + 1]), (lower[place], lower[place + 1])
        if not all(isfinite(row) for pair in pairs for row in pair):
            continue
        slopes = [(later - row) / (end - start) for row, later in pairs]
        for column in range(max(-floor(-start), first), min(-floor(-end), stop)):
            rows = (
                round(slope * (column - start) + pair[0]) for slope, pair in zip(slopes, pairs, strict=True)
            )
            yield column, *rows
