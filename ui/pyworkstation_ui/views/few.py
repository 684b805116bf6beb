"""The newest few bars, drawn one by one: what moves with every tick. For so few, NumPy's calls would cost many times the drawing.

The pixels are those of the layers' own arrays.
"""

from __future__ import annotations

from math import ceil, floor, isnan
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import A_HALF

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.device_space import DeviceSpace

FEW = 12
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
    """Between two curves of as many places, where the painter is not clipped."""
    shown = painter.clipBoundingRect()
    top, bottom = (
        [space.exact_row(y) for y in curve.y[start :: curve.grain].tolist()]
        for curve, start in ((upper, upper.grain - 1), (lower, 0))
    )
    columns = [space.x(x) for x in upper.x[:: upper.grain].tolist()]
    for place in range(len(columns) - 1):
        if not isnan(top[place] + top[place + 1] + bottom[place] + bottom[place + 1]):
            two = slice(place, place + 2)
            _fill_between(painter, (columns[two], top[two], bottom[two]), colour, shown)


def _fill_between(
    painter: QPainter, strip: tuple[list[float], list[float], list[float]], colour: QColor, shown: QRectF
) -> None:
    """From one place to the next: what is the same in all columns at once, since columns of pixels are slow to fill."""
    x, top, bottom = strip
    columns = range(max(ceil(x[0]), floor(shown.left())), min(ceil(x[1]), ceil(shown.right())))
    if not columns:
        return
    tops, bottoms = _rows_at(columns, x, top), _rows_at(columns, x, bottom)
    above, below = list(map(min, tops, bottoms)), list(map(max, tops, bottoms))
    first, last = max(above), min(below)
    if first >= last:
        first = last = max(below)
    painter.fillRect(columns[0], first, len(columns), last - first, colour)
    for column, upper, lower in zip(columns, above, below, strict=True):
        if upper < first:
            painter.fillRect(column, upper, 1, min(first, lower) - upper, colour)
        if lower > last:
            painter.fillRect(column, last, 1, lower - last, colour)


def _rows_at(columns: range, x: list[float], y: list[float]) -> list[int]:
    slope = (y[1] - y[0]) / (x[1] - x[0])
    return [round(slope * (column - x[0]) + y[0]) for column in columns]
