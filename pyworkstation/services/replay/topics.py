"""Topics of a replay: `replay`, `ticks.SYMBOL`, `quotes.ID`, `bars.SYMBOL.TIMEFRAME`, `values.SYMBOL.TIMEFRAME.ID`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from pyworkstation.services.replay.attached import Attached


class ReplayTopic(NamedTuple):
    """A topic in its parts. What a kind does not have is empty."""

    kind: str
    symbol: str = ""
    timeframe: str = ""
    attached_id: int = 0
    list_id: int = 0


def parse_topic(topic: str) -> ReplayTopic:
    """Raises InputError for what is no topic. Whether the timeframe is one, it does not look at."""
    kind, _, rest = topic.partition(".")
    if kind == "replay" and not rest:
        return ReplayTopic(kind)
    if kind == "ticks" and rest:
        return ReplayTopic(kind, rest)
    if kind == "quotes" and rest.isdecimal():
        return ReplayTopic(kind, list_id=int(rest))
    # A symbol may have dots of its own.
    parts = rest.rsplit(".", 1 if kind == "bars" else 2)
    if kind == "bars" and len(parts) == 2 and all(parts):
        return ReplayTopic(kind, parts[0], parts[1])
    if kind == "values" and len(parts) == 3 and all(parts) and parts[2].isdecimal():
        return ReplayTopic(kind, parts[0], parts[1], int(parts[2]))
    raise InputError(
        expected="account, alerts, fills, heartbeat, health, imports, log, orders, positions, quotes.ID, replay, ticks.SYMBOL, bars.SYMBOL.TIMEFRAME or values.SYMBOL.TIMEFRAME.ID",
        found=topic,
        where="subscribe",
    )


def bars_topic(symbol: str, timeframe: str) -> str:
    """`bars.EURUSD.M1`."""
    return f"bars.{symbol}.{timeframe}"


def ticks_topic(symbol: str) -> str:
    """`ticks.EURUSD`."""
    return f"ticks.{symbol}"


def values_topic(symbol: str, attached: Attached) -> str:
    """`values.EURUSD.M1.7`."""
    return f"values.{symbol}.{attached.wanted.timeframe}.{attached.id}"
