"""Of which topics the newest message says everything, and of which each one counts."""

from __future__ import annotations

NEWEST_SAYS_ALL = frozenset({"heartbeat", "health", "replay", "imports"})
"""Each message is the whole state, so that those before it may be passed over unread."""


def newest_says_all(topic: str) -> bool:
    """Else no message may be missed: ticks, completed bars and their values, lines of a log."""
    return topic in NEWEST_SAYS_ALL
