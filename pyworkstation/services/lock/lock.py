"""The lock of a home: who may ask what while a passphrase is set. `docs/lock.md` says what holds, and why."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure, InputError, LockedError, WorkstationError
from pyworkstation.domain.no_core_file import forbid_core_files
from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation.protocol.locking import passes
from pyworkstation.protocol.messages import (
    LockState,
    LockTold,
    OpenSession,
    OpenSessions,
    SessionOpened,
    UnlockRefused,
)
from pyworkstation.services.lock.note_lock import LockNote, entries
from pyworkstation.services.lock.passphrase import expect_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.domain.asker import Asker
    from pyworkstation.protocol.messages import Request, SessionKind
    from pyworkstation.services.lock.moment import Moment
    from pyworkstation.services.lock.sessions import Session, Sessions
    from pyworkstation.services.lock.tries import Tries
    from pyworkstation.storage.audit.audit_log import AuditLog

log = logging.getLogger(__name__)

TOPIC = "lock"
_LOCKED = "{op} needs an open session, for a passphrase is set: unlock first"


class Lock:
    """From any thread. `audit` raises while there is no log; `has_live_venue`: is there anything that real money can be traded on?"""

    def __init__(
        self,
        tries: Tries,
        sessions: Sessions,
        *,
        audit: Callable[[], AuditLog],
        now: Callable[[], Moment],
        idle_minutes: int,
        tell: Callable[[LockTold], None] = lambda _: None,
        has_live_venue: bool = False,
    ) -> None:
        self._tries = tries
        self._sessions = sessions
        self._audit = audit
        self._now = now
        self._tell = tell
        self._has_live_venue = has_live_venue
        self._trying = (
            threading.Lock()
        )  # Held while a passphrase is looked at, which takes a tenth of a second.
        self._mutex = threading.Lock()
        self.idle_s = idle_minutes * 60
        if self.is_set:
            forbid_core_files()
        if tries.fault:
            log.error("everything stays locked: %s", tries.fault)

    @property
    def is_set(self) -> bool:
        """Is there a passphrase?"""
        return self._tries.is_set

    # --- who may do what ------------------------------------------------------------------------------------------

    def refusal(self, request: Request, asker: Asker) -> str:
        """Why this may not be asked; empty when it may. For the bus, before anything is begun."""
        if not self.is_set or passes(request) or self.may_trade(asker):
            return ""
        return _LOCKED.format(op=request.__struct_config__.tag)

    def may_trade(self, asker: Asker, kind: SessionKind = "paper") -> bool:
        """Has the asker an open session that may do everything with an account of this kind?"""
        if not self.is_set:
            return kind == "paper"
        session = self._session_of(asker)
        return session is not None and session.may_trade(kind, self._now())

    def withholds(self) -> bool:
        """Do the streams of the account only say that something happened?"""
        return self.is_set

    def state(self, asker: Asker) -> LockState:
        """How it is for the asker."""
        session = self._session_of(asker)
        is_set, now = self.is_set, self._now()
        return LockState(
            is_set=is_set,
            is_open=not is_set or session is not None,
            kind=None if session is None else session.kind,
            left_s=0 if session is None else max(0, int(session.left_s(now, idle_s=self.idle_s))),
            idle_s=self.idle_s,
            armed_left_s=0 if session is None else int(session.armed_left_s(now)),
            sessions=len(self._sessions.all()),
            wait_ms=self._tries.wait_ms,
        )

    # --- the passphrase -------------------------------------------------------------------------------------------

    def set_passphrase(self, new: str, old: str | None, asker: Asker) -> SessionOpened | UnlockRefused:
        """Another one takes the place of `old`. All sessions end, and the asker gets a new one.

        Raises:
            InputError: for one that is too short, or without the old one.
            EnvironmentFailure: when the disk fails.
        """
        forbid_core_files()
        with self._trying:
            what = "change" if self.is_set else "set"
            if refused := self._check_old(what, old):
                return refused
            expect_long(new)
            PROCESS_REDACTOR.remember(new)
            self._audit().append(entries(LockNote(what)))
            self._tries.set(new)
            self._end_all()
            return self._opened("paper", asker)

    def remove_passphrase(self, passphrase: str) -> UnlockRefused | None:
        """None when it is gone. Raises EnvironmentFailure when the disk fails."""
        with self._trying:
            self._expect_set("remove_passphrase")
            if refused := self._attempt("remove", passphrase):
                return refused
            self._audit().append(entries(LockNote("remove")))
            self._tries.remove()
            self._end_all()
            self._tell_all()
            return None

    def _check_old(self, what: str, old: str | None) -> UnlockRefused | None:
        if not self.is_set:
            return None
        if old is None:
            raise InputError(expected="the old passphrase", found="none", where="set_passphrase")
        return self._attempt(what, old)

    def _attempt(self, what: str, passphrase: str) -> UnlockRefused | None:
        refused = self._tries.attempt(passphrase)
        if refused is not None and refused.reason == "wrong":
            log.warning("tries at the lock that were wrong, in a row: %d", self._tries.wrong)
            self._audit().append(entries(LockNote(what, "wrong", wrong=self._tries.wrong)))
        if refused is None:
            PROCESS_REDACTOR.remember(passphrase)
        return refused

    def _expect_set(self, where: str) -> None:
        if not self.is_set:
            raise InputError(
                expected="a passphrase",
                found="none is set",
                where=where,
                mend="set one with: pyworkstation lock set",
            )

    # --- sessions -------------------------------------------------------------------------------------------------

    def unlock(self, passphrase: str, kind: SessionKind, asker: Asker) -> SessionOpened | UnlockRefused:
        """Open a session.

        Raises:
            InputError: when no passphrase is set, or there is nothing to trade live on.
            EnvironmentFailure: when it cannot be noted, or the disk fails.
        """
        if kind == "live" and not self._has_live_venue:
            raise InputError(
                expected="a live venue",
                found="none: this version trades on the paper account only",
                where="unlock",
                mend="open a paper session",
            )
        with self._trying:
            self._expect_set("unlock")
            return self._attempt("unlock", passphrase) or self._opened(kind, asker)

    def refresh(self, asker: Asker) -> LockState:
        """The asker's session is in use. Raises LockedError when it has none."""
        with self._mutex:
            self._sessions.use(self._own(asker, "refresh_session"), self._now())
        return self.state(asker)

    def lock(self, asker: Asker, *, everyone: bool) -> None:
        """End the asker's session, or all. Raises nothing: who wants to lock, locks."""
        with self._mutex:
            session = self._find(asker)
            ended = self._sessions.end_all() if everyone else ([session] if session is not None else [])
            for each in ended:
                self._sessions.end(each.id)
        self._ended("lock", ended)

    def revoke(self, session_id: int) -> None:
        """End this session."""
        with self._mutex:
            ended = self._sessions.end(session_id)
        self._ended("revoke", [] if ended is None else [ended])

    def open_sessions(self, asker: Asker) -> OpenSessions:
        """Which are open."""
        now, own = self._now(), self._session_of(asker)
        return OpenSessions(
            sessions=[
                OpenSession(
                    id=each.id,
                    kind=each.kind,
                    is_own=own is not None and each.id == own.id,
                    left_s=max(0, int(each.left_s(now, idle_s=self.idle_s))),
                    armed_left_s=int(each.armed_left_s(now)),
                )
                for each in self._sessions.all()
            ]
        )

    def arm(self, passphrase: str, asker: Asker) -> LockState | UnlockRefused:
        """Let the asker's live session trade, for a while. Raises InputError when it is none, LockedError when there is none."""
        with self._trying:
            with self._mutex:
                _expect_live(self._own(asker, "arm_live"))
            if refused := self._attempt("arm", passphrase):
                return refused
            with self._mutex:
                session = self._own(asker, "arm_live")
                self._audit().append(entries(LockNote("arm", session=session.id)))
                self._sessions.arm(session, self._now())
        return self.state(asker)

    def disarm(self, asker: Asker) -> LockState:
        """It trades no longer. Raises LockedError when the asker has no session."""
        with self._mutex:
            session = self._sessions.disarm(self._own(asker, "disarm_live"))
        self._note(LockNote("disarm", session=session.id))
        return self.state(asker)

    def _opened(self, kind: SessionKind, asker: Asker) -> SessionOpened:
        with self._mutex:
            session, token = self._sessions.open(kind, asker.key, self._now())
            try:
                self._audit().append(entries(LockNote("unlock", session=session.id, kind=kind)))
            except WorkstationError:
                self._sessions.end(session.id)
                raise
        self._tell_all()
        left_s = int(session.left_s(session.opened, idle_s=self.idle_s))
        return SessionOpened(id=session.id, token=token, kind=kind, left_s=left_s, idle_s=self.idle_s)

    def _own(self, asker: Asker, what: str) -> Session:
        session = self._find(asker)
        if session is None:
            raise LockedError(_LOCKED.format(op=what))
        return session

    def _session_of(self, asker: Asker) -> Session | None:
        with self._mutex:
            return self._find(asker)

    def _find(self, asker: Asker) -> Session | None:
        """Those whose time is up end here: nobody else's word is needed for it."""
        ended = self._sessions.end_idle(self._now(), idle_s=self.idle_s)
        if ended:
            self._ended("expire", ended)
        return self._sessions.find(asker.token, asker.key)

    def _end_all(self) -> None:
        with self._mutex:
            ended = self._sessions.end_all()
        self._ended("lock", ended)

    def _ended(self, what: str, sessions: list[Session]) -> None:
        if not sessions:
            return
        self._note(*(LockNote(what, session=each.id, kind=each.kind) for each in sessions))
        self._tell_all()

    def _note(self, *notes: LockNote) -> None:
        """What takes leave away is done whether it can be noted or not."""
        try:
            self._audit().append(entries(*notes))
        except EnvironmentFailure as error:
            log.error("%s of a session is not in the audit log: %s", notes[0].what, error)

    def _tell_all(self) -> None:
        self._tell(LockTold(is_set=self.is_set, sessions=len(self._sessions.all())))


def _expect_live(session: Session) -> None:
    if session.kind != "live":
        raise InputError(expected="a live session", found="one of the paper account", where="arm_live")
