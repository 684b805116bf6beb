"""Whom a command asks: the running engine over the bus, or else the same services here, on the same database."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from pyworkstation.cli.bounds import check_bounds
from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.config.load import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import Reply, Request

    Ask = Callable[[Request], Iterator[Reply]]

_PATIENCE_S = 300.0
"""For the next part of an answer. An import may take longer over one file, and is waited for."""


@contextmanager
def open_ask(home: Home, *, database_memory_mb: int | None = None) -> Iterator[Ask]:
    """A function from a request to the parts of its reply. It raises InputError for one that no engine would take.

    Without an engine, the database takes at most `database_memory_mb`, where that is less than its setting.

    Raises:
        InputError: when the settings are wrong.
        EnvironmentFailure: when another process than an engine has the home.
    """
    settings = load_settings(os.environ, home=home).settings
    connection = running_engine(home)
    if connection is None:
        if database_memory_mb is not None:
            least = min(database_memory_mb, settings.database_memory_mb)
            settings = replace(settings, database_memory_mb=least)
        with _ask_here(home, settings) as ask:
            yield _within_bounds(ask)
    else:
        with _ask_engine(connection) as ask:
            yield _within_bounds(ask)


def _within_bounds(ask: Ask) -> Ask:
    def checked(request: Request) -> Iterator[Reply]:
        check_bounds(request)
        return ask(request)

    return checked


def ask_aside(home: Home, ask: Ask, request: Request) -> None:
    """Ask something short while an answer of `ask` is still coming in, and wait until it is done."""
    connection = running_engine(home)
    if connection is None:
        list(ask(request))
        return
    # A client throws away the parts of one answer while it waits for those of another.
    with _ask_engine(connection) as other:
        list(other(request))


def running_engine(home: Home) -> Connection | None:
    """The connection to the engine of `home`; None when none runs."""
    if not home.connection_file.exists():
        return None
    from pyworkstation.client.connection import find_engine  # noqa: PLC0415  (ZeroMQ, not needed without an engine)

    return find_engine(home.path)


@contextmanager
def _ask_engine(connection: Connection) -> Iterator[Ask]:
    from pyworkstation.cli.unlocking_client import UnlockingClient  # noqa: PLC0415
    from pyworkstation.protocol.messages import ImportTicks, UndoImport  # noqa: PLC0415

    with UnlockingClient(connection) as client:

        def ask(request: Request) -> Iterator[Reply]:
            return client.request(
                request, timeout_s=None if isinstance(request, ImportTicks | UndoImport) else _PATIENCE_S
            )

        yield ask


@contextmanager
def _ask_here(home: Home, settings: Settings) -> Iterator[Ask]:
    from pyworkstation.cli.on_a_thread import on_a_thread  # noqa: PLC0415
    from pyworkstation.domain.asker import Asker  # noqa: PLC0415
    from pyworkstation.protocol.messages import ImportTicks  # noqa: PLC0415

    with interrupts_wait():
        from pyworkstation.services.dispatch import Services, answer  # noqa: PLC0415
        from pyworkstation.storage.database import open_store  # noqa: PLC0415

    with open_store(home, settings) as store:
        services = Services(home=home, environment=settings.environment, store=store)

        def ask(request: Request) -> Iterator[Reply]:
            asker = Asker()
            parts = answer(request, services, asker)
            # An import has its own way with Ctrl-C.
            return parts if isinstance(request, ImportTicks) else on_a_thread(parts, asker)

        yield ask
