"""How the engine is: answers `get_health`, and says it once a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Health

if TYPE_CHECKING:
    from pyworkstation.services.replay.service import Replay

TOPIC = "health"
EVERY_S = 1.0


def get_health(*, pid: int, started_us: int, replay: Replay) -> Health:
    """Now."""
    symbol = replay.health()
    return Health(
        pid=pid,
        now_us=time.time_ns() // 1000,
        started_us=started_us,
        symbols=[] if symbol is None else [symbol],
    )
