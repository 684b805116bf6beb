"""How a secret is: there or not, of the right form or not, due for a new one or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyworkstation.config.credential import Credential

_DAY_US = 86_400_000_000

Condition = Literal["good", "missing", "malformed", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialState:
    """`set_us` and `due_us` are None where nobody knows them: when it is missing, or given by the environment."""

    name: str
    condition: Condition
    words: str
    kept_in: str
    set_us: int | None = None
    due_us: int | None = None
    has_successor: bool = False


def judged(
    name: str,
    declared: Credential,
    value: str,
    *,
    kept_in: str,
    set_us: int | None,
    now_us: int,
    has_successor: bool,
) -> CredentialState:
    """The state of a value that is there."""
    due_us = None if set_us is None else set_us + declared.rotate_after_days * _DAY_US
    condition, words = _condition(declared, value, due_us, now_us)
    return CredentialState(
        name=name,
        condition=condition,
        words=words,
        kept_in=kept_in,
        set_us=set_us,
        due_us=due_us,
        has_successor=has_successor,
    )


def missing(name: str) -> CredentialState:
    """The state of what is not there."""
    return CredentialState(name=name, condition="missing", words="not set", kept_in="")


def _condition(declared: Credential, value: str, due_us: int | None, now_us: int) -> tuple[Condition, str]:
    fault = declared.fault_of(value)
    if fault is not None:
        return "malformed", f"expected {declared.expected}, found {fault}"
    if due_us is not None and due_us <= now_us:
        return "expired", f"due for a new one for {(now_us - due_us) // _DAY_US} days"
    return "good", "as it should be"
