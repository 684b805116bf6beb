"""The time that all panels point at."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class CrosshairModel(QObject):
    """`time_us` is the open of the bar under the mouse in the panel `source`; None when the mouse is in no panel."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.time_us: int | None = None
        self.source = ""

    def point(self, source: str, time_us: int | None) -> None:
        """The mouse in panel `source` is over the bar of this time, or over none."""
        if (source, time_us) != (self.source, self.time_us):
            self.source, self.time_us = source, time_us
            self.moved.emit()

    def leave(self, source: str) -> None:
        """The mouse left the panel `source`."""
        if source == self.source:
            self.point("", None)
