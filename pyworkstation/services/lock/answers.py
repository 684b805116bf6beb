"""Answers the requests about the lock and its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.domain.asker import Asker
    from pyworkstation.services.lock.lock import Lock


def _set_passphrase(request: m.SetPassphrase, lock: Lock, asker: Asker) -> m.Reply:
    return lock.set_passphrase(request.new, request.old, asker)


def _remove_passphrase(request: m.RemovePassphrase, lock: Lock, _: Asker) -> m.Reply:
    return lock.remove_passphrase(request.passphrase) or m.Done()


def _unlock(request: m.Unlock, lock: Lock, asker: Asker) -> m.Reply:
    return lock.unlock(request.passphrase, request.kind, asker)


def _lock_sessions(request: m.LockSessions, lock: Lock, asker: Asker) -> m.Reply:
    lock.lock(asker, everyone=request.all)
    return m.Done()


def _revoke_session(request: m.RevokeSession, lock: Lock, _: Asker) -> m.Reply:
    lock.revoke(request.id)
    return m.Done()


def _arm_live(request: m.ArmLive, lock: Lock, asker: Asker) -> m.Reply:
    return lock.arm(request.passphrase, asker)


LOCK_ANSWERS: dict[type[m.Request], Callable[..., m.Reply]] = {
    m.GetLock: lambda _, lock, asker: lock.state(asker),
    m.SetPassphrase: _set_passphrase,
    m.RemovePassphrase: _remove_passphrase,
    m.Unlock: _unlock,
    m.RefreshSession: lambda _, lock, asker: lock.refresh(asker),
    m.LockSessions: _lock_sessions,
    m.ListSessions: lambda _, lock, asker: lock.open_sessions(asker),
    m.RevokeSession: _revoke_session,
    m.ArmLive: _arm_live,
    m.DisarmLive: lambda _, lock, asker: lock.disarm(asker),
}
"""Each takes the request, the lock and who asks."""
