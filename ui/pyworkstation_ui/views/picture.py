"""Layers painted from a frame: what stands still from bar to bar once, what moves with every tick over it.

Of the screen, too, only what may look otherwise is painted again: most of the cost of a frame is memory that is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QRegion

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.device_space import device_space
from pyworkstation_ui.views.frame import F

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import Frame, Layer

# Once: PySide asks a member of an enum for its value in Python.
_NO_PEN = QPen(Qt.PenStyle.NoPen)
_INTERSECT = Qt.ClipOperation.IntersectClip
_PIXEL_BYTES = 4
_WIDEST_HAIRS = 3
_CLOSE_PX = 24
_NO_PIXEL = 1e-3
"""What is rounded away where indexes of bars are in the millions."""


@dataclass(frozen=True, slots=True, eq=False)
class _Standing(Generic[F]):
    """What the image shows: a frame without what moves, on an area of `size` device pixels; from column `boundary` on it moves."""

    frame: F
    looks: tuple[object, ...]
    size: QSize
    ratio: float
    space: DeviceSpace
    boundary: int


@dataclass(frozen=True, slots=True, eq=False)
class _Shown(Generic[F]):
    """A frame on what stands of it, with what moves."""

    standing: _Standing[F]
    frame: F
    moving: F
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
        looks = (frame.content(), size, ratio, theme.worn())
        if before is None or before.standing.looks != looks:
            standing = _standing(frame, looks, size, ratio)
            self._paint_standing(standing, None if before is None else before.standing)
        else:
            standing = before.standing
        moving = frame.since(_bar_at(standing.boundary, standing.space))
        shown = self._shown = _Shown(standing, frame, moving, over)
        if before is None or before.standing is not standing or before.over != over:
            return QRegion(QRect(QPoint(), size))
        return _moved(before.frame, shown)

    def clear(self) -> None:
        """There is nothing to paint."""
        self._shown = None

    def fits(self, size: QSize, ratio: float) -> bool:
        """Whether what is shown was laid out for that many pixels."""
        return self._shown is None or self._shown.standing.looks[1:3] == (size, ratio)

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draw those pixels of what is shown; the painter is clipped to them."""
        shown = self._shown
        if shown is None:
            return
        standing = shown.standing
        painter.save()
        painter.scale(1 / standing.ratio, 1 / standing.ratio)
        width, height, boundary = standing.size.width(), standing.size.height(), standing.boundary
        moves = QRect(boundary, 0, width - boundary, height)
        # One by one: the whole image, clipped to several rectangles, would cost as much as all of it.
        for pixels in _rectangles(region):
            part = _device_pixels(pixels, standing.ratio)
            if part.left() < boundary:
                painter.drawImage(part.topLeft(), self._image, part)
        painter.setClipRect(moves, _INTERSECT)
        painter.drawImage(moves.topLeft(), self._image, moves)
        _paint(painter, self._bars, shown.moving, standing.space)
        painter.setClipping(False)
        _paint(painter, self._over, shown.frame, standing.space)
        painter.restore()

    def _paint_standing(self, now: _Standing[F], before: _Standing[F] | None) -> None:
        """Into the image: the bars up to the boundary, what is behind them everywhere."""
        if self._image.size() != now.size:
            self._image = QImage(now.size, QImage.Format.Format_RGB32)
        start = 0 if before is None else self._slide(before, now)
        width, height = now.size.width(), now.size.height()
        painter = QPainter(self._image)
        painter.setClipRect(start, 0, width - start, height)
        painter.fillRect(start, 0, width - start, height, theme.PANEL)
        _paint(painter, self._behind, now.frame, now.space)
        painter.setClipRect(start, 0, now.boundary - start, height)
        _paint(painter, self._bars, now.frame.since(_bar_at(start, now.space)), now.space)
        painter.end()

    def _slide(self, before: _Standing[F], now: _Standing[F]) -> int:
        """Move to the left what may stay of the image; returns the column from which on it is to be painted.

        Bars that come at the right edge move those before by whole pixels (`Viewport.on_pixels`).
        """
        by = _slid_by(before, now)
        start = before.boundary - by
        if by < 0 or start <= 0 or not now.frame.continues(before.frame, _bar_at(start, now.space)):
            return 0
        if by:
            # As one row, and in its place: what comes over the right edge from the next row is painted over.
            pixels = memoryview(self._image.bits())
            pixels[: -by * _PIXEL_BYTES] = pixels[by * _PIXEL_BYTES :]
        return start


def _standing(frame: F, looks: tuple[object, ...], size: QSize, ratio: float) -> _Standing[F]:
    size = QSize(round(size.width() * ratio), round(size.height() * ratio))
    space = device_space(frame, height=size.height(), ratio=ratio)
    # A little to the left of it, for lines are wider than nothing.
    column = frame.boundary() * space.x_scale + space.x_offset - _WIDEST_HAIRS * space.hair
    boundary = int(min(max(column, 0), size.width()))
    return _Standing(frame.standing(), looks, size, ratio, space, boundary)


def _slid_by(before: _Standing[F], now: _Standing[F]) -> int:
    """Whole pixels by which the bars stand further left; -1 where more than that is otherwise."""
    if (before.size, before.ratio, before.looks[-1]) != (now.size, now.ratio, now.looks[-1]):
        return -1
    by = before.space.x_offset - now.space.x_offset
    return round(by) if before.space.x_scale == now.space.x_scale and abs(by - round(by)) < _NO_PIXEL else -1


def _bar_at(column: int, space: DeviceSpace) -> float:
    return (column - space.x_offset) / space.x_scale


def _moved(before: Frame, now: _Shown[F]) -> QRegion:
    """All that is right of the boundary, and rows where lines go across; the rest stands.

    A few upright rectangles more are nothing; a region of many, to which Qt clips all that is drawn, is slow.
    """
    standing = now.standing
    width, space, ratio = standing.size.width(), standing.space, standing.ratio
    left = standing.boundary
    region = QRegion(_pixels(left, 0, width - left, standing.size.height(), ratio))
    rows = (space.row(points) for points in {*before.across(), *now.frame.across()})
    for top, bottom in _joined([(row, row + space.hair) for row in rows]):
        region += _pixels(0, top, width, bottom - top, ratio)
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
    if ratio == 1.0:
        return pixels
    return _pixels(pixels.x(), pixels.y(), pixels.width(), pixels.height(), 1 / ratio)


def _paint(painter: QPainter, layers: Sequence[Layer[F]], frame: F, space: DeviceSpace) -> None:
    painter.setPen(_NO_PEN)
    for layer in layers:
        layer.paint(painter, frame, space)
