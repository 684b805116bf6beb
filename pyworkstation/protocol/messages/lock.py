"""The lock of a home, and the sessions that are open while a passphrase is set. No answer ever has a passphrase in it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, Message, SessionToken

Passphrase = Annotated[str, Meta(min_length=1, max_length=1024)]
SessionKind = Literal["paper", "live"]
WaitMs = Annotated[int, Meta(ge=0, le=900_000)]
SessionSeconds = Annotated[int, Meta(ge=0, le=43_200)]


class GetLock(Message, frozen=True, tag="get_lock"):
    """How the lock is, for who asks. Answered by a `LockState`."""


class LockState(Message, frozen=True, tag="lock_state"):
    """Reply to `get_lock`, `refresh_session`, `arm_live` and `disarm_live`. `is_open`: the asker's session, or no passphrase is set, lets it do everything.

    The session ends in `left_s` unless it is refreshed before, and none lasts for longer than 12 hours. Within `wait_ms` no
    passphrase is looked at.
    """

    is_set: bool
    is_open: bool
    kind: SessionKind | None = None
    left_s: SessionSeconds = 0
    idle_s: SessionSeconds = 0
    armed_left_s: SessionSeconds = 0
    sessions: Count = 0
    wait_ms: WaitMs = 0


class SetPassphrase(Message, frozen=True, tag="set_passphrase"):
    """Set a passphrase, or another one in the place of `old`. All sessions end. Answered by `SessionOpened` for the asker, or `UnlockRefused`."""

    new: Passphrase
    old: Passphrase | None = None

    def __repr__(self) -> str:
        return "SetPassphrase()"


class RemovePassphrase(Message, frozen=True, tag="remove_passphrase"):
    """Have none any more. Answered by `Done` or `UnlockRefused`."""

    passphrase: Passphrase

    def __repr__(self) -> str:
        return "RemovePassphrase()"


class Unlock(Message, frozen=True, tag="unlock"):
    """Open a session for the asker's CURVE key. Answered by `SessionOpened` or `UnlockRefused`."""

    passphrase: Passphrase
    kind: SessionKind = "paper"

    def __repr__(self) -> str:
        return f"Unlock(kind={self.kind!r})"


class SessionOpened(Message, frozen=True, tag="session_opened"):
    """Reply to `unlock` and `set_passphrase`: `token` goes into the envelope of each request. It is for memory, never for a file, a variable or a command line."""

    id: Count
    token: SessionToken
    kind: SessionKind
    left_s: SessionSeconds
    idle_s: SessionSeconds

    def __repr__(self) -> str:
        return f"SessionOpened(id={self.id}, kind={self.kind!r})"


class UnlockRefused(Message, frozen=True, tag="unlock_refused"):
    """The passphrase was `wrong`, or not looked at, because the last wrong one was too short ago. Wait for `wait_ms`."""

    reason: Literal["wrong", "too_soon"]
    wait_ms: WaitMs


class RefreshSession(Message, frozen=True, tag="refresh_session"):
    """The asker's session is in use. Answered by a `LockState`."""


class LockSessions(Message, frozen=True, tag="lock_sessions"):
    """End the asker's session, or all of them. Nobody needs leave for it. Answered by `Done`."""

    all: bool = False


class ListSessions(Message, frozen=True, tag="list_sessions"):
    """Which sessions are open. Answered by `OpenSessions`."""


class OpenSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of them; it ends in `left_s` unless it is refreshed."""

    id: Count
    kind: SessionKind
    is_own: bool
    left_s: SessionSeconds
    armed_left_s: SessionSeconds


class OpenSessions(Message, frozen=True, tag="open_sessions"):
    """Reply to `list_sessions`, oldest first."""

    sessions: Annotated[list[OpenSession], Meta(max_length=64)]


class RevokeSession(Message, frozen=True, tag="revoke_session"):
    """End this session, whosever it is. Answered by `Done`, also when it had ended."""

    id: Count


class ArmLive(Message, frozen=True, tag="arm_live"):
    """Let the asker's live session trade with real money for 15 minutes. Answered by a `LockState` or `UnlockRefused`."""

    passphrase: Passphrase

    def __repr__(self) -> str:
        return "ArmLive()"


class DisarmLive(Message, frozen=True, tag="disarm_live"):
    """Let the asker's live session trade no longer. Answered by a `LockState`."""


class LockTold(Message, frozen=True, tag="lock_told"):
    """On the stream `lock`: a passphrase was set or removed, a session opened or ended. Ask `get_lock` how it is for you."""

    is_set: bool
    sessions: Count


class Withheld(Message, frozen=True, tag="withheld"):
    """On the streams of the account while a passphrase is set: something happened. Who has a session learns what by `take_news` or `subscribe`."""
