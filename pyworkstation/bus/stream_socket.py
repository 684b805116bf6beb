"""The socket that streams go out of, which notices when a listener does not keep up.

A message that finds a listener's queue full is sent to the others all the same: the slow one misses it, and what follows,
until it has read half of its queue. ZeroMQ does that in silence; here it is counted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import zmq
from zmq.utils.monitor import recv_monitor_message

from pyworkstation.bus import handshakes
from pyworkstation.bus.curve import server_socket
from pyworkstation.bus.inflow import Inflow, InflowLimit
from pyworkstation.bus.socket_flags import AT_ONCE, MORE_AT_ONCE, READABLE
from pyworkstation.protocol.messages import TopicTraffic

if TYPE_CHECKING:
    from pyworkstation.bus.curve import KeyPair

_QUEUE = 1_000
"""Messages that wait for one listener. ZeroMQ counts no bytes: this times the longest stream message is what one that
stopped can hold of our memory, and all who stopped hold the same. Invariant: it is set once, before anybody listens. libzmq 4.3.5
crashes when the mark of a socket is changed while a listener leaves."""

_SUBSCRIBED = 1
_TOPICS_KNOWN = 10_000
_SUBSCRIPTIONS_A_TURN = 1_000
_SAID_AT_MOST = 4_000_000
"""Bytes that a listener may send in all: it says which topics it wants. ZeroMQ keeps each of them for as long as it listens."""


class StreamSocket:
    """For the thread that owns it; the counts may be read by any."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        keys: KeyPair,
        *,
        queue: int = _QUEUE,
    ) -> None:
        self.socket = server_socket(context, zmq.XPUB, keys)
        self.socket.setsockopt(zmq.SNDHWM, queue)
        self.socket.setsockopt(zmq.XPUB_VERBOSER, 1)
        self.socket.setsockopt(zmq.XPUB_NODROP, 1)
        self.monitor = self.socket.get_monitor_socket(handshakes.EVENTS)
        self.handshakes = handshakes.RefusedHandshakes()
        self._inflow = Inflow(InflowLimit(one=_SAID_AT_MOST), messages_of=lambda _: 0)
        self._messages: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._overflows: Counter[str] = Counter()
        self._listeners: Counter[bytes] = Counter()

    @property
    def subscriptions(self) -> int:
        """Of all listeners together."""
        return self._listeners.total()

    def is_heard(self, topic: bytes) -> bool:
        """Does anybody listen to it, or to all that begin like it? From any thread."""
        return any(topic.startswith(prefix) for prefix in self._listeners.copy())

    def send(self, topic: bytes, data: bytes) -> None:
        """To every listener that has room for it."""
        name = topic.decode("ascii")
        self._messages[name] += 1
        self._bytes[name] += len(data)
        try:
            self.socket.send(topic, MORE_AT_ONCE)
            self.socket.send(data, AT_ONCE)
        except zmq.Again:
            self._overflows[name] += 1
            self.socket.setsockopt(zmq.XPUB_NODROP, 0)
            self.socket.send(topic, MORE_AT_ONCE)
            self.socket.send(data, AT_ONCE)
            self.socket.setsockopt(zmq.XPUB_NODROP, 1)

    def take_subscriptions(self) -> None:
        """Note who began and who ceased to listen."""
        for _ in range(_SUBSCRIPTIONS_A_TURN):
            try:
                told = self.socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                return
            self._note(told)

    def take_refused(self) -> None:
        """Note who was not let in."""
        while int(self.monitor.getsockopt(zmq.EVENTS)) & READABLE:
            told = recv_monitor_message(self.monitor)
            self._inflow.note(told["event"], told["value"])
            self.handshakes.note(told["event"], told["value"])

    def cut_floods(self) -> int:
        """End listeners that say far more than a listener has to say; how many there were."""
        return self._inflow.cut_floods()

    def traffic(self, dropped: Counter[str]) -> list[TopicTraffic]:
        """What was sent so far, by topic; `dropped` are messages that did not come this far, and so overflowed for everybody."""
        return [
            TopicTraffic(
                topic=topic,
                messages=count,
                bytes=self._bytes[topic],
                overflows=self._overflows[topic] + dropped[topic],
            )
            for topic, count in sorted(self._messages.copy().items())
        ]

    def close(self) -> None:
        """Send what still waits, for a moment."""
        self.socket.disable_monitor()
        self.monitor.close()
        self.socket.close(linger=200)

    def _note(self, told: bytes) -> None:
        if not told:
            return
        prefix = told[1:]
        if told[0] == _SUBSCRIBED:
            if prefix in self._listeners or len(self._listeners) < _TOPICS_KNOWN:
                self._listeners[prefix] += 1
        elif self._listeners[prefix] > 1:
            self._listeners[prefix] -= 1
        else:
            del self._listeners[prefix]
