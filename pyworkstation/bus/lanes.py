"""Where a request is worked on: in the bus thread when it takes microseconds, else on the threads of its lane."""

from __future__ import annotations

import enum
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WAITING_AT_MOST = 64


class Lane(enum.Enum):
    """Requests of one lane with one thread are done in the order they came."""

    INLINE = "inline"
    REPLAY = "replay"
    IMPORT = "import"
    READ = "read"
    QUERY = "query"
    TRADE = "trade"
    UPKEEP = "upkeep"
    NEWS = "news"
    LOCK = "lock"


class LaneFullError(Exception):
    """Too many requests wait in this lane."""


class LaneClosedError(Exception):
    """Nobody works in this lane now."""


class OpenLane:
    """The worker threads of one lane."""

    def __init__(self, lane: Lane, *, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, f"lane-{lane.value}")
        self._room = threading.BoundedSemaphore(_WAITING_AT_MOST)
        self._is_closed = False

    @property
    def death(self) -> str:
        """Why it works no longer; empty while it does. What a request does ends no thread of a pool."""
        return "closed" if self._is_closed else ""

    def submit(self, work: Callable[[], None]) -> None:
        """Run `work` on one of the threads. Raises LaneFullError, LaneClosedError."""
        if not self._room.acquire(blocking=False):
            raise LaneFullError
        try:
            self._pool.submit(work).add_done_callback(lambda _: self._room.release())
        except RuntimeError:  # The pool is shut down: the engine is stopping.
            self._room.release()
            raise LaneClosedError from None

    def close(self) -> None:
        """Wait for what runs; drop what waits."""
        self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


class Lanes:
    """The lanes that are open."""

    def __init__(self) -> None:
        self._open: dict[Lane, OpenLane] = {}

    def open(self, lane: Lane, *, threads: int) -> OpenLane:
        """Let requests in, to so many threads."""
        self._open[lane] = OpenLane(lane, threads=threads)
        return self._open[lane]

    def submit(self, lane: Lane, work: Callable[[], None]) -> None:
        """Run `work` in the lane. Raises LaneFullError, LaneClosedError."""
        if lane not in self._open:
            raise LaneClosedError
        self._open[lane].submit(work)
