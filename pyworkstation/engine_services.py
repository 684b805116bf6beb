"""The services of an engine process, each declared once: what it is, what it needs, and what it is made of."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyworkstation import __version__
from pyworkstation.adapters.vault.system_vault import open_system_vault
from pyworkstation.bus.lanes import Lane
from pyworkstation.config.load import load_settings
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.timeframe import STANDARD_TIMEFRAMES
from pyworkstation.services import health
from pyworkstation.services.alerts.alert_book import AlertBook
from pyworkstation.services.alerts.alert_watch import AlertWatch
from pyworkstation.services.credentials.note_access import note_access
from pyworkstation.services.credentials.secrets_watch import SecretsWatch, look
from pyworkstation.services.following import followers
from pyworkstation.services.health import get_health
from pyworkstation.services.heartbeat import BeatThread, heartbeat
from pyworkstation.services.log_stream import LogStream
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.session_calendar import session_calendar
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.services.supervision.service import Service
from pyworkstation.services.trading.desk import Desk
from pyworkstation.services.trading.desk_if_up import DeskIfUp
from pyworkstation.services.trading.risk_limits import read_risk_limits
from pyworkstation.services.trading.terms import instrument_terms
from pyworkstation.services.trading_days import trading_days
from pyworkstation.storage.audit.audit_log import AuditLog
from pyworkstation.storage.instruments import find_instrument, known_currencies, trading_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.bus.lanes import Lanes, OpenLane
    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.services.replay.market_follower import MarketFollower
    from pyworkstation.services.running import Running
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.supervision.service import Part
    from pyworkstation.services.supervision.supervisor import Supervisor
    from pyworkstation.storage.database import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What services are built from."""

    home: Home
    settings: Settings
    store: Store
    lanes: Lanes
    streams: Streams
    is_heard: Callable[[str], bool]
    """Does anybody outside listen to a topic?"""


def replay_service(
    parts: Parts, trading: Service[Desk], supervisor: Callable[[], Supervisor]
) -> Service[Replay]:
    """Goes on with what the one before it was doing, whether that ended or died."""
    return Service(
        name="replay",
        # It asks how far the market had come.
        after=("trading",),
        start=lambda: _started_replay(
            parts,
            lambda trouble: supervisor().note("replay", trouble),
            DeskIfUp(lambda: supervisor().get(trading)),
        ),
    )


def audit_service(parts: Parts) -> Service[AuditLog]:
    """The log of orders, and of who had a secret in their hands."""
    return Service(name="audit", start=lambda: AuditLog(parts.home.audit))


def trading_service(
    parts: Parts, audit: Service[AuditLog], supervisor: Callable[[], Supervisor]
) -> Service[Desk]:
    """Goes on with the account of the journal."""
    return Service(
        name="trading", needs=("audit",), start=lambda: _started_desk(parts, supervisor().get(audit))
    )


def alerts_service(parts: Parts, running: Callable[[], Running]) -> Service[AlertWatch]:
    """Listens to what is published, so it needs nobody, and is there first."""
    return Service(
        name="alerts",
        start=lambda: AlertWatch(
            AlertBook(parts.home.alerts),
            parts.streams,
            lambda: running().replay_if_up(),
            day_close_of=lambda symbol: trading_days(parts.home, symbol).day_close,
        ),
    )


def secrets_service(
    parts: Parts, audit: Service[AuditLog], supervisor: Callable[[], Supervisor]
) -> Service[SecretsWatch]:
    """What it looks at, it notes in the log of who had a secret in their hands."""
    return Service(
        name="secrets",
        needs=("audit",),
        start=lambda: SecretsWatch(
            lambda: look(
                open_system_vault,
                given=load_settings(os.environ, home=parts.home).secrets,
                note=lambda access: note_access(access, supervisor().get(audit)),
                is_running={row.name for row in supervisor().health() if row.state != "failed"},
                clock_us=lambda: time.time_ns() // 1000,
            )
        ),
    )


def services(
    parts: Parts,
    audit: Service[AuditLog],
    replay: Service[Replay],
    trading: Service[Desk],
    alerts: Service[AlertWatch],
    *,
    secrets: Service[SecretsWatch],
    running: Callable[[], Running],
) -> list[Service[Any]]:
    """All of them."""
    settings = parts.settings
    metrics = [Service(name="metrics", start=lambda: _metrics(settings.metrics_port, running))]
    return [
        *(metrics if settings.metrics_port else []),
        audit,
        trading,
        alerts,
        replay,
        secrets,
        Service(name="log", start=lambda: LogStream(parts.streams)),
        _lane(parts, "reading", Lane.READ, threads=settings.worker_threads),
        _lane(parts, "queries", Lane.QUERY, threads=settings.query_threads),
        _lane(parts, "imports", Lane.IMPORT),
        _lane(parts, "upkeep", Lane.UPKEEP),
        # They wait rather than work, each follower once at a time.
        _lane(parts, "news", Lane.NEWS, threads=followers.AT_MOST),
        _lane(parts, "orders", Lane.TRADE, needs=("trading",)),
        _lane(parts, "lock", Lane.LOCK),
        _lane(parts, "replay-requests", Lane.REPLAY, needs=("replay",)),
        Service(
            name="heartbeat",
            start=lambda: BeatThread(
                parts.streams,
                "heartbeat",
                lambda: heartbeat(os.getpid()),
                interval_s=settings.heartbeat_ms / 1000,
            ),
        ),
        Service(
            name="health",
            start=lambda: BeatThread(
                parts.streams, health.TOPIC, lambda: get_health(running()), interval_s=health.EVERY_S
            ),
        ),
    ]


def _lane(
    parts: Parts, name: str, lane: Lane, *, threads: int = 1, needs: tuple[str, ...] = ()
) -> Service[OpenLane]:
    return Service(name=name, needs=needs, start=lambda: parts.lanes.open(lane, threads=threads))


def _metrics(port: int, running: Callable[[], Running]) -> Part:
    try:
        from pyworkstation.services.metrics.endpoint import MetricsEndpoint  # noqa: PLC0415 - not everybody has it
        from pyworkstation.services.metrics.families import Told  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise EnvironmentFailure(
            f"metrics_port is set and {missing.name} is not installed; pip install prometheus-client"
        ) from None
    return MetricsEndpoint(lambda: Told(__version__, get_health(running()), running().traffic()), port=port)


def _started_desk(parts: Parts, audit: AuditLog) -> Desk:
    return Desk(
        audit,
        StoredTicks(parts.store),
        parts.streams,
        terms_of=lambda symbol: instrument_terms(parts.home, find_instrument(parts.store, symbol).instrument),
        hours_of=lambda symbol: session_calendar(parts.home, symbol),
        limits_of=lambda: read_risk_limits(parts.home.risk),
        equity_file=parts.home.equity,
        currencies=lambda: known_currencies(parts.home),
        lot_of=lambda symbol: trading_terms(parts.home, find_instrument(parts.store, symbol).instrument).lot,
    )


def _started_replay(parts: Parts, note_trouble: Callable[[str], None], follower: MarketFollower) -> Replay:
    replay = Replay(
        StoredTicks(parts.store),
        parts.streams,
        timeframes=STANDARD_TIMEFRAMES,
        depth=parts.settings.ring_depth,
        frame_s=1 / parts.settings.stream_hz,
        saved_file=parts.home.run / "replay.json",
        note_trouble=note_trouble,
        follower=follower,
        is_heard=parts.is_heard,
    )
    try:
        replay.resume_saved()
    except BaseException:
        replay.close()
        raise
    return replay
