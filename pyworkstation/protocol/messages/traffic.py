"""What went over the bus."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages.fields import Count, Message, ShortText, Topic


class GetTraffic(Message, frozen=True, tag="get_traffic"):
    """What went over the bus since the engine started. Answered by a `Traffic`, at once."""


class RequestTimes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long requests of one kind took, from their arrival to the last part of the answer; percentiles to within 1/32.

    `failed` were answered with an error by their service.
    """

    op: ShortText
    count: Count
    failed: Count
    p50_us: Count
    p99_us: Count
    max_us: Count


class TopicTraffic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was sent on a topic. `overflows`: how often a listener's queue was full, which then missed what came until it read."""

    topic: Topic
    messages: Count
    bytes: Count
    overflows: Count


class FollowerTraffic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is kept for a follower: messages that wait; so far, those that a later one took the place of, and those lost
    because too many waited."""

    id: Count
    topics: Count
    waiting: Count
    passed_over: Count
    lost: Count


class Traffic(Message, frozen=True, tag="traffic"):
    """Reply to `get_traffic`. `refused` counts by error code what no service saw, and by other names what got no answer."""

    clients: Count
    listeners: Count
    requests: list[RequestTimes]
    refused: dict[ShortText, Count]
    topics: list[TopicTraffic]
    followers: list[FollowerTraffic] = []
