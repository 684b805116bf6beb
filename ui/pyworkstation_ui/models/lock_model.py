"""The lock as this window knows it. The engine decides; here it is only what is covered, and when."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.domain.no_core_file import forbid_core_files
from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation.protocol.messages import (
    Done,
    GetLock,
    LockSessions,
    LockState,
    RefreshSession,
    RemovePassphrase,
    SessionOpened,
    SetPassphrase,
    Unlock,
    UnlockRefused,
)
from pyworkstation_ui.state.lock import Use, refusal_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.client.own_session import OwnSession
    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.models.questions import Questions


class LockModel(QObject):
    """`changed` after each change; `locked` and `opened` when what is shown has to go, or may come back."""

    changed = Signal()
    locked = Signal()
    opened = Signal()
    told = Signal(str)

    def __init__(
        self,
        questions: Questions,
        door: BridgeDoor,
        session: OwnSession,
        *,
        is_locked: bool,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._questions = questions
        self._door = door
        self._session = session
        self._now_s = now_s
        self._use = Use(now_s(), now_s())
        self._not_before_s = 0.0
        self.is_locked = is_locked
        self.is_set = is_locked
        self.is_asking = False
        self.fault = ""

    @property
    def wait_s(self) -> float:
        """For how long no passphrase is looked at."""
        return max(0.0, self._not_before_s - self._now_s())

    # --- what the engine says -------------------------------------------------------------------------------------

    def take(self, state: LockState) -> None:
        """How it is for this window."""
        self.is_set = state.is_set
        self._use.idle_s = state.idle_s
        self._not_before_s = self._now_s() + state.wait_ms / 1000
        if not state.is_open:
            self._cover()
        elif not state.is_set:
            self._uncover()
        self.changed.emit()

    def look_again(self) -> None:
        """Something about it has changed."""
        self._ask(GetLock(), self._take_state)

    def _take_state(self, reply: Reply) -> None:
        assert isinstance(reply, LockState)
        self.take(reply)

    def end_session(self) -> None:
        """The engine shows this window nothing more."""
        self.is_set = True
        self._cover()
        self.changed.emit()

    # --- what the user does ---------------------------------------------------------------------------------------

    def note_use(self) -> None:
        """A key, a click, the mouse moved."""
        self._use.used_s = self._now_s()

    def tick(self) -> None:
        """Lock when nobody was there for long, and tell the engine that somebody is."""
        if self.is_locked or not self.is_set:
            return
        now_s = self._now_s()
        if self._use.is_idle(now_s):
            self.lock()
        elif self._use.is_to_be_told(now_s):
            self._use.told_s = now_s
            self._ask(RefreshSession(), self._take_state, on_fault=lambda _: self.look_again())

    def lock(self) -> None:
        """Cover everything, then end the session."""
        if not self.is_set or self.is_locked:
            return
        self._cover(keep_token=True)
        self._ask(LockSessions(), lambda _: None, on_end=self._forget_token)
        self.changed.emit()

    def unlock(self, passphrase: str) -> None:
        """Ask the engine to open a session."""
        PROCESS_REDACTOR.remember(passphrase)
        self._try(Unlock(passphrase=passphrase))

    def set_passphrase(self, new: str, old: str | None) -> None:
        """Set one, or another one in the place of `old`."""
        PROCESS_REDACTOR.remember(new)
        self._try(SetPassphrase(new=new, old=old))

    def remove_passphrase(self, passphrase: str) -> None:
        """Have none any more."""
        self._try(RemovePassphrase(passphrase=passphrase))

    def _try(self, request: Request) -> None:
        forbid_core_files()
        self.fault, self.is_asking = "", True
        self._ask(request, self._take_answer, on_fault=self._take_fault, on_end=self._end_try)
        self.changed.emit()

    def _take_answer(self, reply: Reply) -> None:
        match reply:
            case SessionOpened():
                self._session.token = reply.token
                self._use = Use(self._now_s(), self._now_s(), reply.idle_s)
                was_locked, self.is_set = self.is_locked, True
                self._uncover()
                if not was_locked:
                    self._door.show_account(is_shown=True)
                    self.told.emit("The passphrase is set")
            case UnlockRefused():
                self.fault = refusal_text(reply)
                self._not_before_s = self._now_s() + reply.wait_ms / 1000
            case Done():
                self.told.emit("No passphrase is set any more")
                self.look_again()

    def _take_fault(self, fault: str) -> None:
        self.fault = fault

    def _end_try(self) -> None:
        self.is_asking = False
        self.changed.emit()

    def _cover(self, *, keep_token: bool = False) -> None:
        if not keep_token:
            self._forget_token()
        self._door.show_account(is_shown=False)
        if not self.is_locked:
            self.is_locked = True
            self.fault = ""
            self.locked.emit()

    def _uncover(self) -> None:
        if self.is_locked:
            self.is_locked = False
            self._door.show_account(is_shown=True)
            self.opened.emit()

    def _forget_token(self) -> None:
        self._session.token = ""

    def _ask(
        self,
        request: Request,
        on_reply: Callable[[Reply], None],
        *,
        on_fault: Callable[[str], None] = lambda _: None,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        def end(fault: str) -> None:
            if fault:
                on_fault(fault)
            on_end()

        self._questions.ask(request, on_reply=on_reply, on_end=end)
