"""Snapshots of stream topics, each with the number of the last message it contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Subscribe, TopicSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.services.replay.service import Replay
    from pyworkstation.services.streams import Streams


_WITHOUT_STATE = ("heartbeat", "health", "imports", "log")


def subscribe(request: Subscribe, *, streams: Streams, replay: Replay) -> Iterator[TopicSnapshot]:
    """One part per topic, in the order asked. Raises InputError for a topic that does not exist."""
    for topic in request.topics:
        if topic in _WITHOUT_STATE:
            yield TopicSnapshot(topic=topic, seq=streams.seq(topic), body=None)
        else:
            seq, body = replay.snapshot(topic)
            yield TopicSnapshot(topic=topic, seq=seq, body=body)
