"""A consistent copy of the database in one file, made while others read and write, and read back before it counts."""

from __future__ import annotations

import contextlib
import uuid
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.storage.copies.contents import contents, differences, small_tables, ticks_total
from pyworkstation.storage.copies.manifest import write_manifest
from pyworkstation.storage.copies.open_copy import is_backup, open_copy
from pyworkstation.storage.copies.upkeep import Step
from pyworkstation.storage.database import ROW_GROUP_ROWS
from pyworkstation.storage.durable import make_durable, sync_folder
from pyworkstation.storage.failures import world_failures
from pyworkstation.storage.interrupted import interrupted
from pyworkstation.storage.one_writer import one_writer
from pyworkstation.storage.watched import watched

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.asker import Asker
    from pyworkstation.storage.copies.contents import Part
    from pyworkstation.storage.database import Store

_FRESH = ".new"
_TICK_TABLES = ("plain_ticks", "odd_ticks")


class BackedUp(NamedTuple):
    """What is in a backup."""

    symbols: int
    ticks: int
    size: int


def write_backup(
    store: Store, path: Path, asker: Asker, *, force: bool = False
) -> Generator[Step, None, BackedUp]:
    """Write the database as it is at this moment to `path`, whole or not at all.

    Raises:
        InputError: when something is at `path`; with `force`, when it is something else than a backup.
        EnvironmentFailure: when the disk fails, what was written reads otherwise, or another process writes that file.
        AskerGoneError: when the asker left; nothing is left behind.
    """
    check_backup_place(store, path, force=force)
    lock_file = path.with_name(f".{path.name}{_FRESH}.lock")
    with one_writer(path, lock_file=lock_file, does="backs up", take="another file"):
        return (yield from _written(store, path, asker))


def _written(store: Store, path: Path, asker: Asker) -> Generator[Step, None, BackedUp]:
    fresh = path.with_name(f".{path.name}{_FRESH}")
    try:
        with world_failures(path.parent):
            parts = yield from _copy(store, fresh, asker)
            yield from _read_back(fresh, parts, asker)
        if asker.gone:  # A small copy can be done between two interrupts.
            raise AskerGoneError
        make_durable(fresh)
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            left.unlink(missing_ok=True)
    ticks = [part for part in parts if part.symbol]
    return BackedUp(
        len({part.symbol for part in ticks}), sum(part.rows for part in ticks), path.stat().st_size
    )


def check_backup_place(store: Store, path: Path, *, force: bool) -> None:
    """Nothing but a backup may be replaced by one, and that only by `force`. Raises InputError, and makes the home's folder of backups."""
    if path.parent == store.home.backups:
        store.home.backups.mkdir(mode=0o700, exist_ok=True)
        for killed in store.home.backups.glob(f".*{_FRESH}*"):
            killed.unlink()
    if not path.parent.is_dir():
        raise InputError(expected="a folder to write to", found="none", where=str(path.parent))
    if not (path.exists() or path.is_symlink()):
        return
    if not (path.is_file() and is_backup(path)):
        raise InputError(
            expected="a new file, or a backup to replace",
            found="something else",
            where=str(path),
            mend="name another file",
        )
    if not force:
        raise InputError(
            expected="a new file",
            found="a backup",
            where=str(path),
            mend="--force puts the new one in its place; without FILE each backup has a name of its own",
        )


def _copy(store: Store, fresh: Path, asker: Asker) -> Generator[Step, None, list[Part]]:
    """All in one transaction: what is stored meanwhile is not in it, and waits for nothing."""
    database = f"backup_{uuid.uuid4().hex}"
    with store.cursor() as cursor, _asked(cursor, asker), _attached(cursor, fresh, database):
        cursor.execute("BEGIN TRANSACTION")
        try:
            total = ticks_total(cursor)
            parts = yield from _counted(cursor, "counting", total)
            cursor.execute(f"COPY FROM DATABASE market TO {database} (SCHEMA)")
            for table in small_tables(cursor):
                cursor.execute(f'INSERT INTO {database}."{table}" FROM "{table}"')
            yield from _copy_ticks(cursor, database, total)
            write_manifest(cursor, database, parts)
            cursor.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
    return parts


def _copy_ticks(cursor: DuckDBPyConnection, database: str, total: int) -> Iterator[Step]:
    # Each table in one statement: in several, the ends of their row groups would be written again and again.
    done = 0
    for table in _TICK_TABLES:
        [(rows,)] = cursor.execute(f"SELECT count(*) FROM {table}").fetchall()
        with contextlib.closing(watched(cursor, f"INSERT INTO {database}.{table} FROM {table}")) as copying:
            for share in copying:
                yield Step("copying", done + int(share * rows), total)
        done += rows
        yield Step("copying", done, total)


def _read_back(fresh: Path, parts: list[Part], asker: Asker) -> Iterator[Step]:
    with open_copy(fresh) as cursor, _asked(cursor, asker):
        total = sum(part.rows for part in parts if part.symbol)
        found = yield from _counted(cursor, "reading back", total)
    wrong = differences(parts, found)
    if wrong:
        raise EnvironmentFailure(
            f"the backup reads otherwise than it was written: {wrong[0]}; try another disk"
        )


def _counted(cursor: DuckDBPyConnection, doing: str, total: int) -> Generator[Step, None, list[Part]]:
    parts: list[Part] = []
    done = 0
    for part in contents(cursor):
        parts.append(part)
        done += part.rows if part.symbol else 0
        yield Step(doing, done, total)
    return parts


@contextlib.contextmanager
def _attached(cursor: DuckDBPyConnection, path: Path, database: str) -> Iterator[None]:
    quoted = str(path).replace("'", "''")
    path.unlink(missing_ok=True)
    cursor.execute(f"ATTACH '{quoted}' AS {database} (TYPE duckdb, ROW_GROUP_SIZE {ROW_GROUP_ROWS})")
    try:
        yield
    except BaseException:
        with contextlib.suppress(duckdb.Error):
            cursor.execute(f"DETACH {database}")
        raise
    cursor.execute(f"DETACH {database}")


@contextlib.contextmanager
def _asked(cursor: DuckDBPyConnection, asker: Asker) -> Iterator[None]:
    with interrupted(cursor, asker):
        try:
            yield
        except duckdb.InterruptException:
            raise AskerGoneError from None
