"""What a backup says of itself, in a schema of its own beside the data: when it was made, of what, and its contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.copies.contents import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_FORMAT = 1
_PROBE = "SELECT CAST(hash(1, 'pyworkstation') AS VARCHAR)"
"""DuckDB does not promise the same hashes in every version."""


class Manifest(NamedTuple):
    """The contents as they were when the backup was made. Without hashes, where this DuckDB hashes otherwise."""

    parts: list[Part]
    has_hashes: bool


def write_manifest(cursor: DuckDBPyConnection, database: str, parts: Sequence[Part]) -> None:
    """Put it into the attached database of that name."""
    cursor.execute(f"CREATE SCHEMA {database}.backup")
    cursor.execute(
        f"CREATE TABLE {database}.backup.facts AS "
        f"SELECT {_FORMAT} AS format, current_localtimestamp() AS made_at, version() AS duckdb, ({_PROBE}) AS probe"
    )
    cursor.execute(
        f'CREATE TABLE {database}.backup.contents ("table" VARCHAR, symbol VARCHAR, day BIGINT, rows BIGINT, hash VARCHAR)'
    )
    columns = list(zip(*parts, strict=True))
    cursor.execute(
        f"INSERT INTO {database}.backup.contents SELECT {', '.join('unnest(?)' for _ in columns)}",
        [list(column) for column in columns],
    )


def read_manifest(cursor: DuckDBPyConnection) -> Manifest | None:
    """That of the database which the cursor uses; None when it has none, as a copy made before a migration."""
    found = cursor.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'backup'"
    ).fetchall()
    if found == [(0,)]:
        return None
    rows = cursor.execute('SELECT "table", symbol, day, rows, hash FROM backup.contents').fetchall()
    [(has_hashes,)] = cursor.execute(f"SELECT probe = ({_PROBE}) FROM backup.facts").fetchall()
    return Manifest([Part(*row) for row in rows], has_hashes)


def drop_manifest(cursor: DuckDBPyConnection) -> None:
    """The database which the cursor uses is no backup any more."""
    cursor.execute("DROP SCHEMA IF EXISTS backup CASCADE")


def without_hashes(parts: Sequence[Part]) -> list[Part]:
    """The same parts, counted only."""
    return [part._replace(hash="") for part in parts]
