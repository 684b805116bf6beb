"""Writes a batch of packed ticks, inside a transaction that the caller holds, leaving out those stored before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from pyworkstation.storage.packed_ticks import TickRows, rows_of
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.storage.packed_ticks import Columns, PackedTicks

_HOUR_MS = 3_600_000


def write_all(cursor: DuckDBPyConnection, instrument_id: int, fresh: TickRows) -> None:
    """Store rows that are known not to be there. Counts them by the hour."""
    for name, rows in (("plain", fresh.plain), ("odd", fresh.odd)):
        if len(rows["ts_ms"]):
            _insert(cursor, f"insert_{name}", instrument_id, rows)
            cursor.register("fresh_hours", _by_hour(rows))
            cursor.execute(statement("count_hours"), {"instrument_id": instrument_id})


def missing_ticks(
    cursor: DuckDBPyConnection, instrument_id: int, batch: PackedTicks, before: PackedTicks
) -> TickRows:
    """Those of the batch that no earlier import stored; the others are noted as shared.

    `before` are the ticks just before, of its first microsecond.
    """
    earlier, incoming = before.contents().columns(), batch.contents().columns()
    columns = {name: np.concatenate((earlier[name], column)) for name, column in incoming.items()}
    is_before = np.arange(len(columns["seq"])) < before.rows
    cursor.register("incoming", columns | {"is_before": is_before})
    bounds = {
        "instrument_id": instrument_id,
        "first_id": int(columns["import_id"].min()),
        "first_ms": int(columns["ts_ms"].min()),
        "last_ms": int(columns["ts_ms"].max()),
    }
    cursor.execute(statement("missing_ticks"), bounds)
    missing = cast("Columns", cursor.fetchnumpy())
    if len(missing["import_id"]) < batch.rows:
        cursor.execute(statement("shared_ticks"), bounds)
    return rows_of(missing)


def overlaps(cursor: DuckDBPyConnection, instrument_id: int, *, first_us: int, last_us: int) -> bool:
    """Whether an hour has stored ticks in that time; where it says no, there are none."""
    bounds = {"instrument_id": instrument_id, "first_us": first_us, "last_us": last_us}
    return bool(cursor.execute(statement("overlaps"), bounds).fetchall())


def ticks_by_import(fresh: TickRows) -> dict[int, int]:
    """How many rows are of each import."""
    ids = np.concatenate((fresh.plain["import_id"], fresh.odd["import_id"]))
    if not len(ids):
        return {}
    first = int(ids.min())
    counts = np.bincount(ids - first)
    return {first + int(number): int(counts[number]) for number in np.flatnonzero(counts)}


def _insert(cursor: DuckDBPyConnection, name: str, instrument_id: int, rows: Columns) -> None:
    # NumPy arrays of one mapping are one source; see insert_plain.sql on why there are two.
    cursor.register("fresh", {column: rows[column] for column in rows if column != "import_id"})
    cursor.register("fresh_ids", {"import_id": rows["import_id"]})
    cursor.execute(statement(name), {"instrument_id": instrument_id})


def _by_hour(rows: Columns) -> dict[str, NDArray[np.int64]]:
    """Runs of ticks of one hour: in time order, each hour has one."""
    hour = rows["ts_ms"] // _HOUR_MS
    first = np.flatnonzero(np.concatenate(([True], hour[1:] != hour[:-1])))
    ts_us = rows["ts_ms"] * 1000 + rows.get("sub_us", 0)
    return {
        "hour": hour[first],
        "ticks": np.diff(np.append(first, len(hour))),
        "first_us": np.minimum.reduceat(ts_us, first),
        "last_us": np.maximum.reduceat(ts_us, first),
    }
