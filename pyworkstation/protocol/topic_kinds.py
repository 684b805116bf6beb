"""Of which topics the newest message says everything, and of which each one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import BarsUpdate, ValuesUpdate

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import StreamBody

NEWEST_SAYS_ALL = frozenset({"heartbeat", "health", "replay", "imports", "account", "positions", "lock"})
"""Each message is the whole state, so that those before it may be passed over unread."""

_TICKS = "ticks."


def newest_says_all(topic: str) -> bool:
    """Else no message may be missed: ticks, completed bars and their values, lines of a log."""
    return topic in NEWEST_SAYS_ALL


def may_be_passed_over(topic: str, body: StreamBody) -> bool:
    """For a later message of the topic, by whoever wants to know how things are now, and misses no completed bar."""
    if isinstance(body, BarsUpdate | ValuesUpdate):
        return not body.completed
    return newest_says_all(topic) or topic.startswith(_TICKS)
