"""The engine process: builds everything, hands each part what it needs, and takes it down in order."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import zmq

from pyworkstation import __version__
from pyworkstation.bus.connection_file import Connection, write_connection_file
from pyworkstation.bus.curve import AllowList, KeyPair, start_authenticator
from pyworkstation.bus.lanes import Lanes
from pyworkstation.bus.server import BusServer
from pyworkstation.domain.errors import EnvironmentFailure, WorkstationError
from pyworkstation.domain.timeframe import STANDARD_TIMEFRAMES
from pyworkstation.services.dispatch import Running, Services, handler
from pyworkstation.services.heartbeat import HeartbeatThread
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.services.streams import Streams
from pyworkstation.storage.database import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home

log = logging.getLogger(__name__)

_LOG_BYTES = 5_000_000
_LOG_FILES = 5


def run_engine(home: Home, settings: Settings) -> int:
    """Run the engine of `home` in the foreground until it is told to stop. Returns the exit code.

    Raises:
        EnvironmentFailure: when the home is taken by another process or the database cannot be opened.
    """
    home.create()
    with _logging_to(home, settings.log_level), open_store(home, settings) as store:
        keys, client_keys = KeyPair.generate(), KeyPair.generate()
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        authenticator = start_authenticator(context, AllowList(frozenset({client_keys.public})))
        lanes = Lanes(read_threads=settings.worker_threads)
        server = BusServer(
            context, keys=keys, handler_of=lambda request: handler(request, services), lanes=lanes
        )
        streams = Streams(server.publish)
        replay = Replay(
            StoredTicks(store),
            streams,
            timeframes=STANDARD_TIMEFRAMES,
            depth=settings.ring_depth,
            frame_s=1 / settings.stream_hz,
            saved_file=home.run / "replay.json",
        )
        started_us = time.time_ns() // 1000
        services = Services(
            home=home,
            environment=settings.environment,
            store=store,
            running=Running(
                pid=os.getpid(), started_us=started_us, replay=replay, streams=streams, shut_down=server.stop
            ),
        )
        heartbeat = HeartbeatThread(streams, pid=os.getpid(), interval_s=settings.heartbeat_ms / 1000)
        connection = _connection(server, keys, client_keys, started_us)
        try:
            replay.resume_saved()
            write_connection_file(home.connection_file, connection)
            log.info("engine %s ready, process %d, %s", __version__, os.getpid(), server.request_endpoint)
            print(f"engine ready: process {os.getpid()}, home {home.path}", flush=True)
            with _stop_signals(server.stop):
                server.run()
        finally:
            log.info("engine stops")
            home.connection_file.unlink(missing_ok=True)
            heartbeat.close()
            replay.close()
            lanes.close()
            server.close()
            authenticator.stop()
            context.destroy(linger=200)
    return 0


def _connection(server: BusServer, keys: KeyPair, client_keys: KeyPair, started_us: int) -> Connection:
    return Connection(
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
    """Ctrl-C, a polite kill and (Windows) Ctrl-Break end the loop in order."""

    def handle(number: int, _frame: FrameType | None) -> None:
        log.info("signal %d: stopping", number)
        stop()

    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)


@contextlib.contextmanager
def _logging_to(home: Home, level: str) -> Iterator[None]:
    """The engine's log in the home, rotated; on a terminal the same there, else only what went wrong."""
    file = _log_file(home)
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO if sys.stderr.isatty() else logging.ERROR)
    formatter = logging.Formatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    root = logging.getLogger()
    for log_handler in (file, terminal):
        log_handler.setFormatter(formatter)
        root.addHandler(log_handler)
    root.setLevel(level.upper())
    for chatty in (
        "zmq.auth",
        "asyncio",
        "filelock",
    ):  # Public keys and handshakes of every client, at debug.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        yield
    except BaseException as failure:
        root.removeHandler(terminal)  # The command line says it there.
        log.error("the engine failed: %s", failure, exc_info=not isinstance(failure, WorkstationError))
        raise
    finally:
        for log_handler in (file, terminal):
            root.removeHandler(log_handler)
            log_handler.close()


class _LogFile(logging.handlers.RotatingFileHandler):
    """On a full disk the engine goes on without its log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


def _log_file(home: Home) -> _LogFile:
    path = home.logs / "engine.log"
    try:
        return _LogFile(path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror}") from None
