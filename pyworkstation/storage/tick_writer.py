"""Writes a batch of packed ticks, inside a transaction that the caller holds, leaving out those stored before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.storage.packed_ticks import PackedTicks

    Columns = Mapping[str, NDArray[Any]]

_HOUR_MS = 3_600_000


def write_all(cursor: DuckDBPyConnection, instrument_id: int, fresh: Columns) -> None:
    """Store rows in time order that are known not to be there. Counts them by the hour."""
    # NumPy arrays of one mapping are one source; see insert_fresh.sql on why there are two.
    cursor.register("fresh", {name: column for name, column in fresh.items() if name != "seq"})
    cursor.register("fresh_seq", {"seq": fresh["seq"]})
    cursor.execute(statement("insert_fresh"), {"instrument_id": instrument_id})
    cursor.register("fresh_hours", _by_hour(fresh))
    cursor.execute(statement("count_hours"), {"instrument_id": instrument_id})


def missing_ticks(
    cursor: DuckDBPyConnection, instrument_id: int, batch: PackedTicks, before: PackedTicks
) -> Columns:
    """Those of the batch that no earlier import stored. `before` are the ticks just before, of its first microsecond."""
    columns = {
        name: np.concatenate((earlier, column))
        for (name, earlier), column in zip(before.columns().items(), batch.columns().values(), strict=True)
        if name != "seq"
    }
    cursor.register("incoming", columns | {"place": np.arange(-before.rows, batch.rows)})
    bounds = {
        "instrument_id": instrument_id,
        "first_id": int(columns["import_id"][0]),
        "first_ms": int(columns["ts_ms"][0]),
        "last_ms": int(columns["ts_ms"][-1]),
    }
    cursor.execute(statement("missing_ticks"), bounds)
    return cast("Columns", cursor.fetchnumpy())


def overlaps(cursor: DuckDBPyConnection, instrument_id: int, *, first_us: int, last_us: int) -> bool:
    """Whether an hour has stored ticks in that time; where it says no, there are none."""
    bounds = {"instrument_id": instrument_id, "first_us": first_us, "last_us": last_us}
    return bool(cursor.execute(statement("overlaps"), bounds).fetchall())


def _by_hour(fresh: Columns) -> Columns:
    hour = fresh["ts_ms"] // _HOUR_MS
    first = np.flatnonzero(np.concatenate(([True], hour[1:] != hour[:-1])))
    last = np.append(first[1:], len(hour)) - 1
    times = [fresh["ts_ms"][rows] * 1000 + fresh["sub_us"][rows] for rows in (first, last)]
    return {"hour": hour[first], "ticks": last - first + 1, "first_us": times[0], "last_us": times[1]}
