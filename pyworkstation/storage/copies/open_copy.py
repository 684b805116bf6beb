"""Opens a copy of a database, such as a backup, by itself and for reading only."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import duckdb

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.closed_duckdb import connect_in_memory
from pyworkstation.storage.failures import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_MEMORY = "512MB"


@contextlib.contextmanager
def open_copy(
    path: Path, *, read_only: bool = True, named: Path | None = None
) -> Iterator[DuckDBPyConnection]:
    """A cursor that uses the database at `path`. Raises InputError, for `named`, when it cannot be opened."""
    _check_there(path)
    quoted = str(path).replace("'", "''")
    with contextlib.closing(connect_in_memory({"memory_limit": _MEMORY})) as connection:
        try:
            connection.execute(f"ATTACH '{quoted}' AS copy (TYPE duckdb{', READ_ONLY' if read_only else ''})")
        except duckdb.Error as error:
            raise InputError(
                expected="a whole database of pyworkstation",
                found=first_line(error).replace(str(path), str(named or path)),
                where=str(named or path),
            ) from None
        connection.execute("USE copy")
        yield connection


def _check_there(path: Path) -> None:
    """DuckDB's words for nothing are those of a database that is damaged."""
    if not path.is_file():
        raise InputError(
            expected="a file with a database of pyworkstation, such as a backup",
            found="something else" if path.exists() else "nothing there",
            where=str(path),
        )


def is_backup(path: Path) -> bool:
    """Whether `backup` wrote that file."""
    try:
        with open_copy(path) as cursor:
            rows = cursor.execute(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = 'copy' AND schema_name = 'backup' AND table_name = 'facts'"
            ).fetchall()
    except (InputError, duckdb.Error):
        return False
    return bool(rows)
