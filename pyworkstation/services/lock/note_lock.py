"""What happens to the lock goes into the audit log, before anybody is told."""

from __future__ import annotations

import msgspec

from pyworkstation.storage.audit.audit_log import Entry

KIND = "lock"
"""Kind of these records in the audit log. None has a passphrase, a hash or a token in it."""


class LockNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was done or tried, how it ended, and which session it was about."""

    what: str
    outcome: str = "done"
    session: int = 0
    kind: str = ""
    wrong: int = 0


def entries(*notes: LockNote) -> list[Entry]:
    """Records to be."""
    return [Entry(KIND, msgspec.Raw(msgspec.json.encode(note))) for note in notes]
