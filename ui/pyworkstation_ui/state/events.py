"""What the bridge tells the desktop. Frozen: they cross from its thread to the GUI's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation_ui.state.older_bars import OlderArrived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation.domain.columns import Ticks
    from pyworkstation.protocol.messages import (
        Account,
        Alerts,
        AttachedIndicator,
        BarsUpdate,
        FillsUpdate,
        Health,
        IndicatorSpec,
        LockState,
        OrdersUpdate,
        PositionsUpdate,
        ReplayState,
        Reply,
        Status,
        ValuesUpdate,
    )
    from pyworkstation_ui.state.connection import Phase


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The connection is in another phase; `detail` says why in one line."""

    phase: Phase
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LockFound:
    """How the lock of the engine that was just found is, for this window."""

    state: LockState


@dataclass(frozen=True, slots=True)
class LockChanged:
    """A passphrase was set or removed, a session opened or ended: ask how it is now."""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The engine shows the account to this window no longer."""


@dataclass(frozen=True, slots=True)
class EngineFound:
    """An engine answered; `again` when this window has lost one before."""

    status: Status
    again: bool


@dataclass(frozen=True, slots=True)
class AlertsTold:
    """All alerts, and what fired just now; from a snapshot what fired of late."""

    told: Alerts


@dataclass(frozen=True, slots=True)
class TradingTold:
    """News of the account, of its positions, orders or fills; of the first two the newest says all."""

    told: Account | PositionsUpdate | OrdersUpdate | FillsUpdate
    is_snapshot: bool = False


@dataclass(frozen=True, slots=True)
class StatusRead:
    """What the engine has stored, asked again now and then and when an import has ended."""

    status: Status


@dataclass(frozen=True, slots=True)
class EngineHeard:
    """The engine's heartbeat, with its own wall clock."""

    now_us: int


@dataclass(frozen=True, slots=True)
class HealthTold:
    """How the engine says it is, once a second."""

    health: Health


@dataclass(frozen=True, slots=True)
class BarsArrived:
    """News of one panel: a snapshot if there was one, then updates that follow on from each other."""

    topic: str
    snapshot: BarsUpdate | None
    updates: tuple[BarsUpdate, ...] = ()


@dataclass(frozen=True, slots=True)
class ValuesArrived:
    """News of one attached indicator: a snapshot if there was one, then updates that follow on from each other."""

    topic: str
    snapshot: ValuesUpdate | None
    updates: tuple[ValuesUpdate, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorsListed:
    """The engine's table of indicators."""

    specs: tuple[IndicatorSpec, ...]


@dataclass(frozen=True, slots=True)
class IndicatorAttached:
    """The engine computes what a request asked for."""

    request_id: int
    attached: AttachedIndicator


@dataclass(frozen=True, slots=True)
class QuoteArrived:
    """The newest bid and ask, in points."""

    symbol: str
    digits: int
    ts_us: int
    bid: int
    ask: int


@dataclass(frozen=True, slots=True)
class QuotesArrived:
    """The newest quotes of symbols beside the replayed one; None where there is none up to the clock."""

    quotes: Mapping[str, QuoteArrived | None]


@dataclass(frozen=True, slots=True)
class TicksArrived:
    """The newest ticks of a symbol, as many as a list of them shows."""

    symbol: str
    digits: int
    epoch: int
    ticks: Ticks


@dataclass(frozen=True, slots=True)
class ReplayMoved:
    """Where the replay stands."""

    state: ReplayState


@dataclass(frozen=True, slots=True)
class PingMeasured:
    """Desktop -> engine -> Rust and back."""

    seconds: float


@dataclass(frozen=True, slots=True)
class StreamMeasured:
    """Stream messages in the last second, and gaps since the window opened."""

    messages_per_s: float
    gaps: int


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """A request came to nothing; `message` is for people."""

    request_id: int
    message: str


@dataclass(frozen=True, slots=True)
class ReplyArrived:
    """A part of the answer to what was asked by `ask`."""

    request_id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """The answer is complete, or with a `fault`, for people, comes no further."""

    request_id: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BugFound:
    """Our own code broke a promise; the trace is in the log."""

    message: str


Event = (
    PhaseChanged
    | LockFound
    | LockChanged
    | SessionEnded
    | EngineFound
    | StatusRead
    | AlertsTold
    | TradingTold
    | EngineHeard
    | HealthTold
    | BarsArrived
    | ValuesArrived
    | IndicatorsListed
    | IndicatorAttached
    | OlderArrived
    | QuoteArrived
    | QuotesArrived
    | TicksArrived
    | ReplayMoved
    | PingMeasured
    | StreamMeasured
    | RequestFailed
    | ReplyArrived
    | ReplyEnded
    | BugFound
)
