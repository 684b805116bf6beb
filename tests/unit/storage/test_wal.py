"""What DuckDB would drop from a write-ahead log in silence is told, or refused when it is all of it."""

from __future__ import annotations

import errno
import logging
import shutil
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.storage.wal import LogState, log_state
from tests.stores import Row, open_at, store_rows, stored_rows

FILES = 5


def rows_of(file: int) -> list[Row]:
    return [
        (1_549_238_400_000_000 + file * 3600 * 10**6 + row * 1000, row, row + 1, row, 1) for row in range(100)
    ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Five files, all in the log, as a kill leaves them."""
    home = Home(tmp_path / "home")
    open_at(home.path).close()
    with open_at(home.path) as store:
        for file in range(FILES):
            store_rows(store, f"f{file}", rows_of(file))
        copies = {path: path.read_bytes() for path in home.path.glob("market.duckdb*")}
    for path, content in copies.items():
        path.write_bytes(content)
    assert log_of(home).stat().st_size > 1000
    return home


def log_of(home: Home) -> Path:
    return home.path / "market.duckdb.wal"


def test_a_whole_log_is_silent(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    assert log_state(log_of(home)) == LogState(is_log=True, torn_bytes=0)
    with open_at(home.path) as store:
        assert len(stored_rows(store)) == FILES * 100
    assert caplog.messages == []


@pytest.mark.parametrize("cut", [1, 9, 300, 5000])
def test_a_torn_end_is_told_and_what_is_before_it_is_there(
    home: Home, caplog: pytest.LogCaptureFixture, cut: int
) -> None:
    content = log_of(home).read_bytes()
    log_of(home).write_bytes(content[:-cut])
    with caplog.at_level(logging.WARNING), open_at(home.path) as store:
        stored = stored_rows(store)
        assert len(stored) % 100 == 0
        assert len(stored) < FILES * 100
        # What it asks for mends it: the same files again.
        for file in range(FILES):
            store_rows(store, f"again{file}", rows_of(file))
        assert len(stored_rows(store)) == FILES * 100
    [message] = caplog.messages
    assert f"{log_of(home)}: its last " in message
    assert "bytes are no whole record" in message
    assert (home.path / "market.duckdb.wal.torn").read_bytes() == content[:-cut]


def test_a_log_that_cannot_be_kept_is_no_reason_not_to_open(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    log_of(home).write_bytes(log_of(home).read_bytes()[:-1])
    monkeypatch.setattr(shutil, "copyfile", full)
    with caplog.at_level(logging.WARNING):
        open_at(home.path).close()
    assert "the log as it was is not kept: No space left on device" in caplog.text
    assert not (home.path / "market.duckdb.wal.torn").exists()


def test_every_cut_is_found_out_except_between_two_records(home: Home) -> None:
    content = log_of(home).read_bytes()
    whole = 0
    for size in range(64, len(content), 7):
        log_of(home).write_bytes(content[:size])
        whole += log_state(log_of(home)).torn_bytes == 0
    assert whole < 20


@pytest.mark.parametrize("place", [0, 2, 3, 4])
def test_a_log_that_duckdb_would_not_know_as_one_is_refused_and_left_alone(home: Home, place: int) -> None:
    content = bytearray(log_of(home).read_bytes())
    content[place] ^= 0x40
    log_of(home).write_bytes(content)
    database = home.database.read_bytes()
    with pytest.raises(
        InputError, match=r"market\.duckdb\.wal: expected a write-ahead log of DuckDB"
    ) as refusal:
        open_at(home.path)
    assert "nothing was changed; " in str(refusal.value)
    assert (log_of(home).read_bytes(), home.database.read_bytes()) == (bytes(content), database)


@pytest.mark.parametrize("place", [70, 2000, -100])
def test_a_damaged_log_is_refused_and_left_alone(home: Home, place: int) -> None:
    content = bytearray(log_of(home).read_bytes())
    content[place] ^= 0x40
    log_of(home).write_bytes(content)
    database = home.database.read_bytes()
    with pytest.raises(InputError, match="pyworkstation restore FILE") as refusal:
        open_at(home.path)
    assert "\n" not in str(refusal.value)
    assert (log_of(home).read_bytes(), home.database.read_bytes()) == (bytes(content), database)


def test_the_format_is_that_of_this_duckdb(tmp_path: Path) -> None:
    """When DuckDB's format changes, this says so."""
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS i FROM range(100000)")
        assert log_state(tmp_path / "a.duckdb.wal") == LogState(is_log=True, torn_bytes=0)
