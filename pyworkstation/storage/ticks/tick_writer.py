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
    insert_ticks(cursor, instrument_id, fresh)
    count_hours(cursor, instrument_id, fresh)


def insert_ticks(cursor: DuckDBPyConnection, instrument_id: int, fresh: TickRows) -> None:
    """Store rows, which is nearly all the work of storing them."""
    for name, rows in (("plain", fresh.plain), ("odd", fresh.odd)):
        if len(rows["ts_ms"]):
            _insert(cursor, f"insert_{name}", instrument_id, rows)


def count_hours(cursor: DuckDBPyConnection, instrument_id: int, fresh: TickRows) -> None:
    """Count rows that were stored by the hour."""
    by_hour = [_by_hour(rows) for rows in fresh if len(rows["ts_ms"])]
    if by_hour:
        columns = {name: np.concatenate([hours[name] for hours in by_hour]) for name in by_hour[0]}
        cursor.register("fresh_hours", columns)
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
    # A constant of SQL takes DuckDB twice as long to append as a column of the same number.
    owners = np.full(len(rows["ts_ms"]), instrument_id, dtype=np.int16)
    cursor.register("fresh_ids", {"instrument_id": owners, "import_id": rows["import_id"]})
    cursor.execute(statement(name))


def _by_hour(rows: Columns) -> dict[str, NDArray[np.int64]]:
    """Runs of ticks of one hour: in time order, each hour has one."""
    ts_ms = rows["ts_ms"]
    first = _hour_begins(ts_ms)
    times, unit_us = (ts_ms * 1000 + rows["sub_us"], 1) if "sub_us" in rows else (ts_ms, 1000)
    return {
        "hour": ts_ms[first] // _HOUR_MS,
        "ticks": np.array(_lengths(first, len(ts_ms))),
        "first_us": np.minimum.reduceat(times, first) * unit_us,
        "last_us": np.maximum.reduceat(times, first) * unit_us,
    }


def _hour_begins(ts_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where runs of ticks of one hour begin."""
    if (ts_ms[1:] < ts_ms[:-1]).any():
        return _begins(ts_ms // _HOUR_MS)
    # Dividing a million times takes longer than all else here.
    hours = np.arange(ts_ms[0] // _HOUR_MS, ts_ms[-1] // _HOUR_MS + 1)
    begins = np.searchsorted(ts_ms, hours * _HOUR_MS)
    return begins[np.diff(begins, append=len(ts_ms)) > 0]


def _begins(values: NDArray[Any]) -> NDArray[np.int64]:
    """Where runs of equal values begin."""
    return np.flatnonzero(np.concatenate((np.ones(min(1, len(values)), bool), values[1:] != values[:-1])))


def _lengths(begins: NDArray[np.int64], end: int) -> list[int]:
    return np.diff(begins, append=end).tolist() if len(begins) else []
