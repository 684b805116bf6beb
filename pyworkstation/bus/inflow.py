"""Who sends a message without an end: ZeroMQ keeps its frames until the last has come, and limits each of them only.

So the bytes of each connection are held against the messages that came out of it, again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import zmq

from pyworkstation.bus import tcp_connection
from pyworkstation.protocol.envelope import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

FLOODED = "flooded"
"""By which name such connections are counted."""


@dataclass(frozen=True, slots=True)
class InflowLimit:
    """Bytes that may come in between two messages of one connection, and of all together."""

    one: int = 2 * MAX_MESSAGE_BYTES
    all: int = 16 * MAX_MESSAGE_BYTES


@dataclass(slots=True)
class _Mark:
    """How much had come in on a connection when its last message was taken."""

    messages: int = 0
    bytes: int = 0


class Inflow:
    """The connections of one socket. For the thread that owns it."""

    def __init__(
        self,
        limit: InflowLimit,
        *,
        messages_of: Callable[[int], int],
        received: Callable[[int], int | None] = tcp_connection.received_bytes,
        cut: Callable[[int], None] = tcp_connection.cut,
    ) -> None:
        """`messages_of` says how many messages of a connection were taken so far."""
        self._limit = limit
        self._messages_of = messages_of
        self._received = received
        self._cut = cut
        self._marks: dict[int, _Mark] = {}

    def note(self, event: int, connection: int) -> None:
        """One event of the socket's monitor."""
        if event == zmq.EVENT_ACCEPTED:
            self._marks[connection] = _Mark()
        elif event == zmq.EVENT_DISCONNECTED:
            self._marks.pop(connection, None)

    def cut_floods(self) -> int:
        """End the connections that are over the limit, the worst first. Returns how many."""
        waiting = {connection: self._waiting(connection, mark) for connection, mark in self._marks.items()}
        together, floods = sum(waiting.values()), 0
        for connection, count in sorted(waiting.items(), key=lambda each: -each[1]):
            if count <= self._limit.one and together <= self._limit.all:
                break
            self._cut(connection)
            del self._marks[connection]
            together -= count
            floods += 1
        return floods

    def _waiting(self, connection: int, mark: _Mark) -> int:
        """Bytes that came in since the last message was taken."""
        received, messages = self._received(connection), self._messages_of(connection)
        if received is None:
            return 0
        if (
            messages != mark.messages or received < mark.bytes
        ):  # Less than before: the number is another's now.
            mark.messages, mark.bytes = messages, received
        return received - mark.bytes
