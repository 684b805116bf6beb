"""Brings a database to this program's schema: numbered migrations, all in one transaction, after a copy of the file."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.storage.durable import make_durable

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

MIGRATIONS = Path(__file__).with_name("migrations")


class Migration(NamedTuple):
    """The step to schema `number`."""

    number: int
    sql: str


def bring_up_to_date(
    connection: DuckDBPyConnection, path: Path, *, reattach: Callable[[], None], folder: Path = MIGRATIONS
) -> None:
    """Apply the migrations in `folder` that the attached database `market` at `path` lacks.

    A database that holds something is copied first, to `NAME.schema-N.backup` beside it.

    Raises:
        InputError: for the file of another program or of a newer pyworkstation; it is left as it was.
    """
    steps = migrations(folder)
    version = schema_version(connection, path, newest=steps[-1].number)
    missing = [step for step in steps if step.number > version]
    if missing and version:
        _back_up(connection, path, version, reattach)
    _apply(connection, missing)


def migrations(folder: Path) -> list[Migration]:
    """The migrations in `folder`, lowest first: files named `0001_what_it_does.sql`, without a gap."""
    files = sorted(folder.glob("*.sql"))
    steps = [Migration(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]
    assert [step.number for step in steps] == list(range(1, len(steps) + 1)), (
        "migrations are numbered without a gap"
    )
    return steps


def schema_version(connection: DuckDBPyConnection, path: Path, *, newest: int | None = None) -> int:
    """Of the database at `path`, which the connection uses; 0 when there is nothing in it.

    Raises:
        InputError: for the file of another program, or of a schema beyond `newest` (ours, if it is not said).
    """
    newest = migrations(MIGRATIONS)[-1].number if newest is None else newest
    version = _stated_version(connection, path)
    if version > newest:
        raise InputError(
            expected=f"a database of schema {newest} or older",
            found=f"schema {version}",
            where=str(path),
            mend="it is of a newer pyworkstation: update this one, or take another --home",
        )
    return version


def _stated_version(connection: DuckDBPyConnection, path: Path) -> int:
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    tables = {name for (name,) in names}
    if not tables:
        return 0
    if "schema_version" not in tables:
        raise InputError(
            expected="a database of pyworkstation",
            found=f"one of another program, with table {min(tables)}",
            where=str(path),
            mend="nothing was changed; move the file away, or take another --home",
        )
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _back_up(connection: DuckDBPyConnection, path: Path, version: int, reattach: Callable[[], None]) -> None:
    """Copy the file while nobody has it open, so that the copy is whole."""
    connection.execute("USE memory; DETACH market")
    fresh = path.with_name(f"{path.name}.backup.new")
    try:
        shutil.copyfile(path, fresh)
        make_durable(fresh)
        fresh.replace(path.with_name(f"{path.name}.schema-{version}.backup"))
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise EnvironmentFailure(
            f"{path}: schema {version} must be copied before it is brought up to date, and cannot be: {error.strerror}; "
            "make room and do it again: nothing was changed"
        ) from None
    reattach()


def _apply(connection: DuckDBPyConnection, steps: list[Migration]) -> None:
    if not steps:
        return
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER, applied_at TIMESTAMP)"
        )
        for step in steps:
            connection.execute(step.sql)
            connection.execute(
                "INSERT INTO schema_version VALUES (?, current_localtimestamp())", [step.number]
            )
        connection.execute("COMMIT")
    except BaseException:
        # Where a Ctrl-C came between two statements there is nothing to roll back.
        with contextlib.suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise
