from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import VerifyFault
from pyworkstation.services.upkeep import check
from pyworkstation.storage.database import Store
from tests.stores import open_at, store_rows, stored_rows


def test_a_second_owner_is_refused_and_the_first_named(store: Store) -> None:
    with pytest.raises(EnvironmentFailure, match=f"in use by another pyworkstation, process {os.getpid()}"):
        open_at(store.home.path)


def test_a_second_process_is_refused_with_the_id_of_the_first(store: Store) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "pyworkstation", "--home", str(store.home.path), "status"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 3
    assert re.fullmatch(rf"error: .*process {os.getpid()};.*\n", second.stderr)


def test_the_home_is_free_again_after_close(tmp_path: Path) -> None:
    for _ in range(2):
        open_at(tmp_path / "home").close()


def test_what_was_stored_is_there_when_opened_again(tmp_path: Path) -> None:
    with open_at(tmp_path) as store:
        store_rows(store, "f", [(1, 2, 3, 4, 5)])
    with open_at(tmp_path) as store:
        assert stored_rows(store) == [(1, 2, 3, 4, 5)]


def test_a_path_with_quotes_and_blanks_works(tmp_path: Path) -> None:
    with open_at(tmp_path / 'it\'s a "home"' if os.name == "posix" else tmp_path / "it's a home") as store:
        store_rows(store, "f", [(1, 2, 3, 4, 5)])


def foreign_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE recipes (name VARCHAR)")


def newer_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_version AS SELECT 999 AS version, now() AS applied_at")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "expected a whole database of pyworkstation"),
        (lambda path: path.write_bytes(b"no database at all " * 1000), "not a valid DuckDB database file"),
        (lambda path: path.write_bytes(bytes(100_000)), "not a valid DuckDB database file"),
        # DuckDB would open it with an extension, if it found that.
        (
            lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(8192)),
            "not a valid DuckDB database file",
        ),
        (foreign_database, "one of another program, with table recipes"),
        (newer_database, "found schema 999; it is of a newer pyworkstation"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, make: object, words: str) -> None:
    path = Home(tmp_path).database
    make(path)  # type: ignore[operator]
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for _ in range(2):
        with pytest.raises(InputError, match=re.escape(str(path))) as refusal:
            open_at(tmp_path)
        assert words in str(refusal.value)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    with open_at(tmp_path) as store:
        store_rows(store, "f", [(1, 2, 3, 4, 5)])
    path = Home(tmp_path).database
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)
    with pytest.raises(InputError, match="if you have one: pyworkstation restore FILE"):
        open_at(tmp_path)
    assert path.read_bytes() == bytes(content)


def test_a_database_that_is_cut_off_is_refused_with_advice(tmp_path: Path) -> None:
    with open_at(tmp_path) as store:
        store_rows(store, "f", [(row, row * 7919 % 10_007, row, row, row) for row in range(100_000)])
    path = Home(tmp_path).database
    os.truncate(path, 300_000)
    with pytest.raises(InputError, match="if you have one: pyworkstation restore FILE"):
        open_at(tmp_path)


def damaged_ticks(tmp_path: Path) -> None:
    """A home whose bids have a bit turned."""
    with open_at(tmp_path) as store:
        store_rows(
            store,
            "f",
            [(row * 1000, row * 7919 % 10_007, row, row * 310_000, row * 10_000) for row in range(100_000)],
        )
    path = Home(tmp_path).database
    content = bytearray(path.read_bytes())
    with open_at(tmp_path) as store, store.cursor() as cursor:
        [(block,)] = cursor.execute(
            "SELECT block_id FROM pragma_storage_info('plain_ticks') WHERE column_name = 'bid' AND segment_type = 'INTEGER'"
        ).fetchall()
    place = 3 * 4096 + block * 262_144 + 100_000
    content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("slice_ticks", [1000, 1_000_000])
def test_a_damaged_block_of_ticks_is_the_worlds_failure(tmp_path: Path, slice_ticks: int) -> None:
    damaged_ticks(tmp_path)
    with (
        open_at(tmp_path) as store,
        pytest.raises(EnvironmentFailure, match=r"the database failed: .*checksum.*pyworkstation verify"),
    ):
        stored_rows(store, slice_ticks=slice_ticks)


def test_verify_names_what_is_damaged_and_goes_on(tmp_path: Path) -> None:
    damaged_ticks(tmp_path)
    with open_at(tmp_path) as store:
        replies = list(check(store, Asker()))
    faults = [reply.words for reply in replies if isinstance(reply, VerifyFault)]
    assert faults
    assert all("checksum" in words for words in faults), faults


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(EnvironmentFailure, match="expected a folder that can be written"):
        open_at(tmp_path / "home")


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def write_and_fail() -> None:
        with store.transaction() as cursor:
            cursor.execute("INSERT INTO tick_hours VALUES (1, 1, 1, 1, 1, 1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM tick_hours").fetchall() == [(0,)]


def test_threads_read_while_another_writes(store: Store) -> None:
    faults: list[BaseException] = []
    counts: list[int] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                counts.append(len(stored_rows(store)))
        except BaseException as error:  # noqa: BLE001  (the thread's edge)
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(20):
        store_rows(store, f"f{number}", [(number * 10 + row, 1, 2, 3, 4) for row in range(10)])
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert {count % 10 for count in counts} <= {0}
    assert len(stored_rows(store)) == 200


def test_times_are_utc_and_nothing_is_fetched(store: Store) -> None:
    with store.cursor() as cursor:
        [settings] = cursor.execute(
            "SELECT current_setting('TimeZone'), current_setting('autoinstall_known_extensions'),"
            " current_setting('memory_limit')"
        ).fetchall()
    assert settings == ("UTC", False, "122.0 MiB")
