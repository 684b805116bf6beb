"""Which service answers which request, and in which lane of the engine it works. One row per request.

The engine process reaches this table over the bus, the command line without an engine calls `answer` directly:
the same request gives the same reply either way.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pyworkstation import engine
from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.server import Handler
from pyworkstation.config.settings import Settings
from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from pyworkstation.services.alerts.alert_book import AlertBook
from pyworkstation.services.alerts.alert_watch import check_terms
from pyworkstation.services.archive_ticks import archive_ticks
from pyworkstation.services.bars.bars import get_bars
from pyworkstation.services.bars.indicator_values import get_values
from pyworkstation.services.change_settings import (
    export_settings,
    get_settings,
    import_settings,
    set_settings,
)
from pyworkstation.services.credentials.note_access import note_access
from pyworkstation.services.credentials.secrets_watch import CHANGES
from pyworkstation.services.export_arrow import export_bars, export_ticks
from pyworkstation.services.following.take_news import take_news
from pyworkstation.services.health import get_health
from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
from pyworkstation.services.imports.dry_run import dry_run
from pyworkstation.services.imports.import_progress import published
from pyworkstation.services.imports.import_ticks import import_ticks
from pyworkstation.services.imports.list_imports import list_imports
from pyworkstation.services.imports.running_imports import RunningImports
from pyworkstation.services.imports.undo_import import undo_import
from pyworkstation.services.list_indicators import list_indicators
from pyworkstation.services.list_instruments import list_instruments
from pyworkstation.services.lock.answers import LOCK_ANSWERS
from pyworkstation.services.lock.open_lock import open_lock
from pyworkstation.services.quality.check_files import check_files
from pyworkstation.services.quality.quality import get_import_quality, get_quality
from pyworkstation.services.query import run_query
from pyworkstation.services.refuse_secrets import refuse_secrets
from pyworkstation.services.status import get_status
from pyworkstation.services.subscribe import subscribe
from pyworkstation.services.supervision.note_outcomes import noted
from pyworkstation.services.ticks import get_ticks
from pyworkstation.services.upkeep import back_up, check
from pyworkstation.storage.audit.audit_log import AuditLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.domain.home import Home
    from pyworkstation.services.running import Running
    from pyworkstation.services.trading.desk import Desk
    from pyworkstation.storage.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What one request is answered from. `running` is absent when a command works without an engine."""

    home: Home
    environment: str
    store: Store
    running: Running | None = None
    cancelled_imports: CancelledJobs = field(default_factory=CancelledJobs)
    asker: Asker = field(default_factory=Asker)
    running_imports: RunningImports = field(default_factory=RunningImports)

    def needs_engine(self, what: str) -> Running:
        """The running parts. Raises InputError when there is no engine."""
        if self.running is None:
            raise InputError(
                expected="a running engine",
                found="none",
                where=what,
                mend="start one with: pyworkstation engine",
            )
        return self.running


def answer(request: m.Request, services: Services, asker: Asker) -> Iterator[m.Reply]:
    """The reply parts of one request."""
    return handler(request, services).answer(request, asker)


def handler(request: m.Request, services: Services) -> Handler:
    """How the bus answers a request."""
    lane, service = TABLE[type(request)]
    if lane is Lane.INLINE:  # Microseconds count, and no service is in trouble over it.
        return Handler(lane, lambda body, _: service(body, services))

    def parts(body: m.Request, asker: Asker) -> Iterator[m.Reply]:
        refuse_secrets(body)
        replies: Iterator[m.Reply] = service(body, replace(services, asker=asker))
        return replies if services.running is None else noted(replies, lane, services.running.supervisor)

    return Handler(lane, parts)


def _ping(request: m.Ping, _: Services) -> Iterator[m.Reply]:
    yield m.Pong(nonce=engine.echo(request.nonce), engine_version=engine.version)


def _status(_: m.GetStatus, services: Services) -> Iterator[m.Reply]:
    running = services.running
    replay = running.replay_if_up() if running else None
    yield get_status(
        services.store,
        home=services.home,
        environment=services.environment,
        pid=running.pid if running else None,
        started_us=running.started_us if running else None,
        replay=replay.state() if replay else m.ReplayState(),
        importing=services.running_imports,
    )


def _import_ticks(request: m.ImportTicks, services: Services) -> Iterator[m.Reply]:
    replies = import_ticks(request, services.store, services.cancelled_imports)
    running = services.running
    with services.running_imports.of(request.symbol):
        yield from published(replies, running.streams) if running else replies


def _cancel_import(request: m.CancelImport, services: Services) -> Iterator[m.Reply]:
    services.cancelled_imports.cancel(request.job)
    yield m.Done()


def _replay_start(request: m.ReplayStart, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.start(request)


def _replay_pause(request: m.ReplayPause, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.pause(paused=request.paused)


def _replay_speed(request: m.ReplaySpeed, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.set_speed(request.speed)


def _replay_seek(request: m.ReplaySeek, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.seek(request.to_us)


def _replay_step(request: m.ReplayStep, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.step(request)


def _replay_stop(_: m.ReplayStop, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("replay").replay.stop()


def _subscribe(request: m.Subscribe, services: Services) -> Iterator[m.Reply]:
    running = services.needs_engine("subscribe")
    return subscribe(
        request,
        streams=running.streams,
        replay=running.replay,
        desk=lambda: running.desk,
        alerts=lambda: running.alerts,
    )


def _follow(request: m.Follow, services: Services) -> Iterator[m.Reply]:
    yield m.Following(id=services.needs_engine("follow").followers.follow(request.topics))


def _take_news(request: m.TakeNews, services: Services) -> Iterator[m.Reply]:
    running = services.needs_engine("take_news")
    return take_news(
        request,
        running.followers,
        asker=services.asker,
        may_see_account=lambda: running.lock.may_trade(services.asker),
    )


def _unfollow(request: m.Unfollow, services: Services) -> Iterator[m.Reply]:
    services.needs_engine("unfollow").followers.unfollow(request.id)
    yield m.Done()


def _get_snapshot(request: m.GetSnapshot, services: Services) -> Iterator[m.Reply]:
    yield from services.needs_engine("get_snapshot").replay.engine_snapshot(request)


def _get_health(_: m.GetHealth, services: Services) -> Iterator[m.Reply]:
    yield get_health(services.needs_engine("get_health"))


def _get_traffic(_: m.GetTraffic, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("get_traffic").traffic()


def _get_debug_dump(request: m.GetDebugDump, services: Services) -> Iterator[m.Reply]:
    yield m.DebugDump(text=services.needs_engine("get_debug_dump").replay.debug_dump(request.symbol))


def _desk(services: Services, what: str) -> Desk:
    return services.needs_engine(what).desk


def _open_account(request: m.OpenAccount, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "open_account").open_account(request)


def _deposit(request: m.Deposit, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "deposit").deposit(request)


def _get_account(_: m.GetAccount, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "account").account()


def _place_order(request: m.PlaceOrder, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "orders").place_order(request)


def _modify_order(request: m.ModifyOrder, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "orders").modify_order(request)


def _cancel_order(request: m.CancelOrder, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "orders").cancel_order(request.client_order_id)


def _cancel_all_orders(request: m.CancelAllOrders, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "orders").cancel_all_orders(request.symbol)


def _get_risk(_: m.GetRisk, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "get_risk").risk()


def _reload_risk(_: m.ReloadRisk, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "reload_risk").reload_risk()


def _set_trading_state(request: m.SetTradingState, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "set_trading_state").set_trading_state(request.state)


def _halt(request: m.Halt, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "halt").halt(request)


def _flatten(request: m.Flatten, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "flatten").flatten(request)


def _list_orders(request: m.ListOrders, services: Services) -> Iterator[m.Reply]:
    yield from _desk(services, "orders").orders(request)


def _list_positions(request: m.ListPositions, services: Services) -> Iterator[m.Reply]:
    yield from _desk(services, "positions").positions(request)


def _list_fills(request: m.ListFills, services: Services) -> Iterator[m.Reply]:
    yield from _desk(services, "fills").fills(request)


def _note_position(request: m.NotePosition, services: Services) -> Iterator[m.Reply]:
    _desk(services, "note_position").note_position(request)
    yield m.Done()


def _list_round_trips(request: m.ListRoundTrips, services: Services) -> Iterator[m.Reply]:
    yield from _desk(services, "journal").round_trips(request)


def _get_statistics(request: m.GetStatistics, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "journal").statistics(request)


def _size_position(request: m.SizePosition, services: Services) -> Iterator[m.Reply]:
    yield _desk(services, "size_position").size(request)


def _get_equity(request: m.GetEquity, services: Services) -> Iterator[m.Reply]:
    yield from _desk(services, "account").equity(request)


def _list_indicators(_: m.ListIndicators, __: Services) -> Iterator[m.Reply]:
    yield list_indicators()


def _watch_quotes(request: m.WatchQuotes, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("watch_quotes").replay.watch_quotes(request)


def _attach_indicator(request: m.AttachIndicator, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("attach_indicator").replay.attach(request)


def _detach_indicator(request: m.DetachIndicator, services: Services) -> Iterator[m.Reply]:
    services.needs_engine("detach_indicator").replay.detach(request)
    yield m.Done()


def _note_access(request: m.NoteAccess, services: Services) -> Iterator[m.Reply]:
    if services.running is None:
        with contextlib.closing(AuditLog(services.home.audit)) as audit:
            note_access(request, audit)
    else:
        note_access(request, services.running.audit)
        secrets = services.running.secrets_if_up()
        if secrets is not None and request.action in CHANGES:
            secrets.look_soon()
    yield m.Done()


def _of_lock(request: m.Request, services: Services) -> Iterator[m.Reply]:
    answer_one = LOCK_ANSWERS[type(request)]
    if services.running is not None:
        yield answer_one(request, services.running.lock, services.asker)
        return
    with contextlib.closing(AuditLog(services.home.audit)) as audit:
        lock = open_lock(services.home, Settings(), audit=lambda: audit)
        yield answer_one(request, lock, services.asker)


def _reload_settings(_: m.ReloadSettings, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("reload_settings").settings.reload()


def _get_settings(_: m.GetSettings, services: Services) -> Iterator[m.Reply]:
    yield get_settings(services.home, services.running.settings.now if services.running else None)


def _set_settings(request: m.SetSettings, services: Services) -> Iterator[m.Reply]:
    with _changing_settings(services) as reload:
        yield set_settings(request, services.home, reload)


def _export_settings(_: m.ExportSettings, services: Services) -> Iterator[m.Reply]:
    yield export_settings(services.home)


def _import_settings(request: m.ImportSettings, services: Services) -> Iterator[m.Reply]:
    with _changing_settings(services) as reload:
        yield import_settings(request, services.home, reload)


@contextlib.contextmanager
def _changing_settings(services: Services) -> Iterator[Callable[[], m.SettingsReloaded] | None]:
    if services.running is None:
        yield None
    else:
        with services.running.settings.changing:
            yield services.running.settings.reload


def _set_alert(request: m.SetAlert, services: Services) -> Iterator[m.Reply]:
    if services.running is not None:
        yield services.running.alerts.set(request)
    else:
        check_terms(request.terms)
        yield m.AlertSet(id=AlertBook(services.home.alerts).set(request.terms, alert_id=request.id).id)


def _delete_alert(request: m.DeleteAlert, services: Services) -> Iterator[m.Reply]:
    alerts = services.running.alerts if services.running else AlertBook(services.home.alerts)
    alerts.delete(request.id)
    yield m.Done()


def _list_alerts(request: m.ListAlerts, services: Services) -> Iterator[m.Reply]:
    alerts = services.running.alerts if services.running else AlertBook(services.home.alerts)
    yield alerts.listing(request.after)


def _invite(request: m.Invite, services: Services) -> Iterator[m.Reply]:
    yield services.needs_engine("invite").invite(request)


def _shutdown(_: m.Shutdown, services: Services) -> Iterator[m.Reply]:
    services.needs_engine("shutdown").shut_down()
    yield m.Done()


_Service = (
    Any  # Callable[[one request struct, Services], Iterator[Reply]]: the key of each row fixes the struct.
)

TABLE: dict[type[m.Request], tuple[Lane, _Service]] = {
    m.Ping: (Lane.INLINE, _ping),
    m.GetStatus: (Lane.READ, _status),
    m.GetBars: (Lane.READ, lambda request, services: get_bars(request, services.store)),
    m.GetTicks: (Lane.READ, lambda request, services: get_ticks(request, services.store)),
    m.RunQuery: (Lane.QUERY, lambda request, services: run_query(request, services.store, services.asker)),
    m.ImportTicks: (Lane.IMPORT, _import_ticks),
    m.DryRun: (Lane.READ, lambda request, services: dry_run(request, services.store)),
    m.CancelImport: (Lane.INLINE, _cancel_import),
    m.ListImports: (Lane.READ, lambda request, services: list_imports(request, services.store)),
    m.UndoImport: (Lane.IMPORT, lambda request, services: undo_import(request, services.store)),
    m.ArchiveTicks: (Lane.READ, lambda request, services: archive_ticks(request, services.store)),
    m.BackUp: (Lane.UPKEEP, lambda request, services: back_up(request, services.store, services.asker)),
    m.Verify: (Lane.UPKEEP, lambda _, services: check(services.store, services.asker)),
    m.GetQuality: (
        Lane.READ,
        lambda request, services: get_quality(request, services.store, services.asker),
    ),
    m.GetImportQuality: (
        Lane.READ,
        lambda request, services: get_import_quality(request, services.store, services.asker),
    ),
    m.CheckFiles: (
        Lane.IMPORT,
        lambda request, services: check_files(request, services.store, services.asker),
    ),
    m.ExportTicks: (
        Lane.READ,
        lambda request, services: export_ticks(request, services.store, services.asker),
    ),
    m.ExportBars: (Lane.READ, lambda request, services: export_bars(request, services.store, services.asker)),
    m.ReplayStart: (Lane.REPLAY, _replay_start),
    m.ReplayPause: (Lane.REPLAY, _replay_pause),
    m.ReplaySpeed: (Lane.REPLAY, _replay_speed),
    m.ReplaySeek: (Lane.REPLAY, _replay_seek),
    m.ReplayStep: (Lane.REPLAY, _replay_step),
    m.ReplayStop: (Lane.REPLAY, _replay_stop),
    m.Subscribe: (Lane.REPLAY, _subscribe),
    m.WatchQuotes: (Lane.REPLAY, _watch_quotes),
    m.Follow: (Lane.INLINE, _follow),
    m.TakeNews: (Lane.NEWS, _take_news),
    m.Unfollow: (Lane.INLINE, _unfollow),
    m.GetSnapshot: (Lane.REPLAY, _get_snapshot),
    m.GetHealth: (Lane.INLINE, _get_health),
    m.GetTraffic: (Lane.INLINE, _get_traffic),
    m.GetDebugDump: (Lane.REPLAY, _get_debug_dump),
    m.ListIndicators: (Lane.INLINE, _list_indicators),
    m.AttachIndicator: (Lane.REPLAY, _attach_indicator),
    m.DetachIndicator: (Lane.REPLAY, _detach_indicator),
    m.OpenAccount: (Lane.TRADE, _open_account),
    m.Deposit: (Lane.TRADE, _deposit),
    m.GetAccount: (Lane.TRADE, _get_account),
    m.PlaceOrder: (Lane.TRADE, _place_order),
    m.ModifyOrder: (Lane.TRADE, _modify_order),
    m.CancelOrder: (Lane.TRADE, _cancel_order),
    m.CancelAllOrders: (Lane.TRADE, _cancel_all_orders),
    m.Flatten: (Lane.TRADE, _flatten),
    m.GetRisk: (Lane.TRADE, _get_risk),
    m.ReloadRisk: (Lane.TRADE, _reload_risk),
    m.SetTradingState: (Lane.TRADE, _set_trading_state),
    m.Halt: (Lane.TRADE, _halt),
    m.ListOrders: (Lane.TRADE, _list_orders),
    m.ListPositions: (Lane.TRADE, _list_positions),
    m.ListFills: (Lane.TRADE, _list_fills),
    m.NotePosition: (Lane.TRADE, _note_position),
    m.ListRoundTrips: (Lane.TRADE, _list_round_trips),
    m.GetStatistics: (Lane.TRADE, _get_statistics),
    m.GetEquity: (Lane.TRADE, _get_equity),
    m.SizePosition: (Lane.TRADE, _size_position),
    m.ListInstruments: (Lane.READ, lambda request, services: list_instruments(request, services.home)),
    m.GetValues: (Lane.READ, lambda request, services: get_values(request, services.store, services.asker)),
    m.SetAlert: (Lane.READ, _set_alert),
    m.DeleteAlert: (Lane.READ, _delete_alert),
    m.ListAlerts: (Lane.READ, _list_alerts),
    m.Invite: (Lane.INLINE, _invite),
    m.NoteAccess: (Lane.READ, _note_access),
    m.ReloadSettings: (Lane.READ, _reload_settings),
    m.GetSettings: (Lane.READ, _get_settings),
    m.SetSettings: (Lane.READ, _set_settings),
    m.ExportSettings: (Lane.READ, _export_settings),
    m.ImportSettings: (Lane.READ, _import_settings),
    **dict.fromkeys(LOCK_ANSWERS, (Lane.LOCK, _of_lock)),
    m.Shutdown: (Lane.INLINE, _shutdown),
}
