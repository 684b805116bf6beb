"""How the engine is: answers `get_health`, and says it once a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pyworkstation.domain.process_memory import resident_bytes
from pyworkstation.protocol.messages import Health
from pyworkstation.services.credentials.secrets_watch import SecretsSeen

if TYPE_CHECKING:
    from pyworkstation.services.running import Running

TOPIC = "health"
EVERY_S = 1.0


def get_health(running: Running) -> Health:
    """Now. Waits for nobody."""
    replay = running.replay_if_up()
    symbol = None if replay is None else replay.health()
    secrets = running.secrets_if_up()
    seen = SecretsSeen() if secrets is None else secrets.seen
    return Health(
        pid=running.pid,
        now_us=time.time_ns() // 1000,
        started_us=running.started_us,
        symbols=[] if symbol is None else [symbol],
        services=running.supervisor.health(),
        memory_bytes=resident_bytes() or 0,
        secrets=list(seen.secrets),
        vault_fault=seen.vault_fault,
    )
