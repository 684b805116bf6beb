"""Stores the ticks of whole files, and the journal's rows of them, in one transaction: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.storage.database import Store


class TickTable(Protocol):
    """Ticks in time order: columns `ts_us, bid, ask, bid_volume, ask_volume`, int64, through Arrow."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None, /) -> object: ...
    @property
    def ts_us(self) -> NDArray[np.int64]:
        """The times, to look at without going through Arrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's content, and everything that decides what is read from it: the same reading gives the same ticks.

    `hour_us` is the hour that the path names where the content does not (bi5).
    """

    sha256: str
    dialect: str
    volume_unit: str
    time_zone: str
    hour_us: int | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file to be stored."""

    path: str
    size: int
    reading: Reading


class Arrival(NamedTuple):
    """Ticks of one or more of the files being stored; `counts` has as many numbers as there are files."""

    table: TickTable
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many ticks a file holds, and how many of them were not in the store before."""

    ticks_read: int
    ticks_new: int


def ticks_already_read(store: Store, instrument_id: int, readings: Sequence[Reading]) -> list[int | None]:
    """How many ticks were read before from each very content; None where it never was."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            statement("find_imports"),
            {
                "instrument_id": instrument_id,
                "sha256s": [reading.sha256 for reading in readings],
                "dialects": [reading.dialect for reading in readings],
                "volume_units": [reading.volume_unit for reading in readings],
                "time_zones": [reading.time_zone for reading in readings],
                "hours_us": [reading.hour_us for reading in readings],
            },
        ).fetchall()
    return [ticks_read for (ticks_read,) in rows]


def store_files(
    store: Store, instrument_id: int, files: Sequence[ReadFile], arrivals: Iterable[Arrival]
) -> list[Stored]:
    """Store those ticks of the files that are not there yet; one `Stored` for each file.

    Ticks count as equal when time, prices and volumes are. Of ticks that the store holds twice and a file three times,
    one is added. `arrivals`, in time order, is read while the transaction is open: an error it raises undoes all.
    """
    with store.transaction() as cursor:
        [(first_id,)] = cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM imports").fetchall()
        counts = _Counts(len(files))
        for arrival in arrivals:
            if len(arrival.table):
                fresh = _store_arrival(cursor, instrument_id, first_id, arrival, counts)
                counts.add(arrival, fresh)
        _journal(cursor, instrument_id, first_id, files, counts)
    return [Stored(read, new) for read, new in zip(counts.read, counts.new, strict=True)]


class _Counts:
    """What the files held so far."""

    def __init__(self, files: int) -> None:
        self.read = [0] * files
        self.new = [0] * files
        self.first_us: list[int | None] = [None] * files
        self.last_us: list[int | None] = [None] * files
        self.latest_us: int | None = None

    def add(self, arrival: Arrival, fresh: dict[int, int]) -> None:
        """Count one arrival, of which `fresh[position]` ticks were stored for each file."""
        ts_us = arrival.table.ts_us
        row = 0
        for position, count in enumerate(arrival.counts):
            if count:
                self.read[position] += count
                self.new[position] += fresh.get(position, 0)
                if self.first_us[position] is None:
                    self.first_us[position] = int(ts_us[row])
                row += count
                self.last_us[position] = int(ts_us[row - 1])
        self.latest_us = int(ts_us[-1])


def _store_arrival(
    cursor: DuckDBPyConnection, instrument_id: int, first_id: int, arrival: Arrival, counts: _Counts
) -> dict[int, int]:
    """Store what is new of it; how many ticks that is for each position in `files`."""
    ts_us = arrival.table.ts_us
    bounds = {"instrument_id": instrument_id, "first_us": int(ts_us[0]), "last_us": int(ts_us[-1])}
    cursor.register("incoming", arrival.table)
    cursor.register("marks", {"import_id": np.repeat(_ids(first_id, arrival), arrival.counts)})
    if _stands_alone(cursor, ts_us, counts.latest_us, bounds):
        cursor.execute(statement("take_all_ticks"), {"instrument_id": instrument_id})
    else:
        cursor.execute(statement("take_new_ticks"), bounds | {"first_id": first_id})
    cursor.unregister("incoming")
    cursor.unregister("marks")
    cursor.execute(statement("insert_fresh"))
    cursor.execute(statement("count_hours"))
    return {
        import_id - first_id: count
        for import_id, count in cursor.execute(statement("count_fresh")).fetchall()
    }


def _ids(first_id: int, arrival: Arrival) -> NDArray[np.int32]:
    return np.arange(first_id, first_id + len(arrival.counts), dtype=np.int32)


def _stands_alone(
    cursor: DuckDBPyConnection, ts_us: NDArray[np.int64], latest_us: int | None, bounds: dict[str, int]
) -> bool:
    """No two of these ticks have one time, and none has the time of a stored one."""
    if latest_us is not None and ts_us[0] <= latest_us:
        return False
    if bool((ts_us[1:] == ts_us[:-1]).any()):
        return False
    return not cursor.execute(statement("overlaps"), bounds).fetchall()


def _journal(
    cursor: DuckDBPyConnection, instrument_id: int, first_id: int, files: Sequence[ReadFile], counts: _Counts
) -> None:
    cursor.execute(
        statement("journal_imports"),
        {
            "ids": list(range(first_id, first_id + len(files))),
            "instrument_id": instrument_id,
            "paths": [file.path for file in files],
            "sizes": [file.size for file in files],
            "sha256s": [file.reading.sha256 for file in files],
            "dialects": [file.reading.dialect for file in files],
            "volume_units": [file.reading.volume_unit for file in files],
            "time_zones": [file.reading.time_zone for file in files],
            "hours_us": [file.reading.hour_us for file in files],
            "ticks_read": counts.read,
            "ticks_new": counts.new,
            "first_us": counts.first_us,
            "last_us": counts.last_us,
        },
    )
