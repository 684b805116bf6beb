"""Layers painted from a frame: what stands still from bar to bar once, what moves with every tick over it.

Of the screen, too, only what may look otherwise is painted again: most of the cost of a frame is memory that is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Generic

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import device_space
from pyworkstation_ui.views.frame import F

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import Layer

# Python 3.11 looks a member of an enum up in a function.
_NO_PEN = Qt.PenStyle.NoPen
_INTERSECT = Qt.ClipOperation.IntersectClip
_WIDEST_HAIRS = 3
_CLOSE_PX = 24
_NO_PIXEL = 1e-3
"""What is rounded away where indexes of bars are in the millions."""


@dataclass(frozen=True, slots=True, eq=False)
class _Shown(Generic[F]):
    """A frame on an area of `size` device pixels; from column `boundary` on it moves."""

    frame: F
    standing: F
    moving: F
    size: QSize
    ratio: float
    space: DeviceSpace
    boundary: int
    looks: tuple[object, ...]
    """Of all that stands still."""
    over: object


class Picture(Generic[F]):
    """Painted bottom up: `behind` the bars, the `bars` with their curves, and what is `over` them and not of bars."""

    def __init__(
        self, *, behind: Sequence[Layer[F]] = (), bars: Sequence[Layer[F]] = (), over: Sequence[Layer[F]] = ()
    ) -> None:
        self._behind, self._bars, self._over = behind, bars, over
        self._image = QImage()
        self._shown: _Shown[F] | None = None

    def show(self, frame: F, *, size: QSize, ratio: float, over: object = None) -> QRegion:
        """Paint this from now on, on `size` pixels of `ratio` device pixels each; returns which of them look otherwise.

        `over` is what the layers over the bars show beside the frame: another one is painted everywhere.
        """
        before, self._shown = self._shown, None
        if size.isEmpty():
            return QRegion()
        shown = self._shown = _shown(frame, size, ratio, over)
        everything = QRegion(QRect(0, 0, size.width(), size.height()))
        if before is None or before.looks != shown.looks:
            self._paint_standing(shown, before)
            return everything
        return everything if before.over != over else _moved(before, shown)

    def clear(self) -> None:
        """There is nothing to paint."""
        self._shown = None

    def fits(self, size: QSize, ratio: float) -> bool:
        """Whether what is shown was laid out for that many pixels."""
        shown = self._shown
        return shown is None or (shown.size, shown.ratio) == (_in_device_pixels(size, ratio), ratio)

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draw those pixels of what is shown; the painter is clipped to them."""
        shown = self._shown
        if shown is None:
            return
        painter.save()
        painter.scale(1 / shown.ratio, 1 / shown.ratio)
        # One by one: the whole image, clipped to several rectangles, would cost as much as all of it.
        for pixels in _rectangles(region):
            part = _device_pixels(pixels, shown.ratio)
            painter.drawImage(part.topLeft(), self._image, part)
        width, height = shown.size.width(), shown.size.height()
        painter.setClipRect(shown.boundary, 0, width - shown.boundary, height, _INTERSECT)
        _paint(painter, self._bars, shown.moving, shown.space)
        painter.setClipping(False)
        _paint(painter, self._over, shown.frame, shown.space)
        painter.restore()

    def _paint_standing(self, shown: _Shown[F], before: _Shown[F] | None) -> None:
        """Into the image: the bars up to the boundary, what is behind them everywhere."""
        if self._image.size() != shown.size:
            self._image = QImage(shown.size, QImage.Format.Format_RGB32)
        start = 0 if before is None else self._slide(before, shown)
        width, height = shown.size.width(), shown.size.height()
        painter = QPainter(self._image)
        painter.setClipRect(start, 0, width - start, height)
        painter.fillRect(start, 0, width - start, height, theme.PANEL)
        _paint(painter, self._behind, shown.standing, shown.space)
        painter.setClipRect(start, 0, shown.boundary - start, height)
        _paint(painter, self._bars, shown.standing.since(_bar_at(start, shown.space)), shown.space)
        painter.end()

    def _slide(self, before: _Shown[F], now: _Shown[F]) -> int:
        """Move to the left what may stay of the image; returns the column from which on it is to be painted.

        Bars that come at the right edge move those before by whole pixels (`Viewport.on_pixels`).
        """
        by = _slid_by(before, now)
        start = before.boundary - by
        if by < 0 or start <= 0 or not now.standing.continues(before.standing, _bar_at(start, now.space)):
            return 0
        if by:
            # As one row: what comes over the right edge from the next row is painted over.
            pixels = np.frombuffer(self._image.bits(), dtype=np.uint32)
            pixels[:-by] = pixels[by:]
        return start


def _shown(frame: F, size: QSize, ratio: float, over: object) -> _Shown[F]:
    size = _in_device_pixels(size, ratio)
    space = device_space(frame, height=size.height(), ratio=ratio)
    # A little to the left of it, for lines are wider than nothing.
    column = frame.boundary() * space.x_scale + space.x_offset - _WIDEST_HAIRS * space.hair
    boundary = int(min(max(column, 0), size.width()))
    standing = frame.standing()
    looks = (standing.content(), boundary, size.width(), size.height(), space, theme.chart_colours())
    moving = frame.since(_bar_at(boundary, space))
    return _Shown(frame, standing, moving, size, ratio, space, boundary, looks, over)


def _in_device_pixels(size: QSize, ratio: float) -> QSize:
    return QSize(round(size.width() * ratio), round(size.height() * ratio))


def _slid_by(before: _Shown[F], now: _Shown[F]) -> int:
    """Whole pixels by which the bars stand further left; -1 where more than that is otherwise."""
    if (before.size, before.ratio, before.looks[-1]) != (now.size, now.ratio, now.looks[-1]):
        return -1
    by = before.space.x_offset - now.space.x_offset
    return round(by) if before.space.x_scale == now.space.x_scale and abs(by - round(by)) < _NO_PIXEL else -1


def _bar_at(column: int, space: DeviceSpace) -> float:
    return (column - space.x_offset) / space.x_scale


def _moved(before: _Shown[F], now: _Shown[F]) -> QRegion:
    """All that is right of the boundary, and rows where lines go across; the rest stands.

    A few upright rectangles more are nothing; a region of many, to which Qt clips all that is drawn, is slow.
    """
    width = now.size.width()
    region = QRegion(_pixels(now.boundary, 0, width - now.boundary, now.size.height(), now.ratio))
    rows = (now.space.row(points) for points in {*before.frame.across(), *now.frame.across()})
    for top, bottom in _joined([(row, row + now.space.hair) for row in rows]):
        region += _pixels(0, top, width, bottom - top, now.ratio)
    return region


def _joined(stripes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie close together as one."""
    joined: list[tuple[int, int]] = []
    for top, bottom in sorted(stripes):
        if joined and top <= joined[-1][1] + _CLOSE_PX:
            joined[-1] = joined[-1][0], max(bottom, joined[-1][1])
        else:
            joined.append((top, bottom))
    return joined


def _pixels(x: int, y: int, width: int, height: int, ratio: float) -> QRect:
    """The pixels that some device pixels touch."""
    left, top = floor(x / ratio), floor(y / ratio)
    return QRect(left, top, ceil((x + width) / ratio) - left, ceil((y + height) / ratio) - top)


def _rectangles(region: QRegion) -> Iterator[QRect]:
    # PySide6 makes a region iterable and does not say so to type checkers.
    return iter(region)  # type: ignore[call-overload, no-any-return]


def _device_pixels(pixels: QRect, ratio: float) -> QRect:
    """Those that lie in some pixels."""
    return _pixels(pixels.x(), pixels.y(), pixels.width(), pixels.height(), 1 / ratio)


def _paint(painter: QPainter, layers: Sequence[Layer[F]], frame: F, space: DeviceSpace) -> None:
    painter.setPen(_NO_PEN)
    for layer in layers:
        layer.paint(painter, frame, space)
