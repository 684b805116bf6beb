"""Who has had a secret in their hands. The secret itself never crosses the bus."""

from __future__ import annotations

from typing import Literal

from pyworkstation.protocol.messages.fields import Message, ShortText

Action = Literal["set", "get", "read", "check", "list", "rotate", "accept", "discard", "delete"]
Outcome = Literal["done", "missing", "refused", "failed"]


class NoteAccess(Message, frozen=True, tag="note_access"):
    """Write an access to a secret into the audit log: who, which one, what for, how it ended. Answered by `Done` when it is on the disk."""

    who: ShortText
    action: Action
    name: ShortText
    outcome: Outcome
