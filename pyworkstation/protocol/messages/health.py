"""How the engine and its services are."""

from __future__ import annotations

from typing import Literal

import msgspec

from pyworkstation.protocol.messages.fields import (
    Count,
    Message,
    ServiceName,
    ShortText,
    Symbol,
    Text,
    TimeframeName,
    TimeUs,
)


class GetHealth(Message, frozen=True, tag="get_health"):
    """How the engine is. Answered by a `Health`, at once, whatever else is going on."""


class TimeframeHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bars completed since the start of the epoch, those that the ring still has, and how many indicators are attached."""

    timeframe: TimeframeName
    completed: Count
    kept: Count
    indicators: Count


class SymbolHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The state of one symbol. `age_us` is how long ago, by the wall clock, the last tick came in.

    Late ticks are those older than one before them. A ring holds `depth` bars; `saved_us` is when the state was saved. `jumps`
    counts moves of more than 10,000 Renko bricks in one tick, which drew none. A `last_us` after the reply's `now_us` is a tick
    with a wrong clock: every one after it is late until time gets there.
    """

    symbol: Symbol
    epoch: Count
    ticks: Count
    ticks_per_second: Count
    late_refused: Count
    late_reopened: Count
    last_us: TimeUs | None
    age_us: Count | None
    state_bytes: Count
    depth: Count
    saved_us: TimeUs | None
    timeframes: list[TimeframeHealth]
    jumps: Count


class ServiceHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a service of the engine is, and why it is not healthy. `restarts` counts how often it died and was started again.

    A degraded one runs, but the last request to it failed, and not by its asker's fault; a failed one does not run, and is
    tried again by itself.
    """

    name: ServiceName
    state: Literal["starting", "healthy", "degraded", "failed"]
    reason: Text = ""
    restarts: Count = 0


class SecretHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a declared secret is, told without it, and why it is not good. `needed`: a service that runs reads it."""

    name: ShortText
    state: Literal["good", "missing", "malformed", "expired"]
    needed: bool
    reason: Text = ""


class Health(Message, frozen=True, tag="health"):
    """Reply to `get_health`, and topic `health` once a second. Services come in the order in which they start.

    `memory_bytes` is what the engine's process holds; 0 on a system that does not say. `secrets` is empty until they were looked at,
    and while `vault_fault` says why they cannot be.
    """

    pid: Count
    now_us: TimeUs
    started_us: TimeUs
    symbols: list[SymbolHealth]
    services: list[ServiceHealth] = []
    memory_bytes: Count = 0
    secrets: list[SecretHealth] = []
    vault_fault: Text = ""


class Heartbeat(Message, frozen=True, tag="heartbeat"):
    """Topic `heartbeat`, four times a second: the engine lives."""

    pid: Count
    now_us: TimeUs
