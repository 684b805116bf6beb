from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.failures import world_failures

Usage = namedtuple("Usage", "total used free")

NO_ROOM = 'Could not write file "/h/market.duckdb.wal": No space left on device'
COMMIT = "TransactionContext Error: Failed to commit: "


def raised(home: Path, error: BaseException) -> BaseException:
    """What `error` becomes."""
    with pytest.raises(BaseException) as caught, world_failures(home):  # noqa: PT011  (any)
        raise error
    return caught.value


# The texts are DuckDB's own, seen on a 20 MB disk and on Windows.
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (duckdb.IOException(f"IO Error: {NO_ROOM}"), "the disk is full"),
        (duckdb.TransactionException(COMMIT + NO_ROOM), "the disk is full"),
        (duckdb.IOException("IO Error: Could not write file: There is not enough space on the disk."), "the disk is full"),
        (duckdb.IOException("IO Error: Could not write file: Disk quota exceeded"), "the disk is full"),
        (duckdb.TransactionException(COMMIT + 'Checkpoint failed for database "market".'), "the database failed"),
        (duckdb.FatalException("FATAL Error: Failed: database has been invalidated"), "the database failed"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to pin block"), "the database failed"),
        (duckdb.IOException("IO Error: Could not read\nhint\nstack"), "the database failed: IO Error: Could not read"),
        (duckdb.Error("Corrupt database file: computed checksum"), "a part of it is damaged, and `pyworkstation verify` says"),
    ],
)  # fmt: skip
def test_failures_of_the_world_are_one_line(tmp_path: Path, error: duckdb.Error, words: str) -> None:
    failure = raised(tmp_path, error)
    assert isinstance(failure, EnvironmentFailure)
    assert words in str(failure)
    assert "\n" not in str(failure)


@pytest.mark.parametrize(
    "error",
    [
        duckdb.TransactionException(
            "TransactionContext Error: cannot start a transaction within a transaction"
        ),
        duckdb.TransactionException(COMMIT + "write-write conflict on key"),
        duckdb.ConstraintException("Constraint Error: Duplicate key"),
        duckdb.ParserException("Parser Error: syntax error"),
        ValueError("ours"),
    ],
)
def test_our_own_faults_pass(tmp_path: Path, error: Exception) -> None:
    assert raised(tmp_path, error) is error


def test_a_full_disk_is_known_by_its_free_space_in_any_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 4096, 4096))
    failure = raised(
        tmp_path, duckdb.IOException("IO Error: Es steht nicht genug Speicherplatz zur Verfügung.")
    )
    assert f"{tmp_path}: the disk is full: 0.0 MB are free" in str(failure)


def test_a_ctrl_c_inside_duckdb_is_a_ctrl_c(tmp_path: Path) -> None:
    assert isinstance(raised(tmp_path, RuntimeError("Query interrupted")), KeyboardInterrupt)
