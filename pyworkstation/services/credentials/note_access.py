"""Answers `note_access`: who had a secret in their hands goes into the audit log, and is on the disk before they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pyworkstation.storage.audit.audit_log import Entry

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import NoteAccess
    from pyworkstation.storage.audit.audit_log import AuditLog

ACCESS = "credential"
"""Kind of these records in the audit log: who, which, what for, how it ended, and never the value."""


def note_access(request: NoteAccess, audit: AuditLog) -> None:
    """Write it. Raises EnvironmentFailure when the disk fails."""
    body = msgspec.json.encode(msgspec.structs.asdict(request))
    audit.append([Entry(ACCESS, msgspec.Raw(body))])
