"""Stores ticks as they arrive, all that came in one transaction, and packs them when their day is over.

A tick that arrives lies behind those of other instruments that came before it. `compact_live` brings them into the order
in which imports lie. Until then they are those of an import `live` of their instrument, which can be undone as any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.packed_ticks import PackedTicks
from pyworkstation.storage.ticks.same_instant import SameInstant
from pyworkstation.storage.ticks.tick_writer import missing_ticks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.ticks.packed_ticks import Columns, TickRows, TickTable

_ORDERS = {"plain_ticks": "instrument_id, ts_ms", "odd_ticks": "instrument_id, ts_ms, sub_us, seq"}


class _Part(NamedTuple):
    """The ticks of one instrument in a transaction."""

    instrument_id: int
    import_id: int
    read: int
    rows: TickRows


def append_ticks(store: Store, arrived: Mapping[int, TickTable]) -> int:
    """Store what arrived, by the instrument's number, each in time order and not empty; how many were not there.

    All of it is in one transaction. A tick may be older than those stored; one that an import stored is left out.
    """
    with store.writing() as cursor:
        parts = [
            _part(cursor, arrived[instrument_id], instrument_id, import_id, last_us)
            for instrument_id, import_id, last_us in _live_imports(cursor, list(arrived))
        ]
        _append(cursor, parts)
        _count(cursor, arrived, parts)
    return sum(_new(part) for part in parts)


def compact_live(store: Store) -> int:
    """Bring live ticks into the order of imports, in one transaction; how many. What arrives next is of new imports."""
    # Rows that go before they were ever in the database file would be written into it first, and keep their room.
    store.checkpoint()
    with store.writing() as cursor:
        ids = [
            number
            for (number,) in cursor.execute(
                "SELECT id FROM imports WHERE dialect = 'live' AND options = '' AND undone_at IS NULL"
            ).fetchall()
        ]
        count = sum(_resort(cursor, table, order, ids) for table, order in _ORDERS.items())
        cursor.execute("UPDATE imports SET options = 'compacted' WHERE list_contains($ids, id)", {"ids": ids})
    store.checkpoint()
    return count


def _live_imports(cursor: DuckDBPyConnection, instrument_ids: list[int]) -> list[tuple[int, int, int | None]]:
    """(instrument, its live import, time of its last tick); an import is begun where there is none."""
    rows = cursor.execute(statement("open_live"), {"ids": instrument_ids}).fetchall()
    found: list[tuple[int, int, int | None]] = []
    for instrument_id, import_id, last_us in rows:
        if import_id is None:
            [(import_id,)] = cursor.execute(statement("next_live_id")).fetchall()  # noqa: PLW2901
            cursor.execute(statement("begin_live"), {"id": import_id, "instrument_id": instrument_id})
        found.append((instrument_id, import_id, last_us))
    return found


def _part(
    cursor: DuckDBPyConnection, ticks: TickTable, instrument_id: int, import_id: int, last_us: int | None
) -> _Part:
    packed = PackedTicks(len(ticks))
    packed.put(ticks, slice(0, len(ticks)), import_id=import_id, after=SameInstant())
    if last_us is None or packed.mark.first_us > last_us:
        return _Part(instrument_id, import_id, len(ticks), packed.contents())
    return _Part(
        instrument_id, import_id, len(ticks), missing_ticks(cursor, instrument_id, packed, PackedTicks(0))
    )


def _append(cursor: DuckDBPyConnection, parts: Sequence[_Part]) -> None:
    for kind in ("plain", "odd"):
        rows = [(part.instrument_id, getattr(part.rows, kind)) for part in parts]
        fresh = _joined([row for row in rows if len(row[1]["ts_ms"])])
        if fresh:
            cursor.register("fresh", fresh)
            cursor.execute(statement(f"append_{kind}"))
            times = fresh["ts_ms"] * 1000 + fresh.get("sub_us", np.int64(0))
            cursor.register("fresh_times", {"instrument_id": fresh["instrument_id"], "ts_us": times})
            cursor.execute(statement("append_hours"))


def _joined(rows: Sequence[tuple[int, Columns]]) -> Columns:
    """All rows, with their instruments."""
    if not rows:
        return {}
    names = rows[0][1]
    columns = {name: np.concatenate([columns[name] for _, columns in rows]) for name in names}
    numbers = [np.full(len(columns["ts_ms"]), number, dtype=np.int16) for number, columns in rows]
    return {"instrument_id": np.concatenate(numbers), **columns}


def _count(cursor: DuckDBPyConnection, arrived: Mapping[int, TickTable], parts: Sequence[_Part]) -> None:
    times = [arrived[part.instrument_id].ts_us for part in parts]
    counts = {
        "id": [part.import_id for part in parts],
        "ticks_read": [part.read for part in parts],
        "ticks_new": [_new(part) for part in parts],
        "first_us": [int(column.min()) for column in times],
        "last_us": [int(column.max()) for column in times],
    }
    cursor.register("fresh_counts", {name: np.array(column, np.int64) for name, column in counts.items()})
    cursor.execute(statement("count_live"))


def _new(part: _Part) -> int:
    return len(part.rows.plain["ts_ms"]) + len(part.rows.odd["ts_ms"])


def _resort(cursor: DuckDBPyConnection, table: str, order: str, ids: Sequence[int]) -> int:
    wanted = {"ids": list(ids)}
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE resorted AS SELECT * FROM {table} WHERE list_contains($ids, import_id)",
        wanted,
    )
    cursor.execute(f"DELETE FROM {table} WHERE list_contains($ids, import_id)", wanted)
    row = cursor.execute(statement("compact_ticks").format(table=table, order=order)).fetchone()
    cursor.execute("DROP TABLE temp.resorted")
    return int(row[0]) if row else 0
