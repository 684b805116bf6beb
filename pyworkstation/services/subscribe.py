"""Snapshots of stream topics, each with the number of the last message it contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Subscribe, TopicSnapshot
from pyworkstation.services.alerts import alert_watch
from pyworkstation.services.lock import lock
from pyworkstation.services.trading.account_streams import TOPICS as TRADING_TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.services.alerts.alert_watch import AlertWatch
    from pyworkstation.services.replay.service import Replay
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.trading.desk import Desk


_WITHOUT_STATE = ("heartbeat", "health", "imports", "log", lock.TOPIC)


def subscribe(
    request: Subscribe,
    *,
    streams: Streams,
    replay: Replay,
    desk: Callable[[], Desk],
    alerts: Callable[[], AlertWatch],
) -> Iterator[TopicSnapshot]:
    """One part per topic, in the order asked. Raises InputError for a topic that does not exist."""
    for topic in request.topics:
        if topic in _WITHOUT_STATE:
            yield TopicSnapshot(topic=topic, seq=streams.seq(topic), body=None)
        elif topic in TRADING_TOPICS:
            seq, state = desk().snapshot(topic)
            yield TopicSnapshot(topic=topic, seq=seq, body=state)
        elif topic == alert_watch.TOPIC:
            seq, told = alerts().snapshot()
            yield TopicSnapshot(topic=topic, seq=seq, body=told)
        else:
            seq, body = replay.snapshot(topic)
            yield TopicSnapshot(topic=topic, seq=seq, body=body)
