"""Stores the ticks of whole files, and the journal's rows of them, in one transaction: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.storage.statement import statement
from pyworkstation.storage.tick_writer import TickWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.tick_writer import Arrival


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
        writer = TickWriter(cursor, instrument_id=instrument_id, first_id=first_id)
        counts = _Counts(len(files))
        for arrival in arrivals:
            if len(arrival.table):
                counts.add(arrival, writer.add(arrival))
        _journal(cursor, instrument_id, first_id, files, counts)
    return [Stored(read, new) for read, new in zip(counts.read, counts.new, strict=True)]


class _Counts:
    """What the files held so far."""

    def __init__(self, files: int) -> None:
        self.read = [0] * files
        self.new = [0] * files
        self.first_us: list[int | None] = [None] * files
        self.last_us: list[int | None] = [None] * files

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
