"""The engine process: builds everything, hands each part what it needs, and takes it down in order."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import zmq
from msgspec import structs

from pyworkstation import __version__
from pyworkstation.bus.connection_file import Connection, write_connection_file
from pyworkstation.bus.curve import AllowList, KeyPair, start_authenticator
from pyworkstation.bus.lanes import Lanes
from pyworkstation.bus.server import BusServer
from pyworkstation.domain.whole_file import expect_room
from pyworkstation.engine_log import logging_to
from pyworkstation.engine_services import (
    Parts,
    alerts_service,
    audit_service,
    replay_service,
    secrets_service,
    trading_service,
)
from pyworkstation.engine_services import services as engine_services
from pyworkstation.protocol.roles import Role
from pyworkstation.services.dispatch import Services, handler
from pyworkstation.services.following.followers import Followers
from pyworkstation.services.invite import invite
from pyworkstation.services.lock.lock import TOPIC
from pyworkstation.services.lock.open_lock import open_lock
from pyworkstation.services.reload_settings import SettingsInForce
from pyworkstation.services.running import Running
from pyworkstation.services.streams import Streams
from pyworkstation.services.supervision.supervisor import Supervisor
from pyworkstation.storage.database import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.database import Store

log = logging.getLogger(__name__)

_SWITCH_INTERVAL_S = 0.0005
_STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")


def run_engine(home: Home, settings: Settings) -> int:
    """Run the engine of `home` in the foreground until it is told to stop. Returns the exit code.

    Raises:
        EnvironmentFailure: when the home is taken by another process, or the disk fails.
    """
    # The bus thread shares the interpreter with imports: at the default 5 ms every request would wait that long for its turn.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    home.create()
    with (
        logging_to(home, settings.log_level, settings.log_format),
        open_store(home, settings) as store,
        contextlib.ExitStack() as parts,
    ):
        _run(home, settings, store, parts)
    return 0


def _run(home: Home, settings: Settings, store: Store, parts: contextlib.ExitStack) -> None:
    """Everything but the store, which `parts` takes down in order, however far we come."""
    keys, client_keys = KeyPair.generate(), {role: KeyPair.generate() for role in Role}
    allowed = AllowList({pair.public: role for role, pair in client_keys.items()})
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    parts.callback(context.destroy, linger=200)
    authenticator = start_authenticator(context, allowed)
    parts.callback(authenticator.stop)
    lanes = Lanes()
    lock = open_lock(
        home, settings, audit=lambda: running.audit, tell=lambda told: streams.publish(TOPIC, told)
    )
    server = BusServer(
        context,
        keys=keys,
        handler_of=lambda request: handler(request, services),
        role_of=allowed.role_of,
        lanes=lanes,
        refusal=lock.refusal,
    )
    parts.callback(server.close)
    followers = Followers()
    streams = Streams(server.publish, keep=followers.put, withholds=lock.withholds)
    started_us = time.time_ns() // 1000
    connections = {
        role: _connection(server, keys, role, client_keys[role], started_us) for role in client_keys
    }
    built_from = Parts(
        home,
        settings,
        store,
        lanes,
        streams,
        lambda topic: server.is_heard(topic) or followers.is_followed(topic) or running.has_alert_on(topic),
    )
    audit = audit_service(built_from)
    trading = trading_service(built_from, audit, lambda: supervisor)
    replay = replay_service(built_from, trading, lambda: supervisor)
    alerts = alerts_service(built_from, lambda: running)
    secrets = secrets_service(built_from, audit, lambda: supervisor)
    supervisor = Supervisor(
        engine_services(built_from, audit, replay, trading, alerts, secrets=secrets, running=lambda: running)
    )
    running = Running(
        pid=os.getpid(),
        started_us=started_us,
        supervisor=supervisor,
        replay_service=replay,
        audit_service=audit,
        trading_service=trading,
        alerts_service=alerts,
        secrets_service=secrets,
        streams=streams,
        followers=followers,
        lock=lock,
        settings=SettingsInForce(settings, home, store, lock),
        traffic=lambda: structs.replace(server.traffic(), followers=followers.traffic()),
        invite=lambda request: invite(request, allowed, connections[Role.TRADE]),
        shut_down=server.stop,
    )
    services = Services(home=home, environment=settings.environment, store=store, running=running)
    expect_room(home.run)
    parts.callback(supervisor.close)
    supervisor.start()
    # Clients look for the one of `trade`: it is written last, when all is there.
    files = {Role.READ: home.reader_connection_file, Role.TRADE: home.connection_file}
    for role, file in files.items():
        parts.callback(file.unlink, missing_ok=True)
        write_connection_file(file, connections[role])
    log.info("engine %s ready, process %d, %s", __version__, os.getpid(), server.request_endpoint)
    print(f"engine ready: process {os.getpid()}, home {home.path}", flush=True)
    with _stop_signals(server.stop):
        server.run()
    log.info("engine stops")


def _connection(
    server: BusServer, keys: KeyPair, role: Role, client_keys: KeyPair, started_us: int
) -> Connection:
    return Connection(
        role=role.value,
        pid=os.getpid(),
        started_us=started_us,
        request_endpoint=server.request_endpoint,
        stream_endpoint=server.stream_endpoint,
        server_public_key=keys.public.decode("ascii"),
        client_public_key=client_keys.public.decode("ascii"),
        client_secret_key=client_keys.secret.decode("ascii"),
    )


@contextlib.contextmanager
def _stop_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, a polite kill, a terminal that closes and (Windows) Ctrl-Break end the loop in order."""

    def handle(number: int, _frame: FrameType | None) -> None:
        log.info("signal %d: stopping", number)
        stop()

    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        numbers.remove(signal.SIGHUP)  # nohup: the engine is to outlive the terminal.
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)
