"""Listen to topics of the engine. Not thread-safe: one stream, one thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import zmq

from pyworkstation.bus.curve import client_socket
from pyworkstation.protocol.envelope import StreamEnvelope, decode_stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.bus.connection_file import Connection

_QUEUE = 100_000
_AT_ONCE = 200
"""More may come as fast as these are taken, without an end."""


class Stream:
    """Stream messages as they come. Ask `Subscribe` for the state to begin with, and again after a gap."""

    def __init__(
        self,
        connection: Connection,
        topics: Iterable[str],
        *,
        context: zmq.Context[zmq.Socket[bytes]] | None = None,
        queue: int = _QUEUE,
    ) -> None:
        self._socket = client_socket(context or zmq.Context.instance(), zmq.SUB, connection)
        self._socket.setsockopt(zmq.RCVHWM, queue)
        self._socket.setsockopt(zmq.RECONNECT_IVL, -1)
        self._topics: set[str] = set()
        for topic in topics:
            self.add(topic)
        self._socket.connect(connection.stream_endpoint)

    def add(self, topic: str) -> None:
        """Listen to one more topic."""
        self._topics.add(topic)
        self._socket.setsockopt_string(zmq.SUBSCRIBE, topic)

    def remove(self, topic: str) -> None:
        """Listen to it no longer."""
        self._topics.discard(topic)
        self._socket.setsockopt_string(zmq.UNSUBSCRIBE, topic)

    def poll(self, timeout_s: float) -> list[StreamEnvelope]:
        """What is waiting, some 200 at most, after waiting at most `timeout_s` for the first. Empty: nothing came."""
        deadline = time.monotonic() + timeout_s
        left_s = timeout_s
        while self._socket.poll(max(0, int(left_s * 1000))):
            if messages := self._waiting():
                return messages
            if (left_s := deadline - time.monotonic()) <= 0:
                return []
        return []

    def _waiting(self) -> list[StreamEnvelope]:
        messages: list[StreamEnvelope] = []
        for _ in range(_AT_ONCE):
            try:
                _, data = self._socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return messages
            message = decode_stream(data)
            # ZeroMQ filters by prefix: bars.EURUSD.M1 also brings bars.EURUSD.M15.
            if message.topic in self._topics:
                messages.append(message)
        return messages

    def close(self) -> None:
        """Let the socket go."""
        self._socket.close()
