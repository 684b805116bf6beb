"""Opens the database of a home, once per process, and hands out cursors: one for each use, so threads share nothing."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Self

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.storage.attachment import Attachment
from pyworkstation.storage.closed_duckdb import connect_in_memory
from pyworkstation.storage.copies.newest_backup import restore_advice
from pyworkstation.storage.copies.restore import finish_restore
from pyworkstation.storage.failures import first_line, is_damage, world_failures
from pyworkstation.storage.freed_memory import keep_freed_memory
from pyworkstation.storage.home_lock import hold_home
from pyworkstation.storage.instruments import load_instruments, sync_instruments
from pyworkstation.storage.migrate import bring_up_to_date
from pyworkstation.storage.wal import check_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from duckdb import DuckDBPyConnection
    from filelock import BaseFileLock

    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.closed_duckdb import Config

log = logging.getLogger(__name__)

ROW_GROUP_ROWS = 1_048_576
"""Real ticks take 5.9 bytes each in row groups of this size, 7.2 in DuckDB's default of 122,880."""


_PACKING_TASKS = 100
"""DuckDB's own default."""


class Store:
    """The open database. Every method may be called from any thread."""

    def __init__(
        self, home: Home, settings: Settings, connection: DuckDBPyConnection, lock: BaseFileLock
    ) -> None:
        self.home = home
        self.import_batch_ticks = settings.import_batch_ticks
        self.query_limit_s = settings.query_limit_s
        self._attachment = Attachment(connection, lambda: _connect(home, settings))
        self._lock = lock
        self.turn = threading.Lock()
        """Held by whoever commits ticks, from the last look at what is stored on."""
        self.writing_cells = threading.Lock()

    @contextlib.contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """A connection of its own to the same database. Raises EnvironmentFailure when disk or memory fail."""
        with world_failures(self.home.path), self._attachment.cursor() as cursor:
            yield cursor

    @contextlib.contextmanager
    def transaction(self) -> Iterator[DuckDBPyConnection]:
        """A cursor whose work is kept when the block ends well, and leaves nothing otherwise."""
        with self.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield cursor
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    @contextlib.contextmanager
    def writing(self) -> Iterator[DuckDBPyConnection]:
        """A transaction on ticks, after the one before: two at a time would count the same hours, and one would fail."""
        with self.turn, self.transaction() as cursor:
            yield cursor

    def checkpoint(self, *, packs: bool = True) -> None:
        """Bring the write-ahead log into the database file, so that the next start has nothing to replay.

        Where it `packs`, half-filled row groups are joined, and the room of deleted rows is given back.
        Somebody else's transaction may stand in the way, or a full disk; then a later checkpoint does it.
        """
        try:
            with self.cursor() as cursor, contextlib.suppress(duckdb.TransactionException):
                cursor.execute(f"SET GLOBAL max_vacuum_tasks = {_PACKING_TASKS if packs else 0}")
                try:
                    cursor.execute("CHECKPOINT market")
                finally:
                    cursor.execute("SET GLOBAL max_vacuum_tasks = 0")
        except EnvironmentFailure as failure:
            log.warning("what was stored stays in the write-ahead log for now: %s", failure)

    def close(self) -> None:
        """Write everything into the one file, and let go of it and of the home."""
        try:
            with world_failures(self.home.path):
                self._attachment.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(home: Home, settings: Settings) -> Store:
    """Open (or make) the database of `home`, bring its schema up to date and take in the instruments.

    Raises:
        EnvironmentFailure: another process owns the home (its id is named), or the disk fails.
        InputError: the file is no database of ours, or of a newer pyworkstation; it is left as it was.
    """
    keep_freed_memory()
    lock = hold_home(home)
    try:
        finish_restore(home)
        with world_failures(home.path):
            return Store(home, settings, _open(home, settings), lock)
    except BaseException:
        lock.release()
        raise


def _open(home: Home, settings: Settings) -> DuckDBPyConnection:
    connection = _connect(home, settings)
    try:
        connection.execute("USE market")
        bring_up_to_date(connection, home.database, reattach=lambda: _attach(connection, home))
        sync_instruments(connection, load_instruments(home))
        connection.execute("USE memory")
    except BaseException as error:
        connection.close()
        if isinstance(error, duckdb.Error) and is_damage(error):
            raise _not_ours(home, first_line(error)) from None
        raise
    return connection


def _connect(home: Home, settings: Settings) -> DuckDBPyConnection:
    connection = connect_in_memory(_config(home, settings))
    try:
        _attach(connection, home)
        connection.execute("USE memory")
    except BaseException:
        connection.close()
        raise
    return connection


def _config(home: Home, settings: Settings) -> Config:
    return {
        "memory_limit": f"{settings.database_memory_mb}MB",
        "threads": settings.database_threads,
        "temp_directory": str(home.spill),
        # Ticks lie on disk in the order they came; that is what makes a day of a hundred million quick to find.
        "preserve_insertion_order": True,
        # Each checkpoint writes the last, unfilled row group anew: with DuckDB's 16 MB, importing many small files takes
        # half as long again and leaves a third of the file unused.
        "checkpoint_threshold": "128MB",
        # Joining row groups writes a table that had a row deleted anew, and a cached bar that is replaced is one: of
        # gigabytes of them. `Store.checkpoint` lets it be done when ticks want it.
        "max_vacuum_tasks": 0,
    }


def _attach(connection: DuckDBPyConnection, home: Home) -> None:
    path = home.database
    check_log(home)
    quoted = str(path).replace("'", "''")
    is_new = not path.exists()
    try:
        connection.execute(f"ATTACH '{quoted}' AS market (TYPE duckdb, ROW_GROUP_SIZE {ROW_GROUP_ROWS})")
    except duckdb.Error as error:
        if is_new:  # A full disk leaves a file with nothing in it, which would be refused from then on.
            path.unlink(missing_ok=True)
        if isinstance(error, duckdb.IOException) and not _is_no_database(error):
            raise
        raise _not_ours(home, first_line(error)) from None
    connection.execute("USE market")


def _is_no_database(error: duckdb.IOException) -> bool:
    return any(
        words in str(error)
        for words in (
            "not a valid DuckDB",
            "checksum",
            "newer version",
            "version number",
            "Could not read enough bytes",
        )
    )


def _not_ours(home: Home, found: str) -> InputError:
    return InputError(
        expected="a whole database of pyworkstation",
        found=found,
        where=str(home.database),
        mend=f"nothing was changed; {restore_advice(home)}",
    )
