"""Says again and again that the engine lives, and how it is; who misses it for a while knows that it does not."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import StreamBody
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)


class BeatThread:
    """Publishes what `say` returns on a topic, each interval, until closed."""

    def __init__(
        self, streams: Streams, topic: str, say: Callable[[], StreamBody], *, interval_s: float
    ) -> None:
        self._streams = streams
        self._topic = topic
        self._say = say
        self._interval_s = interval_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=topic, daemon=True)
        self._thread.start()

    @property
    def death(self) -> str:
        """Why it beats no longer; empty while it does."""
        return "" if self._thread.is_alive() else "its thread has ended"

    def close(self) -> None:
        """Stop beating."""
        self._closed.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._closed.wait(self._interval_s):
            try:
                self._streams.publish(self._topic, self._say())
            except Exception:
                log.exception("%s was not said", self._topic)


def heartbeat(pid: int) -> Heartbeat:
    """Now."""
    return Heartbeat(pid=pid, now_us=time.time_ns() // 1000)
