"""Snapshots of topics, for whoever begins to listen or has missed something."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.account import Account, PositionsUpdate
from pyworkstation.protocol.messages.alerts import Alerts
from pyworkstation.protocol.messages.bars import BarsUpdate
from pyworkstation.protocol.messages.fields import Count, Message, Topic
from pyworkstation.protocol.messages.fills import FillsUpdate
from pyworkstation.protocol.messages.health import Health, Heartbeat
from pyworkstation.protocol.messages.imports import ImportProgress
from pyworkstation.protocol.messages.indicators import ValuesUpdate
from pyworkstation.protocol.messages.lock import LockTold, Withheld
from pyworkstation.protocol.messages.log import LogLine
from pyworkstation.protocol.messages.orders import OrdersUpdate
from pyworkstation.protocol.messages.quotes import QuotesUpdate
from pyworkstation.protocol.messages.replay import ReplayState
from pyworkstation.protocol.messages.ticks import TicksUpdate

StreamBody = (
    Heartbeat
    | BarsUpdate
    | TicksUpdate
    | QuotesUpdate
    | ValuesUpdate
    | ReplayState
    | ImportProgress
    | Health
    | LogLine
    | OrdersUpdate
    | FillsUpdate
    | PositionsUpdate
    | Account
    | Alerts
    | LockTold
    | Withheld
)


class Subscribe(Message, frozen=True, tag="subscribe"):
    """Snapshots of topics, each with the sequence number of the last message it contains.

    Listen on the stream socket first, ask then, and drop stream messages up to that number. Ask again after a gap.
    """

    topics: Annotated[list[Topic], Meta(min_length=1, max_length=200)]


class TopicSnapshot(Message, frozen=True, tag="topic_snapshot"):
    """Reply part to `subscribe`: state of a topic after its message number `seq`. No body: nothing to show yet."""

    topic: Topic
    seq: Count
    body: StreamBody | None
