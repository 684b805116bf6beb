"""The measurements of the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.gauges import Gauge

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Health


class GaugesModel(QObject):
    """The engine's health, ping in seconds, stream messages per second, gaps, and what a frame costs the GUI thread in seconds."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ping = Gauge(60)
        self.frame = Gauge(120)
        self.messages_per_s = 0.0
        self.gaps = 0
        self.health: Health | None = None
        self._paint_s = 0.0

    def add_ping(self, seconds: float) -> None:
        """A ping came back."""
        self.ping.add(seconds)
        self.changed.emit()

    def set_stream(self, messages_per_s: float, gaps: int) -> None:
        """How busy the stream is."""
        self.messages_per_s, self.gaps = messages_per_s, gaps
        self.changed.emit()

    def clear_connection(self) -> None:
        """The engine is lost: what was measured on it is over."""
        self.ping.clear()
        self.health = None
        self.set_stream(0.0, self.gaps)

    def add_paint(self, seconds: float) -> None:
        """A panel was painted; counts towards the frame under way."""
        self._paint_s += seconds

    def end_frame(self, update_s: float) -> None:
        """A frame's update took `update_s`; the paints since the last frame are added to it."""
        if self._paint_s:
            self.frame.add(update_s + self._paint_s)
        self._paint_s = 0.0
