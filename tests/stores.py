"""Stores and ticks for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pyworkstation.config.settings import Settings
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.home import Home
from pyworkstation.engine import TickColumns, tick_columns
from pyworkstation.storage.database import Store, open_store
from pyworkstation.storage.imports.import_files import FileImporter
from pyworkstation.storage.imports.reading import ReadFile, Reading, Stored
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import read_ticks

Row = tuple[int, int, int, int, int]

SMALL = Settings(environment="ci", database_memory_mb=128, database_threads=2)


def open_at(path: Path) -> Store:
    """The store of the home at `path`."""
    return open_store(Home(path), SMALL)


def ticks_of(rows: list[Row]) -> TickColumns:
    """(ts_us, bid, ask, bid_volume, ask_volume) rows as the engine's columns."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return tick_columns(Ticks(*(np.ascontiguousarray(column) for column in columns)))


def reading(name: str, **changes: str | int) -> Reading:
    """How a file called `name` was read."""
    facts: dict[str, str | int] = {"dialect": "default", "volume_unit": "units", "time_zone": "UTC"}
    return Reading(sha256=name, **(facts | changes))  # type: ignore[arg-type]


def importer(
    store: Store, *, symbol: str = "EURUSD", batch_ticks: int = 1000, replaces: bool = False
) -> FileImporter:
    """What stores files of `symbol`."""
    number = find_instrument(store, symbol).id
    return FileImporter(store, number, batch_ticks=batch_ticks, replaces=replaces)


def store_rows(
    store: Store,
    name: str,
    *tables: list[Row],
    symbol: str = "EURUSD",
    batch_ticks: int = 1000,
    replaces: bool = False,
) -> Stored:
    """Store one file called `name` that arrives in these tables."""
    with importer(store, symbol=symbol, batch_ticks=batch_ticks, replaces=replaces) as files:
        files.start(ReadFile(name, 1, reading(name)))
        done = [file for rows in tables if rows for file in files.add(ticks_of(rows))]
        files.finish()
        done += files.commit()
    assert len(done) == 1
    return done[0].stored


def stored_rows(
    store: Store,
    *,
    from_us: int = -(2**62),
    to_us: int = 2**62,
    symbol: str = "EURUSD",
    slice_ticks: int = 1000,
) -> list[Row]:
    """All rows of [from_us, to_us), in the order in which they are read."""
    rows: list[Row] = []
    number = find_instrument(store, symbol).id
    for ticks in read_ticks(
        store, number, from_us=from_us, to_us=to_us, take=TickColumns.from_arrow, slice_ticks=slice_ticks
    ):
        columns = (ticks.ts_us, ticks.bid, ticks.ask, ticks.bid_volume, ticks.ask_volume)
        rows += list(zip(*(column.tolist() for column in columns), strict=True))
    return rows
