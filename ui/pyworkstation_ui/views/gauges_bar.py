"""The status bar: how well the desktop and the engine talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QStatusBar

from pyworkstation_ui.state.gauges import format_duration
from pyworkstation_ui.state.health import health_words
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.trading_state_label import TradingStateLabel

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk

_SHOW_EVERY_MS = 500
_STREAM = "Stream messages from the engine"


class GaugesBar(QStatusBar):
    """Ping, stream, epoch, gaps and frame time; twice a second is fast enough to read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.ping = _label("Desktop to the Rust engine and back: last, median of the last minute")
        self.stream = _label(_STREAM)
        self.epoch = _label(
            "Each seek starts an epoch; gaps are stream messages that were missed and made good"
        )
        self.frame = _label(
            "What a frame costs the desktop: update of all panels and painting of their charts, median"
        )
        self.setSizeGripEnabled(False)
        self.setFont(theme.font(theme.SMALL_PX))
        for label in (self.ping, self.stream, self.epoch):
            self.addWidget(label)
        self.ping.setMinimumWidth(theme.text_width(theme.SMALL_PX, "Ping 00.00 ms  (median 00.00 ms)") + 24)
        self.frame.setMinimumWidth(theme.text_width(theme.SMALL_PX, "Frame 00.00 ms") + 24)
        self.trading = TradingStateLabel(desk.trading, desk.connection)
        self.addPermanentWidget(self.trading)
        self.addPermanentWidget(self.frame)
        self._timer = QTimer(self, interval=_SHOW_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Show what was measured last."""
        gauges = self._desk.gauges
        ping = gauges.ping
        self.ping.setText(f"Ping {format_duration(ping.last)}  (median {format_duration(ping.median)})")
        self.stream.setText(f"Stream {gauges.messages_per_s:.0f} msg/s")
        self.stream.setToolTip(f"{_STREAM}\n{health_words(gauges.health)}".rstrip())
        self.epoch.setText(f"Epoch {self._desk.replay.state.epoch}   Gaps {gauges.gaps}")
        self.frame.setText(f"Frame {format_duration(gauges.frame.median)}")


def _label(tip: str) -> QLabel:
    label = QLabel()
    label.setToolTip(tip)
    label.setFont(theme.font(theme.SMALL_PX))
    label.setContentsMargins(8, 0, 12, 0)
    dress(label, "color: $DIM")
    return label
