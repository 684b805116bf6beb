"""Open sessions: who was let in, for what, and until when. No clock, no randomness and no disk of its own."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.services.lock.moment import Moment

SessionKind = Literal["paper", "live"]

LONGEST_S = 12 * 3600.0
ARMED_S = 15 * 60.0
AT_MOST = 64
"""More cannot be open: the one that was used longest ago makes room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`key` is the CURVE key that it was given to. `armed` since when a live one may trade."""

    id: int
    kind: SessionKind
    key: bytes
    digest: bytes
    opened: Moment
    used: Moment
    armed: Moment | None = None

    def left_s(self, now: Moment, *, idle_s: float) -> float:
        """Seconds until it ends if nobody uses it. 0 and less: it has ended. No `idle_s`: it does not end by idleness."""
        left_s = LONGEST_S - now.since(self.opened)
        return min(left_s, idle_s - now.since(self.used)) if idle_s else left_s

    def armed_left_s(self, now: Moment) -> float:
        """Seconds for which it may trade with real money; 0 when it may not."""
        return 0.0 if self.armed is None else max(0.0, ARMED_S - now.since(self.armed))

    def may_trade(self, kind: SessionKind, now: Moment) -> bool:
        """Is it one for this kind of account, and armed where it must be?"""
        return self.kind == kind and (kind == "paper" or self.armed_left_s(now) > 0)


class Sessions:
    """For one thread at a time. `new_token` gives 256 random bits as text."""

    def __init__(self, new_token: Callable[[], str]) -> None:
        self._new_token = new_token
        self._ids = itertools.count(1)
        self._open: dict[int, Session] = {}

    def all(self) -> list[Session]:
        """Those that are open, oldest first."""
        return list(self._open.values())

    def open(self, kind: SessionKind, key: bytes, now: Moment) -> tuple[Session, str]:
        """A new one and its token, which is kept nowhere."""
        if len(self._open) >= AT_MOST:
            del self._open[min(self._open.values(), key=lambda each: each.used).id]
        token = self._new_token()
        session = Session(id=next(self._ids), kind=kind, key=key, digest=_digest(token), opened=now, used=now)
        self._open[session.id] = session
        return session, token

    def find(self, token: str, key: bytes) -> Session | None:
        """The open one with this token, if it was given to this key. Every one is compared, each in constant time."""
        digest = _digest(token)
        found = None
        for session in self._open.values():
            if hmac.compare_digest(session.digest, digest) & hmac.compare_digest(session.key, key):
                found = session
        return found

    def end_idle(self, now: Moment, *, idle_s: float) -> list[Session]:
        """Those whose time was up: they are open no longer."""
        ended = [each for each in self._open.values() if each.left_s(now, idle_s=idle_s) <= 0]
        for session in ended:
            del self._open[session.id]
        return ended

    def use(self, session: Session, now: Moment) -> Session:
        """It was used now."""
        return self._put(replace(session, used=now))

    def arm(self, session: Session, now: Moment) -> Session:
        """From now on a live one may trade, for a while."""
        return self._put(replace(session, armed=now))

    def disarm(self, session: Session) -> Session:
        """It may trade no longer."""
        return self._put(replace(session, armed=None))

    def end(self, session_id: int) -> Session | None:
        """Open no longer; None when it was not."""
        return self._open.pop(session_id, None)

    def end_all(self) -> list[Session]:
        """None is open any longer; those that were."""
        ended = self.all()
        self._open.clear()
        return ended

    def _put(self, session: Session) -> Session:
        self._open[session.id] = session
        return session


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
