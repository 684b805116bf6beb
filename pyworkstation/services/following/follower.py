"""What one follower has not taken yet."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.protocol.locking import ACCOUNT_TOPICS
from pyworkstation.protocol.messages import FollowerTraffic, News
from pyworkstation.protocol.topic_kinds import may_be_passed_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.domain.asker import Asker
    from pyworkstation.protocol.messages import StreamBody


class Kept(NamedTuple):
    """A message as it was published, `size` in bytes; `passed_over` before it were not kept."""

    seq: int
    body: StreamBody
    size: int
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class FollowerLimit:
    """How much may wait: messages of one topic, and bytes of all."""

    messages: int = 1_000
    bytes: int = 16_000_000


_LIMIT = FollowerLimit()


@dataclass(slots=True)
class _Topic:
    """Messages that wait, and how many were lost before the first of them."""

    kept: deque[Kept] = field(default_factory=deque)
    lost: int = 0


class Follower:
    """Thread-safe."""

    def __init__(self, follower_id: int, topics: Sequence[str], *, limit: FollowerLimit = _LIMIT) -> None:
        self.id = follower_id
        self.is_of_account = not ACCOUNT_TOPICS.isdisjoint(topics)
        self.topics = {topic: _Topic() for topic in topics}
        self._limit = limit
        self._changed = threading.Condition()
        self._bytes = 0
        self._passed_over = 0
        self._lost = 0
        self._waits = 0

    def put(self, topic: str, message: Kept) -> None:
        """Keep it, in place of the one before where that says nothing more. Without room, those before it are lost."""
        with self._changed:
            row = self.topics[topic]
            if row.kept and may_be_passed_over(topic, row.kept[-1].body):
                message = message._replace(passed_over=self._pass_over(row))
            if len(row.kept) >= self._limit.messages or self._bytes + message.size > self._limit.bytes:
                self._lose(row)
            row.kept.append(message)
            self._bytes += message.size
            self._changed.notify_all()

    def wait(self, asker: Asker, timeout_s: float) -> bool:
        """Until there is something to take, and True; False when the asker leaves, or asks anew without waiting for the answer."""
        with asker.stops_when_gone(self._wake), self._changed:
            self._waits += 1
            this_one = self._waits
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: asker.gone or self._waits != this_one or self._has_some(), timeout_s
            )
            return not asker.gone and self._waits == this_one

    def take(self) -> list[News]:
        """Everything, in order within each topic."""
        with self._changed:
            news = [each for topic, row in self.topics.items() for each in _news(topic, row)]
            for row in self.topics.values():
                row.kept.clear()
                row.lost = 0
            self._bytes = 0
            return news

    def traffic(self) -> FollowerTraffic:
        """How it fares."""
        with self._changed:
            return FollowerTraffic(
                id=self.id,
                topics=len(self.topics),
                waiting=sum(len(row.kept) for row in self.topics.values()),
                passed_over=self._passed_over,
                lost=self._lost,
            )

    def _pass_over(self, row: _Topic) -> int:
        """The last one goes. Returns how many have gone before the next, with it."""
        gone = row.kept.pop()
        self._bytes -= gone.size
        self._passed_over += 1
        return gone.passed_over + 1

    def _lose(self, row: _Topic) -> None:
        row.lost += len(row.kept)
        self._lost += len(row.kept)
        self._bytes -= sum(each.size for each in row.kept)
        row.kept.clear()

    def _has_some(self) -> bool:
        return any(row.kept for row in self.topics.values())

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _news(topic: str, row: _Topic) -> Iterator[News]:
    lost = row.lost
    for each in row.kept:
        yield News(topic=topic, seq=each.seq, passed_over=each.passed_over, lost=lost, body=each.body)
        lost = 0
