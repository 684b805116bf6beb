"""Writes ticks into the packed table, inside a transaction that the caller holds, leaving out those stored before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


class TickTable(Protocol):
    """Ticks in time order: columns `ts_us, bid, ask, bid_volume, ask_volume`, int64, through Arrow."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None, /) -> object: ...
    @property
    def ts_us(self) -> NDArray[np.int64]:
        """The times, to look at without going through Arrow."""


class Arrival(NamedTuple):
    """Ticks of one or more of the files being stored; `counts` has as many numbers as there are files."""

    table: TickTable
    counts: Sequence[int]


class TickWriter:
    """Takes arrivals in time order. The imports of the files are numbered on from `first_id`."""

    def __init__(self, cursor: DuckDBPyConnection, *, instrument_id: int, first_id: int) -> None:
        self._cursor = cursor
        self._instrument_id = instrument_id
        self._first_id = first_id
        self._latest_us: int | None = None
        # DuckDB keeps whatever is registered during a transaction alive until its end, so a big file would pile up
        # in memory: these are registered once, and what they hold is changed.
        self._incoming = _Incoming()
        self._marks: dict[str, NDArray[Any]] = {}
        self._missing: dict[str, Any] = {}

    def add(self, arrival: Arrival) -> dict[int, int]:
        """Store what is new of it; how many ticks that is, by position in `counts`."""
        self._show(arrival)
        if self._stands_alone(arrival.table.ts_us):
            self._cursor.execute(statement("view_all_as_fresh"))
        else:
            self._find_missing(arrival.table.ts_us)
            self._cursor.execute(statement("view_missing_as_fresh"))
        self._latest_us = int(arrival.table.ts_us[-1])
        return self._store_fresh()

    def _show(self, arrival: Arrival) -> None:
        """Make `incoming` and `marks` stand for it."""
        ids = np.arange(self._first_id, self._first_id + len(arrival.counts), dtype=np.int32)
        self._incoming.table = arrival.table
        self._marks["import_id"] = np.repeat(ids, arrival.counts)
        if self._latest_us is None:
            self._cursor.register("incoming", self._incoming)
            self._cursor.register("marks", self._marks)

    def _stands_alone(self, ts_us: NDArray[np.int64]) -> bool:
        """No two of these ticks have one time, and none has the time of a stored one."""
        if self._latest_us is not None and ts_us[0] <= self._latest_us:
            return False
        if bool((ts_us[1:] == ts_us[:-1]).any()):
            return False
        bounds = {"instrument_id": self._instrument_id, "first_us": int(ts_us[0]), "last_us": int(ts_us[-1])}
        return not self._cursor.execute(statement("overlaps"), bounds).fetchall()

    def _find_missing(self, ts_us: NDArray[np.int64]) -> None:
        """Make `missing` stand for those of the incoming ticks that are not stored."""
        bounds = {
            "instrument_id": self._instrument_id,
            "first_id": self._first_id,
            "first_us": int(ts_us[0]),
            "last_us": int(ts_us[-1]),
        }
        registered = bool(self._missing)
        self._missing.update(self._cursor.execute(statement("missing_ticks"), bounds).fetchnumpy())
        if not registered:
            self._cursor.register("missing", self._missing)

    def _store_fresh(self) -> dict[int, int]:
        instrument = {"instrument_id": self._instrument_id}
        self._cursor.execute(statement("insert_fresh"), instrument)
        self._cursor.execute(statement("count_hours"), instrument)
        counted = self._cursor.execute(statement("count_fresh")).fetchall()
        return {import_id - self._first_id: count for import_id, count in counted}


class _Incoming:
    """An Arrow stream of the table it holds at the time."""

    table: TickTable

    def __arrow_c_stream__(self, requested_schema: object | None = None, /) -> object:
        return self.table.__arrow_c_stream__(requested_schema)
