"""A quality report for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pyworkstation.client.quality_report import Report


def json_report(report: Report) -> bytes:
    """One object: the fields of the bus's `quality`, and its `days`. Times are microseconds since 1970, UTC."""
    fields = msgspec.to_builtins(report.quality)
    del fields["op"]
    return msgspec.json.encode({**fields, "days": report.days}) + b"\n"
