"""Says four times a second that the engine lives; who misses it for a while knows that it does not."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Heartbeat

if TYPE_CHECKING:
    from pyworkstation.services.streams import Streams


class HeartbeatThread:
    """Publishes topic `heartbeat` until closed."""

    def __init__(self, streams: Streams, *, pid: int, interval_s: float) -> None:
        self._streams = streams
        self._pid = pid
        self._interval_s = interval_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop beating."""
        self._closed.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._closed.wait(self._interval_s):
            self._streams.publish("heartbeat", Heartbeat(pid=self._pid, now_us=time.time_ns() // 1000))
