"""Runs the window without anybody watching: waits for moving bars, saves a picture, says what it saw."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation_ui.app import Desktop

LIFE_DEADLINE_S = 60.0
"""Bars must move by then: importing is done before, but the engine has to start and build the bars of the past."""

_LOOK_EVERY_MS = 50


class Screenshot(QObject):
    """Emits `done(exit code, line)`: 0 with the summary as JSON, 3 with why there is no picture."""

    done = Signal(int, str)

    def __init__(self, desktop: Desktop, path: Path, after_s: float) -> None:
        super().__init__()
        self._desktop = desktop
        self._path = path
        self._after_s = after_s
        self._started_s = time.monotonic()
        self._first_ticks: int | None = None
        self._moving_since_s: float | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        now_s = time.monotonic()
        self._notice_movement(now_s)
        if self._moving_since_s is not None and now_s - self._moving_since_s >= self._after_s:
            self._finish()
        elif self._moving_since_s is None and now_s - self._started_s > LIFE_DEADLINE_S:
            self._end(3, f"no bars moved within {LIFE_DEADLINE_S:.0f} s: {self._why()}")

    def _notice_movement(self, now_s: float) -> None:
        state = self._desktop.desk.replay.state
        if not any(self._bars().values()):
            return
        if self._first_ticks is None:
            self._first_ticks = state.ticks_done
        if self._moving_since_s is None and state.ticks_done != self._first_ticks:
            self._moving_since_s = now_s

    def _finish(self) -> None:
        if self._desktop.window.grab().save(str(self._path)):
            self._end(0, json.dumps(self.summary()))
        else:
            self._end(3, f"cannot write {self._path}: expected a writable path that ends in .png")

    def _end(self, code: int, line: str) -> None:
        self._timer.stop()
        self.done.emit(code, line)

    def summary(self) -> dict[str, object]:
        """What was seen: round trip, bars per timeframe, where the replay stands, what a frame cost."""
        desk = self._desktop.desk
        state, gauges = desk.replay.state, desk.gauges
        return {
            "screenshot": str(self._path),
            "symbol": state.symbol,
            "position": format_time(state.position_us) if state.position_us is not None else None,
            "ticks_done": state.ticks_done,
            "ticks_total": state.ticks_total,
            "ticks_per_second": state.ticks_per_second,
            "bars": self._bars(),
            "round_trip_us": round(gauges.ping.median * 1e6) if gauges.ping.median else None,
            "frame_us": round(gauges.frame.median * 1e6) if gauges.frame.median else None,
            "gaps": gauges.gaps,
        }

    def _bars(self) -> dict[str, int]:
        return {timeframe: len(chart.series) for timeframe, chart in self._desktop.desk.charts.items()}

    def _why(self) -> str:
        connection = self._desktop.desk.connection
        veil = self._desktop.window.veil.text().replace("\n", " - ")
        return connection.detail or veil or self._why_it_stands()

    def _why_it_stands(self) -> str:
        state = self._desktop.desk.replay.state
        return (
            "the replay is at its end"
            if state.finished
            else "the replay is paused"
            if state.paused
            else "no tick came"
        )
