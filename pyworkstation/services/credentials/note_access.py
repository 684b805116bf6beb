"""Answers `note_access`: who had a secret in their hands goes into the audit log, and is on the disk before they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pyworkstation.services.credentials.access import ACCESS, Access
from pyworkstation.storage.audit.audit_log import Entry

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import NoteAccess
    from pyworkstation.storage.audit.audit_log import AuditLog


def note_access(request: NoteAccess, audit: AuditLog) -> None:
    """Write it. Raises EnvironmentFailure when the disk fails."""
    access = Access(who=request.who, action=request.action, name=request.name, outcome=request.outcome)
    audit.append([Entry(ACCESS, msgspec.Raw(msgspec.json.encode(access)))])
