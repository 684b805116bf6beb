"""The replay of stored ticks."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, Message, Speed, Symbol, TimeframeName, TimeUs


class ReplayStart(Message, frozen=True, tag="replay_start"):
    """Replay stored ticks from `from_us` (default: the first), after building all bars of the ticks before it."""

    symbol: Symbol
    from_us: TimeUs | None = None
    speed: Speed = 1.0
    paused: bool = False


class ReplayPause(Message, frozen=True, tag="replay_pause"):
    """Hold the replay, or let it go on."""

    paused: bool


class ReplaySpeed(Message, frozen=True, tag="replay_speed"):
    """How many seconds of market time pass in one second."""

    speed: Speed


class ReplaySeek(Message, frozen=True, tag="replay_seek"):
    """Jump to a time, forward or back. Starts a new epoch."""

    to_us: TimeUs


class ReplayStep(Message, frozen=True, tag="replay_step"):
    """By `count` ticks, or bars of a timeframe, forward or (below nought) back, and hold.

    A bar forward ends on the tick that completes the bar under way, for bars of time the first of the next; a bar back on the first tick of the bar under way, or of the one
    before it when it stands there already. Back starts a new epoch.
    """

    count: Annotated[int, Meta(ge=-1000, le=1000)]
    timeframe: TimeframeName | None = None


class ReplayStop(Message, frozen=True, tag="replay_stop"):
    """End the replay and forget its state."""


class ReplayState(Message, frozen=True, tag="replay_state"):
    """Where the replay stands. `symbol` is absent when none runs. Reply to replay requests and body of topic `replay`."""

    symbol: Symbol | None = None
    epoch: Count = 0
    position_us: TimeUs | None = None
    first_us: TimeUs | None = None
    last_us: TimeUs | None = None
    speed: Speed = 1.0
    paused: bool = True
    finished: bool = False
    ticks_done: Count = 0
    ticks_total: Count = 0
    ticks_per_second: Count = 0
