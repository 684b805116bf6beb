"""Dotted lines across a chart: one small image each, where a rectangle for every dot would cost more than the candles."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from pyworkstation_ui.views.device_space import whole

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import Frame

_DOT_EVERY_HAIRS = 3


def dotted_row(painter: QPainter, frame: Frame, space: DeviceSpace, points: float, colour: QColor) -> None:
    """From edge to edge at a price."""
    width = round(float(space.x(frame.right)))
    if width > 0:
        painter.drawImage(0, space.row(points), _dots(width, space.hair, colour.rgba(), False))


def dotted_column(painter: QPainter, frame: Frame, space: DeviceSpace, x: float, colour: QColor) -> None:
    """From top to bottom at a device column."""
    height = round(float(space.y(frame.scale.low)))
    if height > 0:
        painter.drawImage(int(whole(np.array(x))), 0, _dots(height, space.hair, colour.rgba(), True))


@lru_cache(64)
def _dots(length: int, hair: int, rgba: int, is_upright: bool) -> QImage:
    is_dot = np.arange(length) % (_DOT_EVERY_HAIRS * hair) < hair
    row = np.where(is_dot, np.uint32(rgba), np.uint32(0))
    pixels = np.repeat(row[:, None], hair, axis=1) if is_upright else np.repeat(row[None], hair, axis=0)
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
