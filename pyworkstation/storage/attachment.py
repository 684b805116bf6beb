"""The database file as DuckDB has it open: cursors on it, and opening it anew after a failed checkpoint.

A checkpoint that fails, as it does on a full disk, makes DuckDB refuse everything until the file is opened again; nothing
that was committed is lost by it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.failures import is_invalidated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

_PATIENCE_S = 5.0
"""For others to let go of an invalidated database: none of them can go on either."""


class Attachment:
    """Thread-safe. `connect` opens the file, as `market` of a DuckDB of its own."""

    def __init__(self, connection: DuckDBPyConnection, connect: Callable[[], DuckDBPyConnection]) -> None:
        self._connection = connection
        self._connect = connect
        self._in_use = 0
        self._invalidated = False
        self._let_go = threading.Condition()

    @contextlib.contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """A connection of its own. Raises EnvironmentFailure when the file cannot be opened anew."""
        cursor = self._take()
        try:
            cursor.execute("USE market")
            yield cursor
        except duckdb.Error as error:
            self._invalidated = self._invalidated or is_invalidated(error)
            raise
        finally:
            self._give_back(cursor)

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        self._connection.close()

    def _take(self) -> DuckDBPyConnection:
        with self._let_go:
            while self._invalidated:
                self._open_anew()
            cursor = self._connection.cursor()
            self._in_use += 1
        return cursor

    def _give_back(self, cursor: DuckDBPyConnection) -> None:
        with self._let_go:
            cursor.close()
            self._in_use -= 1
            self._let_go.notify_all()

    def _open_anew(self) -> None:
        # The file can be opened once only, and what is in use still holds it.
        if not self._let_go.wait_for(lambda: self._in_use == 0 or not self._invalidated, _PATIENCE_S):
            raise EnvironmentFailure(
                "the database must be opened anew after a failed checkpoint, and is still in use; try again"
            )
        if not self._invalidated:  # Another thread was faster.
            return
        with contextlib.suppress(duckdb.Error):
            self._connection.close()
        self._connection = self._connect()
        self._invalidated = False
        self._let_go.notify_all()
        log.warning("the database was opened anew after a failed checkpoint")
