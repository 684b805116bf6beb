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
    UPKEEP = "upkeep"


class LaneFullError(Exception):
    """Too many requests wait in this lane."""


class Lanes:
    """The worker threads: one for the replay, one for imports, several for reading, two for people's queries, one for backups."""

    def __init__(self, *, read_threads: int) -> None:
        sizes = {Lane.REPLAY: 1, Lane.IMPORT: 1, Lane.READ: read_threads, Lane.QUERY: 2, Lane.UPKEEP: 1}
        self._pools = {lane: ThreadPoolExecutor(size, f"lane-{lane.value}") for lane, size in sizes.items()}
        self._room = {lane: threading.BoundedSemaphore(_WAITING_AT_MOST) for lane in sizes}

    def submit(self, lane: Lane, work: Callable[[], None]) -> None:
        """Run `work` in the lane. Raises LaneFullError."""
        room = self._room[lane]
        if not room.acquire(blocking=False):
            raise LaneFullError
        try:
            self._pools[lane].submit(work).add_done_callback(lambda _: room.release())
        except RuntimeError:  # The pool is shut down: the engine is stopping.
            room.release()
            raise LaneFullError from None

    def close(self) -> None:
        """Wait for what runs; drop what waits."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in self._pools.values():
            pool.shutdown(wait=True)
