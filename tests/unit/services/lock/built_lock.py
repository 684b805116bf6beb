"""A lock with a clock of the test's, and a hash that is cheap."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher

from pyworkstation.domain.asker import Asker
from pyworkstation.protocol import messages as m
from pyworkstation.services.lock.lock import Lock
from pyworkstation.services.lock.moment import Moment
from pyworkstation.services.lock.sessions import Sessions
from pyworkstation.services.lock.tries import Tries
from pyworkstation.storage.audit.audit_log import AuditLog

RIGHT, WRONG = "correct horse battery", "incorrect horse"
ORDER = m.PlaceOrder(orders=[m.NewOrder(client_order_id="a", symbol="EURUSD", side="buy", quantity=1)])
KEY, OTHER_KEY = b"k" * 40, b"o" * 40
IDLE_MINUTES = 10


class Clock:
    """Both clocks of a computer. `sleep` goes on for the wall's alone."""

    def __init__(self) -> None:
        self.steady_s, self.wall_s = 50.0, 1.9e9

    def go_on(self, seconds: float) -> None:
        self.steady_s += seconds
        self.wall_s += seconds

    def sleep(self, seconds: float) -> None:
        self.wall_s += seconds

    def now(self) -> Moment:
        return Moment(self.steady_s, self.wall_s)

    def now_us(self) -> int:
        return int(self.wall_s * 1e6)


class BuiltLock:
    """The lock of a folder: `restart` is another run of the engine on it."""

    def __init__(self, folder: Path, *, has_live_venue: bool = False) -> None:
        self.clock = Clock()
        self.file = folder / "lock.json"
        self.audit = AuditLog(folder / "audit")
        self.told: list[m.LockTold] = []
        self._has_live_venue = has_live_venue
        self._numbers = itertools.count(1)
        self.lock = self._built()

    def restart(self) -> None:
        self.lock = self._built()

    def notes(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(record.body) for record in self.audit.records() if record.kind == "lock"]

    def open(self, kind: m.SessionKind = "paper", *, key: bytes = KEY) -> Asker:
        opened = self.lock.unlock(RIGHT, kind, Asker(key=key))
        assert isinstance(opened, m.SessionOpened)
        return Asker(key=key, token=opened.token)

    def is_let_through(self, asker: Asker) -> bool:
        return not self.lock.refusal(ORDER, asker)

    def _built(self) -> Lock:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        return Lock(
            Tries(self.file, lambda: hasher, clock_us=self.clock.now_us),
            Sessions(lambda: f"{next(self._numbers):043d}"),
            audit=lambda: self.audit,
            now=self.clock.now,
            idle_minutes=IDLE_MINUTES,
            tell=self.told.append,
            has_live_venue=self._has_live_venue,
        )
