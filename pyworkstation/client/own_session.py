"""The session that this program has unlocked: in its memory alone, and gone with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.client.errors import UnlockRefusedError
from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation.protocol.messages import SessionOpened, Unlock, UnlockRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.protocol.messages import Reply, Request, SessionKind


class OwnSession:
    """Its token goes with each request of the clients that were given it. Empty: none is open. From any thread."""

    def __init__(self) -> None:
        self.token = ""

    def __repr__(self) -> str:
        return f"OwnSession({'open' if self.token else 'none'})"


def unlock(
    request: Callable[[Request], Iterator[Reply]],
    session: OwnSession,
    passphrase: str,
    kind: SessionKind = "paper",
) -> SessionOpened:
    """Open one.

    Raises:
        UnlockRefusedError: for a wrong passphrase, or too soon after one.
        RequestFailedError: no passphrase is set, or there is nothing to trade live on.
    """
    PROCESS_REDACTOR.remember(passphrase)
    (reply,) = request(Unlock(passphrase=passphrase, kind=kind))
    expect_opened(reply)
    assert isinstance(reply, SessionOpened)
    session.token = reply.token
    return reply


def expect_opened(reply: Reply) -> None:
    """Raises UnlockRefusedError for the answer to a passphrase that was not taken."""
    if isinstance(reply, UnlockRefused):
        raise UnlockRefusedError(reply.reason, wait_ms=reply.wait_ms)
