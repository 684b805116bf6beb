"""The lock of a home as it is built for use."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from pyworkstation.services.lock import moment
from pyworkstation.services.lock.lock import Lock
from pyworkstation.services.lock.passphrase import usual_hasher
from pyworkstation.services.lock.sessions import Sessions
from pyworkstation.services.lock.tries import Tries

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import LockTold
    from pyworkstation.storage.audit.audit_log import AuditLog

_TOKEN_BYTES = 32


def open_lock(
    home: Home,
    settings: Settings,
    *,
    audit: Callable[[], AuditLog],
    tell: Callable[[LockTold], None] = lambda _: None,
) -> Lock:
    """With no session open: none outlives its engine."""
    return Lock(
        Tries(home.lock, usual_hasher, clock_us=lambda: time.time_ns() // 1000),
        Sessions(lambda: secrets.token_urlsafe(_TOKEN_BYTES)),
        audit=audit,
        now=moment.now,
        idle_minutes=settings.lock_idle_minutes,
        tell=tell,
    )
