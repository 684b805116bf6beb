"""An import that stops between two batches goes on to the very table of one that never stopped."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.import_journal import unfinished_imports
from pyworkstation.storage.imports.reading import ReadFile, Stored
from pyworkstation.storage.instruments import find_instrument
from tests.stores import Row, importer, open_at, reading, store_rows, stored_rows, ticks_of

PRICE = st.integers(114_000, 114_003)
TIME = st.sampled_from([0, 1, 1000, 1999, 2000, 3000])
VOLUME = st.sampled_from([1, 10_000])
ROWS = st.lists(st.tuples(TIME, PRICE, PRICE, VOLUME, st.just(0)), max_size=20).map(sorted)

FILE = [(time // 2, 114_000 + time % 3, 114_010, 1, 1) for time in range(20)]


def stop_after(store: Store, rows: list[Row], *, name: str = "file", batch_ticks: int = 4) -> int:
    """Begin to store a file, and go away; how many of its ticks were in already."""
    with importer(store, batch_ticks=batch_ticks) as files:
        known = files.start(ReadFile(name, 1, reading(name)))
        files.add(ticks_of(rows))
        return known


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    """All rows of what an import writes."""
    tables = (
        "tick_store",
        "(SELECT * EXCLUDE (changed) FROM tick_hours)",
        "(SELECT *, 0 AS saved_at FROM unfinished_imports)",
    )
    with store.cursor() as cursor:
        journal = cursor.execute("SELECT * EXCLUDE (imported_at) FROM imports ORDER BY id").fetchall()
        return [
            journal,
            *(cursor.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in tables),
        ]


def test_it_goes_on_after_the_last_whole_batch(store: Store) -> None:
    assert stop_after(store, FILE[:11]) == 0
    assert stored_rows(store) == FILE[:8]
    assert stop_after(store, FILE[:17]) == 8
    assert stored_rows(store) == FILE[:16]
    assert store_rows(store, "file", FILE, batch_ticks=4) == Stored(20, 20)
    assert stored_rows(store) == FILE


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=ROWS,
    file=ROWS,
    stops=st.lists(st.integers(0, 20), max_size=3),
    piece=st.integers(1, 9),
    batch_ticks=st.integers(1, 5),
)
def test_however_often_it_stops_the_table_is_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    before: list[Row],
    file: list[Row],
    stops: list[int],
    piece: int,
    batch_ticks: int,
) -> None:
    folder: Path = tmp_path_factory.mktemp("homes")
    pieces = [file[start : start + piece] for start in range(0, len(file), piece)]
    with open_at(folder / "whole") as store:
        store_rows(store, "before", before)
        store_rows(store, "file", *pieces, batch_ticks=batch_ticks)
        expected = everything(store)
    with open_at(folder / "stopped") as store:
        store_rows(store, "before", before)
        for stop in stops:
            stop_after(store, file[:stop], batch_ticks=batch_ticks)
        store_rows(store, "file", *pieces, batch_ticks=batch_ticks)
        assert everything(store) == expected


def test_another_file_of_the_symbol_undoes_it_first(store: Store) -> None:
    store_rows(store, "before", FILE[5:7])
    stop_after(store, FILE)
    assert store_rows(store, "other", FILE[3:9]) == Stored(6, 4)
    assert sorted(stored_rows(store)) == FILE[3:9]
    assert unfinished_imports(store, find_instrument(store, "EURUSD").id) == []
    with store.cursor() as cursor:
        assert cursor.execute("SELECT sum(ticks) FROM tick_hours").fetchall() == [(6,)]


def test_another_symbol_does_not_touch_it(store: Store) -> None:
    stop_after(store, FILE)
    store_rows(store, "yen", FILE, symbol="USDJPY")
    assert stop_after(store, FILE) == 16


def begin_hashing(store: Store, rows: list[Row], sha256: Future[str], *, batch_ticks: int = 4) -> int:
    """Begin to store a file whose hash is being worked out, and go away; how many of its ticks were in already."""
    with importer(store, batch_ticks=batch_ticks) as files:
        known = files.start(ReadFile("file", 1, reading(""), sha256))
        files.add(ticks_of(rows))
        return known


def hashed(sha256: str) -> Future[str]:
    done: Future[str] = Future()
    done.set_result(sha256)
    return done


def test_a_file_that_stops_before_it_is_hashed_begins_anew(store: Store) -> None:
    assert begin_hashing(store, FILE[:11], Future()) == 0
    assert stored_rows(store) == FILE[:8]
    assert begin_hashing(store, FILE[:17], hashed("file")) == 0
    assert stored_rows(store) == FILE[:16]
    assert begin_hashing(store, FILE[:19], hashed("file")) == 16
    assert store_rows(store, "file", FILE, batch_ticks=4) == Stored(20, 20)
    assert stored_rows(store) == FILE


def test_only_a_file_of_a_size_seen_before_can_be_known(store: Store) -> None:
    store_rows(store, "file", FILE)
    with importer(store) as files:
        same, other = (ReadFile("new", size, reading(""), Future()) for size in (1, 2))
        assert (files.may_know(same), files.may_know(other)) == (True, False)
        assert files.may_know(ReadFile("new", 2, reading("new")))
        files.start(other)
        assert files.may_know(other)
