"""What other threads want sent: the bus thread alone touches the sockets, and a wake-up tells it to look here."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass, field

import zmq

from pyworkstation.domain.asker import Asker, AskerGoneError

_PARTS_IN_FLIGHT = 8
_STREAM_BYTES = 64_000_000
"""Of stream messages that the bus thread has not come to yet. What comes beyond is dropped: listeners see the gap."""


@dataclass(eq=False, slots=True)
class Answer:
    """One request being answered in parts; keeps at most eight unsent, so that a slow reader holds its worker, not memory."""

    peer: bytes
    request_id: int
    asker: Asker = field(default_factory=Asker)
    _room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_PARTS_IN_FLIGHT))

    def wait_for_room(self, *, timeout_s: float) -> None:
        """Block until a further part may be queued. Raises AskerGoneError when the peer left or does not read."""
        if not self._room.acquire(timeout=timeout_s) or self.asker.gone:
            self.asker.leave()
            raise AskerGoneError

    def leave(self) -> None:
        """Nobody waits for the rest; who works on it learns so at once."""
        self.asker.leave()
        self._room.release()

    def sent(self) -> None:
        """A part has left (or was dropped)."""
        self._room.release()


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """A reply part on its way to a peer; `answer` is absent when no worker waits for it to leave."""

    peer: bytes
    data: bytes
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """A stream message on its way to whoever listens."""

    topic: bytes
    data: bytes


class Outbox:
    """Thread-safe queue that wakes a poller through an inproc socket."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        address = f"inproc://outbox-{id(self)}"
        self.wake_socket = context.socket(zmq.PULL)
        self.wake_socket.bind(address)
        self._bell = context.socket(zmq.PUSH)
        self._bell.setsockopt(zmq.LINGER, 0)
        self._bell.connect(address)
        self._lock = threading.Lock()
        self._rung = False
        self._items: deque[ReplyPart | StreamMessage] = deque()
        self._stream_bytes = 0
        self.dropped: Counter[str] = Counter()
        self._closed = False

    def put(self, item: ReplyPart | StreamMessage) -> None:
        """Queue from any thread."""
        with self._lock:
            if self._closed or not self._has_room_for(item):
                return
            self._items.append(item)
            self._ring()

    def wake(self) -> None:
        """Make the poller look round, with nothing to send."""
        with self._lock:
            if not self._closed:
                self._ring()

    def take_all(self) -> list[ReplyPart | StreamMessage]:
        """Everything queued, oldest first. For the bus thread."""
        with self._lock:
            if self._rung:
                self.wake_socket.recv()
                self._rung = False
            items = list(self._items)
            self._items.clear()
            self._stream_bytes = 0
        return items

    def close(self) -> None:
        """Later puts are dropped."""
        with self._lock:
            self._closed = True
            self._bell.close()
            self.wake_socket.close()

    def _has_room_for(self, item: ReplyPart | StreamMessage) -> bool:
        """An answer's worker waits for its parts to leave; who publishes waits for nobody, for it may be the bus thread."""
        if isinstance(item, StreamMessage):
            if self._stream_bytes > _STREAM_BYTES:
                self.dropped[item.topic.decode("ascii")] += 1
                return False
            self._stream_bytes += len(item.data)
        return True

    def _ring(self) -> None:
        if not self._rung:
            self._rung = True
            self._bell.send(b"")
