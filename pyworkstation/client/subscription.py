"""Topics of the engine without gaps: a snapshot to begin with, after a gap, and of another run of the engine."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import zmq

from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.client.stream import Stream
from pyworkstation.protocol.messages import Subscribe, TopicSnapshot, Withheld
from pyworkstation.protocol.topic_kinds import newest_says_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.client.own_session import OwnSession
    from pyworkstation.protocol.envelope import StreamEnvelope
    from pyworkstation.protocol.messages import RoleName, StreamBody

_HEARTBEAT = "heartbeat"
_SILENCE_S = 1.25
"""Five heartbeats missed: the engine is gone, or as good as."""

_LOOK_EVERY_S = 0.25
_SUBSCRIBE_S = 30.0


@dataclass(frozen=True, slots=True)
class Update:
    """A message of a topic. `is_snapshot`: forget what was before, this is the state (None: there is nothing yet).

    `passed_over` of those before it were left out by the engine, for who follows.
    """

    topic: str
    seq: int
    body: StreamBody | None
    is_snapshot: bool = False
    passed_over: int = 0


class Subscription:
    """Iterate over it. Not thread-safe; a context manager.

    Of topics whose newest message says everything only that is handed on; of all others every one. While no engine runs
    it waits for one, looking four times a second.
    """

    def __init__(
        self,
        home: Path,
        topics: Iterable[str],
        *,
        role: RoleName = "trade",
        session: OwnSession | None = None,
    ) -> None:
        self._home = home
        self._session = session
        self._role: RoleName = role
        self._topics = tuple(dict.fromkeys(topics))
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._stream: Stream | None = None
        self._requests: RunClient | None = None
        self._seq: dict[str, int] = {}
        self._ready: deque[Update] = deque()
        self._heard_s = 0.0
        self.gaps = 0
        """How often messages were missed, and a snapshot took their place."""

    def take(self, timeout_s: float) -> list[Update]:
        """All that has come, after waiting at most about `timeout_s` for the first. Empty: nothing came.

        Raises:
            RequestFailedError: the engine knows no such topic.
        """
        deadline_s = time.monotonic() + timeout_s
        while not self._ready:
            left_s = deadline_s - time.monotonic()
            if self._stream is None:
                self._find(left_s)
            else:
                self._listen(self._stream, min(max(left_s, 0.0), _LOOK_EVERY_S))
            if time.monotonic() >= deadline_s:
                break
        ready = list(self._ready)
        self._ready.clear()
        return ready

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Update:
        while not self._ready:
            self._ready.extend(self.take(_LOOK_EVERY_S))
        return self._ready.popleft()

    def close(self) -> None:
        """Listen no longer."""
        self._leave()
        self._context.destroy(linger=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _find(self, timeout_s: float) -> None:
        connection = find_engine(self._home, role=self._role)
        if connection is None:
            time.sleep(max(0.0, min(timeout_s, _LOOK_EVERY_S)))
        else:
            self._meet(connection)

    def _meet(self, connection: Connection) -> None:
        self._stream = Stream(connection, [*self._topics, _HEARTBEAT], context=self._context)
        self._requests = RunClient(connection, context=self._context, session=self._session)
        self._seq = {}
        self._heard_s = time.monotonic()
        self._snapshots(self._topics)

    def _listen(self, stream: Stream, timeout_s: float) -> None:
        messages = stream.poll(timeout_s)
        now_s = time.monotonic()
        if messages:
            self._heard_s = now_s
        elif now_s - self._heard_s > _SILENCE_S:
            self._leave()
            return
        missed = [topic for topic in self._topics if self._hand_on(topic, messages)]
        if missed:
            self.gaps += len(missed)
            self._snapshots(missed)

    def _hand_on(self, topic: str, messages: list[StreamEnvelope]) -> bool:
        """True: some of the topic were missed, and what came after them is in no order any more."""
        news = [message for message in messages if message.topic == topic and message.seq > self._seq[topic]]
        if any(isinstance(message.body, Withheld) for message in news):
            return True  # What happened, a snapshot tells those who may know.
        if newest_says_all(topic):
            news = news[-1:]
        elif [message.seq for message in news] != list(
            range(self._seq[topic] + 1, self._seq[topic] + 1 + len(news))
        ):
            return True
        for message in news:
            self._ready.append(Update(topic, message.seq, message.body))
            self._seq[topic] = message.seq
        return False

    def _snapshots(self, topics: Iterable[str]) -> None:
        assert self._requests is not None
        try:
            for part in self._requests.request(Subscribe(topics=list(topics)), timeout_s=_SUBSCRIBE_S):
                assert isinstance(part, TopicSnapshot)
                self._seq[part.topic] = part.seq
                self._ready.append(Update(part.topic, part.seq, part.body, is_snapshot=True))
        except EngineGoneError:
            self._leave()
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        for part in (self._stream, self._requests):
            if part is not None:
                part.close()
        self._stream = self._requests = None
