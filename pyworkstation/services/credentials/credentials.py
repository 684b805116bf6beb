"""The secrets of one process: whoever wants one comes here.

Invariant: the note of an access is in the audit log before the value is handed out. Where it cannot be noted, nothing is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.adapters.vault.whole_entry import Kept, delete_entry, read_entry, write_entry
from pyworkstation.config.credential import variable_of
from pyworkstation.config.credentials import CREDENTIALS, declared_credential
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation.protocol.messages import NoteAccess
from pyworkstation.services.credentials.proof import Proof, prove
from pyworkstation.services.credentials.state import CredentialState, judged, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyworkstation.adapters.vault.vault import Vault
    from pyworkstation.protocol.messages.access import Action, Outcome


class Credentials:
    """`vault` opens the system's vault; `given` are those of the environment, which development and CI may have; `note` writes to the audit log."""

    def __init__(
        self,
        vault: Callable[[], Vault],
        *,
        given: Mapping[str, str],
        who: str,
        note: Callable[[NoteAccess], None],
        clock_us: Callable[[], int],
    ) -> None:
        self._open = vault
        self._given = given
        self._who = who
        self._note = note
        self._clock_us = clock_us

    def value(self, name: str, *, reader: str) -> str | None:
        """The value for one of the services that may have it; None when it is not set.

        Raises:
            InputError: for a reader that it was not declared for.
            EnvironmentFailure: when the vault does not answer, or the access cannot be noted.
        """
        if reader not in declared_credential(name).readers:
            self._noted("read", name, "refused", who=reader)
            readers = " or ".join(CREDENTIALS[name].readers)
            raise InputError(expected=readers, found=reader, where=f"reader of {name}")
        return self._value("read", name, who=reader)

    def shown(self, name: str) -> str | None:
        """The value for the user themselves, who asked to see it; None when it is not set."""
        declared_credential(name)
        return self._value("get", name, who=self._who)

    def state(self, name: str, *, action: Action = "list") -> CredentialState:
        """How it is."""
        declared = declared_credential(name)
        try:
            kept, kept_in, has_successor = self._kept(name)
        except WorkstationError:
            self._noted(action, name, "failed")
            raise
        self._noted(action, name, "missing" if kept is None else "done")
        if kept is None:
            return missing(name)
        return judged(
            name,
            declared,
            kept.value,
            kept_in=kept_in,
            set_us=kept.set_us or None,
            now_us=self._clock_us(),
            has_successor=has_successor,
        )

    def set(self, name: str, value: str) -> str:
        """Store a value in the place of what was there; what the vault is called.

        Raises:
            InputError: when it has another form than declared; it is not shown.
            EnvironmentFailure: when the vault or the audit log fails.
        """
        PROCESS_REDACTOR.remember(value)
        self._refuse_malformed("set", name, value)
        vault = self._vault("set", name)
        self._noted("set", name, "done")
        try:
            write_entry(vault, name, Kept(value, self._clock_us()))
            delete_entry(vault, _successor(name))
        except WorkstationError:
            self._noted("set", name, "failed")
            raise
        return vault.title

    def delete(self, name: str) -> bool:
        """Take it out of the vault, with its successor; whether it was there."""
        declared_credential(name)
        vault = self._vault("delete", name)
        self._noted("delete", name, "done")
        delete_entry(vault, _successor(name))
        return delete_entry(vault, name)

    def rotate(self, name: str, value: str, *, proof: Callable[[str, str], Proof] = prove) -> Proof:
        """Store a successor and try it out: one that works takes the place, one that is refused goes, any other waits.

        The old value is in force until then. Raises as `set` does.
        """
        PROCESS_REDACTOR.remember(value)
        self._refuse_malformed("rotate", name, value)
        vault = self._vault("rotate", name)
        if read_entry(vault, name) is None:
            self._noted("rotate", name, "missing")
            raise _nothing_to_rotate(name)
        self._noted("rotate", name, "done")
        write_entry(vault, _successor(name), Kept(value, self._clock_us()))
        tried = proof(name, value)
        if tried.outcome == "works":
            self._promote(vault, name)
        elif tried.outcome == "refused":
            self._noted("rotate", name, "refused")
            delete_entry(vault, _successor(name))
        return tried

    def accept(self, name: str) -> None:
        """Let the successor that waits take the place. Raises InputError when none does."""
        vault = self._successor_vault("accept", name)
        self._noted("accept", name, "done")
        self._promote(vault, name)

    def discard(self, name: str) -> None:
        """Let the successor that waits go. Raises InputError when none does."""
        vault = self._successor_vault("discard", name)
        self._noted("discard", name, "done")
        delete_entry(vault, _successor(name))

    def proof_of(self, name: str, *, proof: Callable[[str, str], Proof] = prove) -> Proof | None:
        """Whether the value in force works; None when there is none."""
        value = self._value("check", name, who=self._who)
        return None if value is None else proof(name, value)

    def _value(self, action: Action, name: str, *, who: str) -> str | None:
        try:
            kept, _, _ = self._kept(name)
        except WorkstationError:
            self._noted(action, name, "failed", who=who)
            raise
        self._noted(action, name, "missing" if kept is None else "done", who=who)
        return None if kept is None else kept.value

    def _kept(self, name: str) -> tuple[Kept | None, str, bool]:
        """The value in force, where it is kept, and whether a successor waits. The environment wins, as with settings."""
        if name in self._given:
            PROCESS_REDACTOR.remember(self._given[name])
            return Kept(self._given[name], 0), variable_of(name), False
        vault = self._open()
        kept = read_entry(vault, name)
        if kept is not None:
            PROCESS_REDACTOR.remember(kept.value)
        return kept, vault.title, read_entry(vault, _successor(name)) is not None

    def _promote(self, vault: Vault, name: str) -> None:
        successor = read_entry(vault, _successor(name))
        if successor is not None:
            write_entry(vault, name, successor)
            delete_entry(vault, _successor(name))

    def _successor_vault(self, action: Action, name: str) -> Vault:
        declared_credential(name)
        vault = self._vault(action, name)
        if read_entry(vault, _successor(name)) is None:
            self._noted(action, name, "missing")
            raise InputError(
                expected="a new value that waits to be accepted",
                found="none",
                where=name,
                mend=f"store one with: pyworkstation credentials rotate {name}",
            )
        return vault

    def _vault(self, action: Action, name: str) -> Vault:
        """For a change. What the environment gives, the vault cannot."""
        if name in self._given:
            self._noted(action, name, "refused")
            raise InputError(
                expected=f"{name} in the vault",
                found=f"it is given by {variable_of(name)}",
                where=name,
                mend="take it out of the environment and the .env file first",
            )
        try:
            return self._open()
        except WorkstationError:
            self._noted(action, name, "failed")
            raise

    def _refuse_malformed(self, action: Action, name: str, value: str) -> None:
        declared = declared_credential(name)
        fault = declared.fault_of(value)
        if fault is not None:
            self._noted(action, name, "refused")
            raise InputError(expected=declared.expected, found=fault, where=name, mend="nothing was stored")

    def _noted(self, action: Action, name: str, outcome: Outcome, *, who: str | None = None) -> None:
        self._note(NoteAccess(who=who or self._who, action=action, name=name, outcome=outcome))


def _successor(name: str) -> str:
    return f"{name}/new"


def _nothing_to_rotate(name: str) -> InputError:
    return InputError(
        expected="a value to take the place of",
        found="none",
        where=name,
        mend=f"store one with: pyworkstation credentials set {name}",
    )
