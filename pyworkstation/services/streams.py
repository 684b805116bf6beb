"""Numbering of stream messages: one rising sequence per topic, so that a listener can see a gap."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from pyworkstation.protocol.envelope import StreamEnvelope, encode
from pyworkstation.protocol.messages import PROTOCOL_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import StreamBody


def _nobody(topic: str, seq: int, body: StreamBody, size: int) -> None:
    """Follows."""


class Streams:
    """Publishes bodies by topic. Thread-safe; messages of a topic leave in the order of their numbers."""

    def __init__(
        self,
        send: Callable[[str, bytes], None],
        *,
        keep: Callable[[str, int, StreamBody, int], None] = _nobody,
    ) -> None:
        """`send` to all who listen, `keep` (topic, number, body, size in bytes) for those who follow."""
        self._send = send
        self._keep = keep
        self._lock = threading.Lock()
        self._seq: Counter[str] = Counter()
        self._listeners: tuple[Callable[[StreamBody], None], ...] = ()

    def listen(self, hear: Callable[[StreamBody], None]) -> None:
        """Have everything told within this process, too: on the thread that publishes, before `publish` returns."""
        self._listeners = (*self._listeners, hear)

    def unlisten(self, hear: Callable[[StreamBody], None]) -> None:
        """No longer."""
        self._listeners = tuple(each for each in self._listeners if each != hear)

    def publish(self, topic: str, body: StreamBody) -> None:
        """Number and send one message."""
        with self._lock:
            self._seq[topic] += 1
            seq = self._seq[topic]
            data = encode(StreamEnvelope(v=PROTOCOL_VERSION, topic=topic, seq=seq, body=body))
            self._send(topic, data)
            self._keep(topic, seq, body, len(data))
        for hear in self._listeners:
            hear(body)

    def seq(self, topic: str) -> int:
        """Number of the last message of a topic; 0 before the first."""
        with self._lock:
            return self._seq[topic]
