"""Numbering of stream messages: one rising sequence per topic, so that a listener can see a gap."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from pyworkstation.protocol.envelope import StreamEnvelope, encode
from pyworkstation.protocol.locking import ACCOUNT_TOPICS
from pyworkstation.protocol.messages import PROTOCOL_VERSION, Withheld

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import StreamBody


def _nothing() -> bool:
    """Follows."""
    return False


def _nobody(topic: str, seq: int, body: StreamBody, size: int) -> None:
    """Follows."""


class Streams:
    """Publishes bodies by topic. Thread-safe; messages of a topic leave in the order of their numbers."""

    def __init__(
        self,
        send: Callable[[str, bytes], None],
        *,
        keep: Callable[[str, int, StreamBody, int], None] = _nobody,
        withholds: Callable[[], bool] = _nothing,
    ) -> None:
        """`send` to all who listen, `keep` (topic, number, body, size in bytes) for those who follow.

        While it `withholds`, who listens to a topic of the account learns only that something happened.
        """
        self._send = send
        self._keep = keep
        self._withholds = withholds
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
            data = _message(topic, seq, body)
            is_secret = topic in ACCOUNT_TOPICS and self._withholds()
            self._send(topic, _message(topic, seq, Withheld()) if is_secret else data)
            self._keep(topic, seq, body, len(data))
        for hear in self._listeners:
            hear(body)

    def seq(self, topic: str) -> int:
        """Number of the last message of a topic; 0 before the first."""
        with self._lock:
            return self._seq[topic]


def _message(topic: str, seq: int, body: StreamBody) -> bytes:
    return encode(StreamEnvelope(v=PROTOCOL_VERSION, topic=topic, seq=seq, body=body))
