"""Icons, drawn: no file to ship, crisp at every scale."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect

    from pyworkstation_ui.state.link import LinkGroup


def play_icon() -> QIcon:
    """A triangle."""
    return QIcon(_Drawn(_draw_play))


def pause_icon() -> QIcon:
    """Two bars."""
    return QIcon(_Drawn(_draw_pause))


def window_icon() -> QIcon:
    """Three candles."""
    return QIcon(_Drawn(_draw_candles))


def link_icon(group: LinkGroup) -> QIcon:
    """A chip in the group's colour, with its letter for those who do not tell the colours apart."""
    return QIcon(_Drawn(partial(_draw_link, group)))


def eye_icon(*, is_shut: bool) -> QIcon:
    """An eye, crossed out when shut."""
    return QIcon(_Drawn(partial(_draw_eye, is_shut)))


class _Drawn(QIconEngine):
    """Paints with `draw(painter, colour)` on a square of 16 x 16 units."""

    def __init__(self, draw: Callable[[QPainter, QColor], None]) -> None:
        super().__init__()
        self._draw = draw

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw into `rect`, faint when disabled."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / 16, rect.height() / 16)
        self._draw(painter, theme.FAINT if mode == QIcon.Mode.Disabled else theme.TEXT)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The picture at a size in device pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """Another one of the same."""
        return _Drawn(self._draw)


def _draw_link(group: LinkGroup, painter: QPainter, _colour: QColor) -> None:
    painter.setPen(QPen(theme.FAINT, 1.5) if not group else Qt.PenStyle.NoPen)
    painter.setBrush(theme.LINES[_LINK_LINES[group]] if group else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(1, 1, 14, 14), 3, 3)
    painter.setPen(theme.WINDOW)
    painter.setFont(theme.font(theme.SMALL_PX, bold=True))
    painter.drawText(QRectF(0, 0, 16, 16), int(Qt.AlignmentFlag.AlignCenter), group)


_LINK_LINES: dict[LinkGroup, int] = {"A": 1, "B": 0, "C": 2, "D": 3}


def _draw_eye(is_shut: bool, painter: QPainter, colour: QColor) -> None:
    lids = QPainterPath(QPointF(1.5, 8))
    lids.quadTo(QPointF(8, 1.5), QPointF(14.5, 8))
    lids.quadTo(QPointF(8, 14.5), QPointF(1.5, 8))
    painter.setPen(QPen(colour, 1.3))
    painter.drawPath(lids)
    if is_shut:
        painter.drawLine(QPointF(3, 13.5), QPointF(13, 2.5))
    else:
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(8, 8), 2.1, 2.1)


def _draw_play(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(4, 2.5), QPointF(13.5, 8), QPointF(4, 13.5)]))


def _draw_pause(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRects([QRectF(4, 3, 3, 10), QRectF(9, 3, 3, 10)])


def _draw_candles(painter: QPainter, _colour: QColor) -> None:
    draw = partial(_draw_candle, painter)
    draw(3, 4, 13, theme.DOWN)
    draw(8, 6, 11, theme.UP)
    draw(13, 2, 9, theme.UP)


def _draw_candle(painter: QPainter, x: float, top: float, bottom: float, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRects(
        [QRectF(x - 1.7, top, 3.4, bottom - top), QRectF(x - 0.4, top - 2, 0.8, bottom - top + 4)]
    )
