"""How the secrets are, known without asking for them each time: looked at a while after the start, after each change, and once a day.

Invariant: nobody is asked to unlock anything. What the engine needs of the vault while its user is away must not put a window on their screen.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.config.credentials import CREDENTIALS
from pyworkstation.domain.errors import EnvironmentFailure, WorkstationError
from pyworkstation.domain.redaction import redact
from pyworkstation.protocol.messages import SecretHealth
from pyworkstation.services.credentials.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from pyworkstation.adapters.vault.vault import Vault
    from pyworkstation.protocol.messages import NoteAccess

log = logging.getLogger(__name__)

CHANGES = ("set", "rotate", "accept", "discard", "delete")
"""Actions after which they may be otherwise."""

_FIRST_S = 10.0
_AFTER_CHANGE_S = 12.0
"""A change is noted before it is made, and the service that a new secret is for may take ten seconds to say what it thinks of it.
Several changes in a row are looked at once: each look is an access, which the audit log has."""

_DAY_S = 86_400.0
_WHO = "engine, health"


@dataclass(frozen=True, slots=True)
class SecretsSeen:
    """`vault_fault` says why they could not be looked at; empty where they were."""

    secrets: tuple[SecretHealth, ...] = ()
    vault_fault: str = ""


def look(
    vault: Callable[[], Vault],
    *,
    given: Mapping[str, str],
    note: Callable[[NoteAccess], None],
    is_running: Container[str],
    clock_us: Callable[[], int],
) -> SecretsSeen:
    """How all of them are now; `is_running` are the services whose secrets are needed."""
    try:
        opened = vault()
        if opened.would_ask():
            raise EnvironmentFailure(f"{opened.title}: it is locked; unlock it to have the secrets looked at")
        credentials = Credentials(lambda: opened, given=given, who=_WHO, note=note, clock_us=clock_us)
        return SecretsSeen(tuple(_seen(credentials, name, is_running) for name in CREDENTIALS))
    except WorkstationError as error:
        return SecretsSeen(vault_fault=redact(str(error)))


class SecretsWatch:
    """Looks by itself, on a thread of its own, which a vault that hangs may hold. `seen` is what it saw last."""

    def __init__(self, look_now: Callable[[], SecretsSeen]) -> None:
        self._look = look_now
        self._looks_at_s = time.monotonic() + _FIRST_S
        self._wake = threading.Condition()
        self._is_closed = False
        self.seen = SecretsSeen()
        self._thread = threading.Thread(target=self._run, name="secrets", daemon=True)
        self._thread.start()

    @property
    def death(self) -> str:
        """Why it looks no longer; empty while it does."""
        return "" if self._thread.is_alive() else "its thread has ended"

    def close(self) -> None:
        """Look no more. One that the vault holds ends with the process."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join(timeout=1)

    def look_soon(self) -> None:
        """Somebody is changing one."""
        with self._wake:
            self._looks_at_s = time.monotonic() + _AFTER_CHANGE_S
            self._wake.notify()

    def _run(self) -> None:
        while self._waited():
            try:
                self.seen = self._look()
            except Exception:
                log.exception("the secrets could not be looked at")

    def _waited(self) -> bool:
        """Until it is time to look; False once it is closed."""
        with self._wake:
            while not self._is_closed:
                left_s = self._looks_at_s - time.monotonic()
                if left_s <= 0:
                    self._looks_at_s = time.monotonic() + _DAY_S
                    return True
                self._wake.wait(left_s)
        return False


def _seen(credentials: Credentials, name: str, is_running: Container[str]) -> SecretHealth:
    state = credentials.state(name)
    return SecretHealth(
        name=name,
        state=state.condition,
        needed=any(reader in is_running for reader in CREDENTIALS[name].readers),
        reason="" if state.condition == "good" else state.words,
    )
