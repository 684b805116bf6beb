"""Which stream messages may be applied: sequence numbers and epochs, per topic.

A topic is *current* from its snapshot on. A missing message or another epoch makes it *stale*: its messages are
dropped until the next snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import (
    BarsUpdate,
    FillsUpdate,
    OrdersUpdate,
    QuotesUpdate,
    ValuesUpdate,
)

if TYPE_CHECKING:
    from pyworkstation.protocol.envelope import StreamEnvelope
    from pyworkstation.protocol.messages import TopicSnapshot


_IN_ROWS = (BarsUpdate, ValuesUpdate, QuotesUpdate)
_EACH_COUNTS = (OrdersUpdate, FillsUpdate)


class Verdict(Enum):
    """What to do with a stream message."""

    APPLY = "it follows on"
    DROP = "the snapshot already contains it, or the topic awaits one"
    RESYNC = "messages are missing: ask for a snapshot"


@dataclass(slots=True)
class _Topic:
    seq: int | None = None
    epoch: int | None = None
    is_confirmed: bool = False
    is_put_off: bool = False
    was_put_off: bool = False


class TopicBook:
    """What is known of each wanted topic."""

    def __init__(self) -> None:
        self._topics: dict[str, _Topic] = {}
        self.gaps = 0

    def want(self, topics: list[str]) -> None:
        """Topics to follow from now on; each starts stale."""
        for topic in topics:
            self._topics.setdefault(topic, _Topic())

    def forget(self, topics: list[str]) -> None:
        """Topics to follow no longer."""
        for topic in topics:
            self._topics.pop(topic, None)

    def stale(self) -> list[str]:
        """Topics that need a snapshot."""
        return [name for name, topic in self._topics.items() if topic.seq is None and not topic.is_put_off]

    def put_off(self, name: str) -> bool:
        """A snapshot cannot be had now; whether that is news."""
        topic = self._topics.get(name)
        if topic is None:
            return False
        is_news = not topic.was_put_off
        topic.is_put_off = topic.was_put_off = True
        return is_news

    def ask_again(self) -> None:
        """What was put off needs a snapshot."""
        for topic in self._topics.values():
            topic.is_put_off = False

    def unconfirmed(self) -> list[str]:
        """Topics of which no message has come since their snapshot.

        A subscription takes a moment to reach the engine. What was sent in that moment is missed, and on a topic that
        then falls silent no gap would ever tell.
        """
        return [
            name for name, topic in self._topics.items() if topic.seq is not None and not topic.is_confirmed
        ]

    def confirm(self, topics: list[str]) -> None:
        """These are known to be complete."""
        for name in topics:
            self._topics[name].is_confirmed = True

    def mark_stale(self, name: str) -> None:
        """Drop what comes until the next snapshot."""
        if name in self._topics:
            self._topics[name].seq = None

    def take_snapshot(self, snapshot: TopicSnapshot) -> bool:
        """Whether the snapshot is wanted; the topic is current then."""
        topic = self._topics.get(snapshot.topic)
        if topic is None:
            return False
        topic.seq = snapshot.seq
        topic.was_put_off = False
        topic.epoch = _epoch(snapshot.body)
        return True

    def judge(self, message: StreamEnvelope) -> Verdict:
        """Whether a stream message may be applied."""
        topic = self._topics.get(message.topic)
        if topic is None or topic.seq is None or message.seq <= topic.seq:
            return Verdict.DROP
        missed = message.seq != topic.seq + 1
        self.gaps += missed
        # A state that is complete in itself needs no predecessor; bars, values and quotes in rows need every one.
        if isinstance(message.body, _IN_ROWS) and (missed or message.body.epoch != topic.epoch):
            topic.seq = None
            return Verdict.RESYNC
        if isinstance(message.body, _EACH_COUNTS) and missed:
            topic.seq = None
            return Verdict.RESYNC
        topic.seq = message.seq
        topic.is_confirmed = True
        return Verdict.APPLY


def _epoch(body: object) -> int | None:
    return body.epoch if isinstance(body, _IN_ROWS) else None
