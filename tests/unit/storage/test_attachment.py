"""A database that DuckDB shut after a failed checkpoint is opened anew by whoever comes next."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage import attachment
from pyworkstation.storage.database import Store
from tests.stores import Row, open_at, store_rows, stored_rows

ROWS: list[Row] = [(1000, 2, 3, 4, 5)]
INVALIDATED: dict[type[duckdb.Error], str] = {
    duckdb.IOException: 'IO Error: Database "market" has been invalidated because checkpointing failed.',
    duckdb.FatalException: "FATAL Error: Failed: database has been invalidated because of a previous fatal error.",
    duckdb.TransactionException: 'TransactionContext Error: Failed to commit: Checkpoint failed for database "market". '
    "The database has been invalidated.",
}


def invalidate(store: Store, kind: type[duckdb.Error] = duckdb.IOException) -> None:
    """DuckDB says so."""
    with pytest.raises(EnvironmentFailure), store.cursor():
        raise kind(INVALIDATED[kind])


@pytest.mark.parametrize("kind", INVALIDATED)
def test_the_next_one_finds_everything_and_can_write(store: Store, kind: type[duckdb.Error]) -> None:
    store_rows(store, "before", ROWS)
    for name in ("one", "two"):
        invalidate(store, kind)
        assert stored_rows(store)[0] == ROWS[0]
        store_rows(store, name, [(2000, 1, 2, 3, len(name)), (3000, 1, 2, 3, ord(name[0]))])
    assert len(stored_rows(store)) == 4


def test_it_waits_for_those_who_still_read(store: Store) -> None:
    store_rows(store, "before", ROWS)
    reading, go_on = threading.Event(), threading.Event()

    def read() -> None:
        with store.cursor() as cursor:
            cursor.execute("FROM tick_store")
            reading.set()
            go_on.wait(10)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait(10)
    invalidate(store)
    threading.Timer(0.05, go_on.set).start()
    assert stored_rows(store) == ROWS
    reader.join()


def test_who_never_lets_go_is_the_worlds_failure_and_no_deadlock(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_rows(store, "before", ROWS)
    monkeypatch.setattr(attachment, "_PATIENCE_S", 0.01)
    with store.cursor():
        invalidate(store)
        with pytest.raises(EnvironmentFailure, match="still in use"):
            stored_rows(store)
    assert stored_rows(store) == ROWS


def test_many_threads_come_at_once(store: Store) -> None:
    store_rows(store, "before", ROWS)
    invalidate(store)
    seen: list[list[Row]] = []
    threads = [threading.Thread(target=lambda: seen.append(stored_rows(store))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [ROWS] * 8


def test_a_database_that_could_not_be_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoRoom:
        def execute(self, sql: str) -> None:
            (tmp_path / "market.duckdb").touch()
            raise duckdb.IOException("IO Error: Could not write file: No space left on device")

        def close(self) -> None:
            pass

    monkeypatch.setattr("pyworkstation.storage.database.connect_in_memory", lambda _: NoRoom())
    with pytest.raises(EnvironmentFailure, match="the disk is full"):
        open_at(tmp_path)
    assert not (tmp_path / "market.duckdb").exists()
