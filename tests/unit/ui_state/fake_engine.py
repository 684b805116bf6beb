"""An engine made of two queues, behind the doors that the link and the bridge use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.protocol.envelope import StreamEnvelope
from pyworkstation.protocol.messages import (
    BarsPart,
    Done,
    GetBars,
    GetStatus,
    ReplayPause,
    ReplayStart,
    ReplayState,
    Reply,
    Request,
    Shutdown,
    Status,
    StreamBody,
    Subscribe,
    TopicSnapshot,
)
from tests.unit.ui_state.market import bars, envelope, status


class FakeStream:
    """Messages that were published; topics that were asked for."""

    def __init__(self) -> None:
        self.waiting: SimpleQueue[StreamEnvelope] = SimpleQueue()
        self.topics: set[str] = set()
        self.is_closed = False

    def poll(self, timeout_s: float) -> list[StreamEnvelope]:
        """All that waits."""
        messages = []
        try:
            messages.append(self.waiting.get(timeout=timeout_s))
            while True:
                messages.append(self.waiting.get_nowait())
        except Empty:
            return messages

    def add(self, topic: str) -> None:
        """One more topic."""
        self.topics.add(topic)

    def remove(self, topic: str) -> None:
        """One topic less."""
        self.topics.discard(topic)

    def close(self) -> None:
        """The socket is gone."""
        self.is_closed = True


@dataclass
class FakeEngine:
    """Answers requests from what it was given, and keeps the sequence numbers of its topics."""

    status: Status = field(default_factory=status)
    bodies: dict[str, StreamBody] = field(default_factory=dict)
    replies: dict[type, Reply] = field(default_factory=dict)
    refuses: dict[type, str] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    """Topics whose service does not run."""
    refused_as: str = "input_error"
    is_gone: bool = False
    asked: list[Request] = field(default_factory=list)
    stream: FakeStream = field(default_factory=FakeStream)
    seqs: dict[str, int] = field(default_factory=dict)
    shut_down: threading.Event = field(default_factory=threading.Event)
    work: Callable[[], None] = lambda: None

    def publish(self, topic: str, body: StreamBody, *, lost: bool = False) -> None:
        """Send a stream message, or lose it on the way."""
        self.bodies[topic] = body
        self.seqs[topic] = self.seqs.get(topic, 0) + 1
        if not lost:
            self.stream.waiting.put(envelope(topic, self.seqs[topic], body))

    def answers(self, body: Request) -> Iterator[Reply]:
        """All parts of an answer."""
        self.asked.append(body)
        if self.is_gone:
            raise EngineGoneError("gone", outcome="unknown")
        if type(body) in self.refuses:
            raise RequestFailedError(self.refused_as, self.refuses[type(body)], {})
        if type(body) in self.replies:
            yield self.replies[type(body)]
            return
        match body:
            case GetStatus():
                yield self.status
            case Subscribe() if self.down.intersection(body.topics):
                raise RequestFailedError("service_down", "trading does not run", {})
            case Subscribe():
                for topic in body.topics:
                    yield TopicSnapshot(topic=topic, seq=self.seqs.get(topic, 0), body=self.bodies.get(topic))
            case GetBars():
                yield BarsPart(
                    symbol=body.symbol, timeframe=body.timeframe, digits=5, count=3, packed=bars(3).pack()
                )
            case ReplayStart() | ReplayPause():
                yield ReplayState()
            case Shutdown():
                self.is_gone = True
                self.shut_down.set()
                yield Done()
            case _:
                yield Done()

    def subscriptions(self) -> list[list[str]]:
        """Topics of each subscribe request so far."""
        return [body.topics for body in self.asked if isinstance(body, Subscribe)]


class FakeClient:
    """Requests to a fake engine."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.is_closed = False

    def request(
        self,
        body: Request,
        *,
        timeout_s: float | None = None,
        while_waiting: Callable[[], None] | None = None,
    ) -> Iterator[Reply]:
        """The parts of the answer; what would happen meanwhile comes first."""
        if while_waiting is not None:
            self._engine.work()
            while_waiting()
        return self._engine.answers(body)

    def call(self, body: Request, *, timeout_s: float | None = None) -> Reply:
        """The one part of the answer."""
        (reply,) = self.request(body)
        return reply

    def ping(self) -> float:
        """A round trip of 85 microseconds."""
        if self._engine.is_gone:
            raise EngineGoneError("gone", outcome="unknown")
        return 85e-6

    def close(self) -> None:
        """The socket is gone."""
        self.is_closed = True


@dataclass
class FakeProcess:
    """What `start_engine` gives back."""

    code: int | None = None
    on_wait: Callable[[], None] = lambda: None
    is_terminated: bool = False

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.code

    def terminate(self) -> None:
        """End it."""
        self.is_terminated = True
        self.code = -15

    def kill(self) -> None:
        """End it at once."""
        self.code = -9

    def wait(self, timeout: float | None = None) -> int:
        """Until it ended."""
        self.on_wait()
        return self.code or 0
