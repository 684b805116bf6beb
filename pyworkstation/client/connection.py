"""Is an engine running for this home, and where?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.bus.connection_file import Connection, read_connection_file
from pyworkstation.client.client import Client
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.domain.home import Home

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.protocol.messages import RoleName

_PING_S = 1.0

__all__ = ["Connection", "MuteEngine", "find_engine", "look_for_engine"]


@dataclass(frozen=True, slots=True)
class MuteEngine:
    """A process that holds the engine's port and answers no ping: busy beyond measure, stopped, or hung."""

    pid: int


def find_engine(home: Path, *, role: RoleName = "trade") -> Connection | None:
    """The connection to the engine of `home`, checked by a ping; None when none runs or it does not answer.

    Raises:
        EnvironmentFailure: when the connection file must not be trusted.
    """
    found = look_for_engine(home, role=role)
    return found if isinstance(found, Connection) else None


def look_for_engine(home: Path, *, role: RoleName = "trade") -> Connection | MuteEngine | None:
    """As `find_engine`, but tells an engine that does not answer from none."""
    files = Home(home)
    connection = read_connection_file(
        files.connection_file if role == "trade" else files.reader_connection_file
    )
    if connection is None:
        return None
    with Client(connection) as client:
        try:
            client.ping(timeout_s=_PING_S)
        except EngineGoneError as gone:
            return None if gone.went_away else MuteEngine(connection.pid)
    return connection
