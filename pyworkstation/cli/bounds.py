"""Holds what the command line says against the bounds of the bus, which a command without an engine keeps too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Request

_NAMES = {
    "folder": "DIR",
    "from_us": "--from",
    "gap_minutes": "--gap",
    "has_header": "--header",
    "id": "ID",
    "import_id": "--import",
    "path": "FILE",
    "paths": "PATH",
    "policies": "--policy",
    "sql": "SQL",
    "to_us": "--to",
}
"""How the command line calls fields, where not by their own name."""

_MENDS = {"paths": "name a folder, or a pattern in quotes", "policies": "such as duplicate=drop"}


def check_bounds(request: Request) -> None:
    """Raises InputError when a field is longer, shorter, more or less than a message can carry."""
    from pyworkstation.protocol.bounds import broken_bound  # noqa: PLC0415

    broken = broken_bound(request)
    if broken is not None:
        raise InputError(
            expected=broken.expected,
            found=broken.found,
            where=_NAMES.get(broken.field, f"--{broken.field.replace('_', '-')}"),
            mend=_MENDS.get(broken.field, ""),
        )
