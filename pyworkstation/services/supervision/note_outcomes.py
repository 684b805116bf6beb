"""Notes of each request whether its service was in trouble over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.bus.lanes import Lane
from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import EnvironmentFailure, InputError, LockedError
from pyworkstation.services.supervision.service import ServiceDownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import Reply
    from pyworkstation.services.supervision.supervisor import Supervisor

SERVICE_OF_LANE = {
    Lane.REPLAY: "replay-requests",
    Lane.IMPORT: "imports",
    Lane.READ: "reading",
    Lane.QUERY: "queries",
    Lane.TRADE: "orders",
    Lane.UPKEEP: "upkeep",
    Lane.NEWS: "news",
    Lane.LOCK: "lock",
}


def noted(replies: Iterator[Reply], lane: Lane, supervisor: Supervisor) -> Iterator[Reply]:
    """The same replies. What the asker got wrong, or does not wait for, is no trouble."""
    name = SERVICE_OF_LANE[lane]
    try:
        yield from replies
    except (InputError, LockedError, AskerGoneError, ServiceDownError):
        raise
    except EnvironmentFailure as error:
        supervisor.note(name, str(error))
        raise
    except Exception as error:
        # Its text may hold what is nobody's business; the log has it.
        supervisor.note(name, f"{type(error).__name__}, see the log")
        raise
    supervisor.note(name, "")
