"""What the audit log keeps of an access to a secret: who, which, when, how it ended. Never the value."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages.access import Action, Outcome

ACCESS = "credential"
"""Kind of these records in the audit log."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """`who` is a service of the engine, or the user's name and what they used. The log adds the time."""

    who: str
    action: Action
    name: str
    outcome: Outcome
