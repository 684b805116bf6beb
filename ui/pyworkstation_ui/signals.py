"""A polite kill, a closed terminal and Ctrl-C close the desktop in order, so that the engine it started ends with it."""

from __future__ import annotations

import signal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from types import FrameType

    from PySide6.QtWidgets import QApplication

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_BY_SIGNAL = 128


def close_on_signals(app: QApplication) -> None:
    """End `app` with 128 plus the signal's number. Python looks at signals between two of the frames' ticks."""

    def handle(number: int, _frame: FrameType | None) -> None:
        # By way of the event loop: one that has not begun yet cannot be left.
        QTimer.singleShot(0, partial(app.exit, _BY_SIGNAL + number))

    for name in _NAMES:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handle)
