"""Requests of a command to an engine that may be locked: the passphrase is asked for when the engine wants one, and kept nowhere."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pyworkstation.cli.hidden_value import hidden_passphrase
from pyworkstation.client.client import Client
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.own_session import OwnSession, unlock
from pyworkstation.domain.errors import LockedError, WorkstationError
from pyworkstation.protocol.messages import LockSessions, SessionOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.protocol.messages import Reply, Request


class UnlockingClient(Client):
    """Its session ends with the command: there is no file, no variable and no argument that it could be kept in."""

    def __init__(self, connection: Connection) -> None:
        self._own = OwnSession()
        super().__init__(connection, session=self._own)

    def request(
        self,
        body: Request,
        *,
        timeout_s: float | None = 5.0,
        while_waiting: Callable[[], None] | None = None,
    ) -> Iterator[Reply]:
        """As `Client.request`; a request that was refused for the lock is sent once more after unlocking."""
        parts = super().request(body, timeout_s=timeout_s, while_waiting=while_waiting)
        return self._unlocked(
            parts,
            lambda: super(UnlockingClient, self).request(
                body, timeout_s=timeout_s, while_waiting=while_waiting
            ),
        )

    def close(self) -> None:
        """End the session, and let the sockets go."""
        if self._own.token:
            with suppress(WorkstationError):
                self.call(LockSessions())
        super().close()

    def _unlocked(self, parts: Iterator[Reply], again: Callable[[], Iterator[Reply]]) -> Iterator[Reply]:
        try:
            yield from map(self._noted, parts)
        except RequestFailedError as refused:
            # Nothing was begun, so it may be sent again. A session that has ended meanwhile is not asked for twice.
            if refused.code != LockedError.code or self._own.token:
                raise
            unlock(super().request, self._own, hidden_passphrase("the passphrase of the lock"))
            yield from again()

    def _noted(self, reply: Reply) -> Reply:
        if isinstance(reply, SessionOpened):
            self._own.token = reply.token
        return reply
