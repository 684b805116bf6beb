"""Topics at the pace of whoever reads them: the engine keeps for each follower what it has not taken yet."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, Message, Topic
from pyworkstation.protocol.messages.streams import StreamBody


class Follow(Message, frozen=True, tag="follow"):
    """Keep the news of these topics, from now on. Answered by a `Following`. What was before, `subscribe` tells.

    What a later message makes needless is passed over: of `heartbeat`, `health`, `replay`, `imports`, `account`, `positions`
    and `ticks.*` all but the newest, of `bars.*` and `values.*` those without a completed bar. Of every other topic each message is kept.
    """

    topics: Annotated[list[Topic], Meta(min_length=1, max_length=200)]


class Following(Message, frozen=True, tag="following"):
    """Reply to `follow`. `id` is that of the follower, for as long as it asks at least once in five minutes."""

    id: Count


class TakeNews(Message, frozen=True, tag="take_news"):
    """What there is for a follower, waiting at most `wait_ms` for the first. Answered by `News` parts and, at the end, `Done`."""

    id: Count
    wait_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0


class Unfollow(Message, frozen=True, tag="unfollow"):
    """Keep nothing more for this follower. Answered by `Done`, also when there is none."""

    id: Count


class News(Message, frozen=True, tag="news"):
    """Reply part to `take_news`: message number `seq` of a topic, in order within the topic.

    `passed_over` of those before it said nothing more than it does. `lost` were there before those, more than are kept: ask
    `subscribe` for a snapshot.
    """

    topic: Topic
    seq: Count
    passed_over: Count
    lost: Count
    body: StreamBody
