"""Where windows that float come back: as they were, or within reach where their screen is gone or has become another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDataStream, QPoint, QRect, QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LEAST = QSize(240, 160)
_USUAL = QSize(640, 480)
_TITLE_PX = 30
_STEP_PX = 32
_GEOMETRY = re.compile(rb'<Container Floating="1">\s*<Geometry>([^<]*)</Geometry>')
_VERSION_BYTES = 4


def kept_places(layout: QByteArray) -> list[QRect]:
    """Of the windows in a layout, in its order; empty ones where nothing is said."""
    return [_normal_place(QByteArray.fromHex(text)) for text in _GEOMETRY.findall(layout.data())]


def bring_within_reach(window: QWidget, kept: QRect, number: int) -> None:
    """Qt leaves a window as small as it was made, and anywhere, where its screen has a far other width. No two cover each other."""
    if window.width() < _LEAST.width() or window.height() < _LEAST.height():
        window.resize(kept.size().expandedTo(_LEAST) if kept.isValid() else _USUAL)
        window.move(kept.topLeft() if kept.isValid() else window.pos())
    title = QRect(window.frameGeometry().topLeft(), QSize(window.frameGeometry().width(), _TITLE_PX))
    screens = [screen.availableGeometry() for screen in window.screen().virtualSiblings()]
    if not any(screen.contains(title.center()) and screen.contains(title.topLeft()) for screen in screens):
        window.resize(window.size().boundedTo(screens[0].size() * 0.9))
        edge = _STEP_PX * number
        room = screens[0].adjusted(edge, edge, -edge, -edge)
        window.move(_within(room, QRect(title.topLeft(), window.frameGeometry().size())))


def _within(screen: QRect, frame: QRect) -> QPoint:
    """The nearest place, from the upper left corner on."""
    left = max(min(frame.left(), screen.right() - frame.width()), screen.left())
    top = max(min(frame.top(), screen.bottom() - frame.height()), screen.top())
    return QPoint(left, top)


def _normal_place(geometry: QByteArray) -> QRect:
    """As Qt writes it down (`QWidget::saveGeometry`): a number, the version, the frame, and the place when it is not maximised."""
    stream = QDataStream(geometry)
    stream.readUInt32()
    stream.skipRawData(_VERSION_BYTES)
    frame, normal = QRect(), QRect()
    stream >> frame >> normal
    return normal
