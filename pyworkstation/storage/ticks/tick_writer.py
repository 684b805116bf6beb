"""Writes a batch of packed ticks, inside a transaction that the caller holds, leaving out those stored before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.packed_ticks import TickRows, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.storage.ticks.packed_ticks import Columns, PackedTicks

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
        "own_ids": np.unique(columns["import_id"]).tolist(),
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


def ticks_by_import(fresh: TickRows) -> Counter[int]:
    """How many rows are of each import."""
    counts: Counter[int] = Counter()
    for rows in fresh:
        ids = rows["import_id"]
        begins = _begins(ids)
        counts.update(dict(zip(ids[begins].tolist(), _lengths(begins, len(ids)), strict=True)))
    return counts


def _insert(cursor: DuckDBPyConnection, name: str, instrument_id: int, rows: Columns) -> None:
    # NumPy arrays of one mapping are one source; see insert_plain.sql on why there are two.
    cursor.register("fresh", {column: rows[column] for column in rows if column != "import_id"})
    cursor.register("fresh_ids", {"import_id": rows["import_id"]})
    cursor.execute(statement(name), {"instrument_id": instrument_id})


def _by_hour(rows: Columns) -> dict[str, NDArray[np.int64]]:
    """Runs of ticks of one hour: in time order, each hour has one."""
    hour = rows["ts_ms"] // _HOUR_MS
    first = _begins(hour)
    ts_us = rows["ts_ms"] * 1000 + rows.get("sub_us", 0)
    return {
        "hour": hour[first],
        "ticks": np.array(_lengths(first, len(hour))),
        "first_us": np.minimum.reduceat(ts_us, first),
        "last_us": np.maximum.reduceat(ts_us, first),
    }


def _begins(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where runs of equal values begin."""
    return np.flatnonzero(np.concatenate((np.ones(min(1, len(values)), bool), values[1:] != values[:-1])))


def _lengths(begins: NDArray[np.int64], end: int) -> list[int]:
    return np.diff(begins, append=end).tolist() if len(begins) else []
