"""Watches the GUI thread from a timer of its own: how long it was away from its events, and what it was at when it was long.

A beat every 5 ms. By the clock, what other programs and threads take is in a gap; by the thread's processor time it is not. When a beat
is late, a thread looks at what every thread is at. It has to wait for its turn of the interpreter, as the GUI thread has: where one was
held for long, what the others are at tells by whom.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_BEAT_MS = 5
_LATE_MS = 50
_LOOK_AFTER_S = 0.03
_NAMED = 5
_LOOK_EVERY_S = 0.008
_CALLS = 9


@dataclass(frozen=True, slots=True)
class Stall:
    """`stack` is the GUI thread's, the innermost call first; `others` are the innermost calls of all other threads."""

    at_s: float
    wall_ms: float
    cpu_ms: float
    gc_ms: float
    stack: str
    others: str

    def words(self) -> str:
        """In a few lines."""
        collected = f", {self.gc_ms:.0f} of it collecting garbage" if self.gc_ms > 1 else ""
        return (
            f"{self.at_s:.1f} s: {self.wall_ms:.0f} ms by the clock, {self.cpu_ms:.0f} of CPU{collected}\n"
            f"    in {self.stack}\n    others: {self.others}"
        )


class Watchdog(QObject):
    """`on_beat(seconds)` is called with each beat, so that its owner can end."""

    def __init__(self, on_beat: Callable[[float], None]) -> None:
        super().__init__()
        self._on_beat = on_beat
        self._gui = threading.get_ident()
        self._seen: tuple[float, str, str] | None = None
        self._began_s = self._last_s = time.perf_counter()
        self._last_cpu_s = time.thread_time()
        self._gc_s = 0.0
        self._gc_began_s = 0.0
        self.worst_wall_ms = self.worst_cpu_ms = self.worst_gc_ms = 0.0
        self.late = self.late_by_cpu = 0
        self.stalls: list[Stall] = []
        gc.callbacks.append(self._note_gc)
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        threading.Thread(target=self._look, name="watchdog", daemon=True).start()

    def start(self) -> None:
        """From now on."""
        self._began_s = self._last_s = time.perf_counter()
        self._last_cpu_s = time.thread_time()
        self._gc_s = 0.0
        self._timer.start()

    def worst(self) -> list[Stall]:
        """The longest by CPU, then the longest by the clock, each once."""
        by_cpu = sorted(self.stalls, key=lambda stall: -stall.cpu_ms)[:_NAMED]
        by_wall = sorted(self.stalls, key=lambda stall: -stall.wall_ms)[:_NAMED]
        return list(dict.fromkeys((*by_cpu, *by_wall)))

    def figures(self) -> dict[str, float]:
        """In milliseconds, and how often it was too long."""
        return {
            "gap_ms": self.worst_wall_ms,
            "work_ms": self.worst_cpu_ms,
            "gc_ms": self.worst_gc_ms,
            "gaps_over_50_ms": self.late,
            "works_over_50_ms": self.late_by_cpu,
        }

    def _beat(self) -> None:
        now_s, cpu_s = time.perf_counter(), time.thread_time()
        wall_ms, cpu_ms = (now_s - self._last_s) * 1e3, (cpu_s - self._last_cpu_s) * 1e3
        self.worst_wall_ms, self.worst_cpu_ms = (
            max(self.worst_wall_ms, wall_ms),
            max(self.worst_cpu_ms, cpu_ms),
        )
        self.late += wall_ms > _LATE_MS
        self.late_by_cpu += cpu_ms > _LATE_MS
        if wall_ms > _LATE_MS or cpu_ms > _LOOK_AFTER_S * 1e3:
            self._note(wall_ms, cpu_ms)
        self._on_beat(now_s - self._began_s)
        self._gc_s = 0.0
        self._last_s, self._last_cpu_s = time.perf_counter(), time.thread_time()

    def _note(self, wall_ms: float, cpu_ms: float) -> None:
        began_s, own, others = self._seen or (0.0, "", "")
        if began_s != self._last_s:
            own, others = "unknown: it was over before it was looked at", ""
        self.stalls.append(
            Stall(self._last_s - self._began_s, wall_ms, cpu_ms, self._gc_s * 1e3, own, others)
        )

    def _look(self) -> None:
        """Its own thread: once in each beat that is late."""
        while True:
            time.sleep(_LOOK_EVERY_S)
            began_s = self._last_s
            if time.perf_counter() - began_s > _LOOK_AFTER_S and (
                self._seen is None or self._seen[0] != began_s
            ):
                self._seen = began_s, *self._stacks()

    def _stacks(self) -> tuple[str, str]:
        frames = sys._current_frames()
        own = " < ".join(_calls(frames.pop(self._gui), _CALLS))
        frames.pop(threading.get_ident())
        return own, ", ".join(_calls(frame, 2)[-1] for frame in frames.values())

    def _note_gc(self, phase: str, _info: dict[str, Any]) -> None:
        """Of whichever thread: none other goes on meanwhile."""
        if phase == "start":
            self._gc_began_s = time.perf_counter()
            return
        spent_s = time.perf_counter() - self._gc_began_s
        self._gc_s += spent_s
        self.worst_gc_ms = max(self.worst_gc_ms, spent_s * 1e3)


def _calls(frame: FrameType | None, most: int) -> list[str]:
    """The innermost first."""
    found = []
    while frame is not None and len(found) < most:
        code = frame.f_code
        found.append(
            f"{code.co_qualname} ({code.co_filename.replace(chr(92), '/').rpartition('/')[2]}:{frame.f_lineno})"
        )
        frame = frame.f_back
    return found
