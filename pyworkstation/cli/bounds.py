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

_NAMES_IN = {
    "CancelOrder": {"client_order_id": "--cancel"},
    "Deposit": {"minor": "AMOUNT"},
    "ModifyOrder": {"client_order_id": "--modify"},
    "NotePosition": {"position": "--note ID", "note": "--note TEXT", "tags": "--tag"},
    "OpenAccount": {
        "latency_us": "--latency-ms",
        "margin_call_percent": "--margin-call",
        "stop_out_percent": "--stop-out",
    },
    "PlaceOrder": {
        "client_order_id": "--id",
        "distance_points": "--trail",
        "expires_us": "--until",
        "price": "--limit",
        "quantity": "QUANTITY",
        "trigger": "--stop or --touched",
    },
    "SizePosition": {
        "atr_millipoints": "--atr",
        "atr_multiple_thousandths": "--times",
        "distance_points": "--points",
        "payoff_ppm": "--payoff",
        "price": "--at",
        "quantity": "--units",
        "share_ppm": "--risk or --kelly",
        "win_ppm": "--win",
    },
}
"""The same of one request."""

_MENDS = {"paths": "name a folder, or a pattern in quotes", "policies": "such as duplicate=drop"}


def check_bounds(request: Request) -> None:
    """Raises InputError when a field is longer, shorter, more or less than a message can carry."""
    from pyworkstation.protocol.bounds import broken_bound  # noqa: PLC0415

    broken = broken_bound(request)
    if broken is not None:
        raise InputError(
            expected=broken.expected,
            found=broken.found,
            where=_name(request, broken.field),
            mend=_MENDS.get(broken.field, ""),
        )


def _name(request: Request, field: str) -> str:
    names = _NAMES | _NAMES_IN.get(type(request).__name__, {})
    return names.get(field, f"--{field.replace('_', '-')}")
