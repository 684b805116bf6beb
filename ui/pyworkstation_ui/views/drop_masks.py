"""What shows where a dragged dock would drop, on X11: without a compositor its transparent windows are black, and hide all charts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

_ON = (QEvent.Type.Show, QEvent.Type.Paint, QEvent.Type.Resize)
_NOWHERE = QRegion(0, 0, 1, 1)
"""An empty region would be no mask."""


class DropMasks(QObject):
    """Leaves of these windows only what they draw on."""

    def __init__(self, manager: ads.CDockManager) -> None:
        super().__init__(manager)
        for kind in (ads.CDockOverlay, ads.CDockOverlayCross):
            for window in manager.findChildren(kind):
                window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """They say nothing when they show another place, but paint; where it is they know when they have painted."""
        if event.type() in _ON and isinstance(window, QWidget):
            QTimer.singleShot(0, window, partial(_follow, window))
        return False


def _follow(window: QWidget) -> None:
    drawn = _drawn(window)
    if window.mask() != drawn:
        window.setMask(drawn)
        window.update()


def _drawn(window: QWidget) -> QRegion:
    if isinstance(window, ads.CDockOverlay):
        is_over = (
            window.dropPreviewEnabled() and window.dropAreaUnderCursor() != ads.InvalidDockWidgetArea
        )  # Else it has the place of before.
        return _union([window.dropOverlayRect().adjusted(0, 0, 1, 1)] if is_over else [])
    return _union(each.geometry() for each in window.findChildren(QLabel) if each.isVisible())


def _union(rectangles: Iterable[QRect]) -> QRegion:
    region = QRegion()
    for each in rectangles:
        region = region.united(each)
    return region if not region.isEmpty() else _NOWHERE
