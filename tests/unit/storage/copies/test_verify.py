"""What is wrong with a database is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.storage.copies.backup import write_backup
from pyworkstation.storage.copies.open_copy import open_copy
from pyworkstation.storage.copies.verify import Fault, Verified, verify
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.reading import ReadFile
from pyworkstation.storage.imports.undo_import import undo_run
from tests.stores import importer, open_at, reading, store_rows, ticks_of
from tests.unit.storage.copies.test_backup import ODD, PLAIN, returned


@pytest.fixture
def filled(store: Store) -> Store:
    store_rows(store, "plain", PLAIN)
    store_rows(store, "odd", ODD)
    return store


def faults_of(store: Store) -> list[str]:
    with store.cursor() as cursor:
        return [
            event.words for event in verify(cursor, where=store.home.database) if isinstance(event, Fault)
        ]


def faults_of_copy(path: Path) -> list[str]:
    with open_copy(path) as cursor:
        return [event.words for event in verify(cursor, where=path) if isinstance(event, Fault)]


def verified(store: Store) -> Verified:
    with store.cursor() as cursor:
        return returned(verify(cursor, where=store.home.database))


def test_a_whole_one_has_no_fault_and_says_what_it_holds(filled: Store) -> None:
    assert faults_of(filled) == []
    outcome = verified(filled)
    assert outcome.faults == 0
    assert outcome.is_of_this_schema
    [held] = outcome.symbols
    assert (held.symbol, held.ticks, held.days) == ("EURUSD", 3050, 2)


def test_an_empty_one_is_whole(store: Store) -> None:
    assert faults_of(store) == []
    assert verified(store).symbols == []


def test_equal_ticks_have_equal_hashes_in_whatever_order_they_lie(tmp_path: Path) -> None:
    hashes = set()
    for name in ("as they came", "turned"):
        with open_at(tmp_path / name) as store:
            store_rows(store, "f", PLAIN)
            if name == "turned":
                with store.transaction() as cursor:
                    cursor.execute("CREATE TEMP TABLE turned AS FROM plain_ticks ORDER BY ts_ms DESC")
                    cursor.execute("DELETE FROM plain_ticks; INSERT INTO plain_ticks FROM turned")
            hashes.add(verified(store).symbols[0].hash)
    assert len(hashes) == 1


def test_equal_ticks_have_equal_hashes_whichever_import_came_first(tmp_path: Path) -> None:
    hashes = set()
    for names in (("early", "late"), ("late", "early")):
        with open_at(tmp_path / "-".join(names)) as store:
            for name in names:
                store_rows(store, name, PLAIN[:1000] if name == "early" else PLAIN[1000:])
            hashes.add(verified(store).symbols[0].hash)
    assert len(hashes) == 1


# Each of these is what a bug, or somebody with DuckDB in hand, would leave.
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM plain_ticks WHERE bid = 150",
         "import 1 (plain): 2,999 ticks there, 3,000 in the journal"),
        ("INSERT INTO plain_ticks FROM plain_ticks WHERE bid = 150",
         "EURUSD: 2 ticks in one place, at 2019-02-04T00:00:50"),
        ("UPDATE tick_hours SET ticks = ticks + 1 WHERE changed = (SELECT arg_min(changed, hour) FROM tick_hours)",
         "EURUSD, hour of 2019-02-04T00:00Z: 3,000 ticks there, 3,001 counted"),
        ("UPDATE tick_hours SET last_us = last_us + 1", "or other ends"),
        ("DELETE FROM tick_hours", "3,000 ticks there, 0 counted"),
        ("INSERT INTO tick_hours SELECT * REPLACE (hour + 1 AS hour, 1 AS ticks) FROM tick_hours",
         "0 ticks there, 1 counted"),
        ("DELETE FROM imports WHERE id = 1", "import 1 (no file): 3,000 ticks there, 0 in the journal"),
        ("UPDATE plain_ticks SET ts_ms = ts_ms + 3600000 WHERE bid = 150", "2,999 ticks there, 3,000 counted"),
        ("UPDATE imports SET ticks_new = 7 WHERE id = 2", "import 2 (odd): 50 ticks there, 7 in the journal"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(filled: Store, damage: str, words: str) -> None:
    with filled.transaction() as cursor:
        cursor.execute(damage)
    assert words in "\n".join(faults_of(filled))


# These are consistent in themselves: only the manifest of the backup knows better.
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE plain_ticks SET bid = bid + 1 WHERE bid = 150", "ticks of EURUSD on 2019-02-04: 3,000 rows of hash"),
        ("UPDATE odd_ticks SET ask_volume_rest = 2 WHERE bid_volume_rest = 7", "ticks of EURUSD on 2019-02-07: 50 rows"),
        ("UPDATE imports SET path = 'other' WHERE id = 1", "table imports: 2 rows of hash"),
        ("CREATE TABLE more (a INTEGER)", "table more: nothing expected, 0 rows of hash 0 found"),
        ("DELETE FROM backup.contents WHERE symbol = 'EURUSD'", "ticks of EURUSD on 2019-02-04: nothing expected"),
    ],
)  # fmt: skip
def test_a_backup_that_is_not_as_it_was_made_is_found_out(
    filled: Store, tmp_path: Path, damage: str, words: str
) -> None:
    path = tmp_path / "b.duckdb"
    returned(write_backup(filled, path, Asker()))
    assert faults_of_copy(path) == []
    with open_copy(path, read_only=False) as cursor:
        cursor.execute(damage)
    assert words in "\n".join(faults_of_copy(path))


def test_hashes_of_another_duckdb_are_not_compared_but_counts_are(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "b.duckdb"
    returned(write_backup(filled, path, Asker()))
    with open_copy(path, read_only=False) as cursor:
        cursor.execute("UPDATE backup.facts SET probe = '1'; UPDATE backup.contents SET hash = '1'")
    assert faults_of_copy(path) == []
    with open_copy(path, read_only=False) as cursor:
        cursor.execute("UPDATE backup.contents SET rows = rows + 1 WHERE symbol = 'EURUSD'")
    assert len(faults_of_copy(path)) == 2


def test_a_block_that_cannot_be_read_is_a_fault_and_the_rest_is_read(filled: Store, tmp_path: Path) -> None:
    filled.checkpoint()
    with filled.cursor() as cursor:
        [(block,)] = cursor.execute(
            "SELECT DISTINCT block_id FROM pragma_storage_info('plain_ticks') WHERE column_name = 'bid' AND segment_type = 'INTEGER'"
        ).fetchall()
    content = bytearray(filled.home.database.read_bytes())
    content[3 * 4096 + block * 262_144 + 100_000] ^= 0xFF
    path = tmp_path / "damaged.duckdb"
    path.write_bytes(content)
    faults = faults_of_copy(path)
    assert any("cannot be read: " in fault and "checksum" in fault for fault in faults), faults


def test_overlaps_undone_imports_and_unfinished_ones_are_no_faults(store: Store) -> None:
    store_rows(store, "first", PLAIN[:2000])
    store_rows(store, "second", PLAIN[1000:])
    store_rows(store, "third", ODD)
    assert faults_of(store) == []
    with store.cursor() as cursor:
        runs = cursor.execute("SELECT run_id FROM imports ORDER BY id").fetchall()
    for (run_id,) in runs:
        undo_run(store, run_id)
        assert faults_of(store) == []
    store_rows(store, "first again", PLAIN[:500])
    with importer(store) as files:
        files.start(ReadFile("half", 1, reading("half")))
        files.add(ticks_of(PLAIN[500:2600]))
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM unfinished_imports").fetchall() == [(1,)]
    assert faults_of(store) == []
