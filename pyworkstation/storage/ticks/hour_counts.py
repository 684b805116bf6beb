"""How many ticks each hour holds, counted anew where ticks were taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HOUR_US = 3_600_000_000


def recount_hours(cursor: DuckDBPyConnection, instrument_id: int, *, first_us: int, last_us: int) -> None:
    """Count the hours from that of `first_us` to that of `last_us`."""
    hours = {
        "instrument_id": instrument_id,
        "first_hour": first_us // _HOUR_US,
        "last_hour": last_us // _HOUR_US,
    }
    cursor.execute(statement("delete_hours"), hours)
    cursor.execute(statement("recount_hours"), hours)
