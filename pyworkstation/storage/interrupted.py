"""Stops what a cursor runs when nobody waits for it any more."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.asker import Asker

_EVERY_S = 0.02


@contextmanager
def interrupted(cursor: DuckDBPyConnection, asker: Asker, *, limit_s: float | None = None) -> Iterator[None]:
    """Within the block, statements end with duckdb.InterruptException once the asker has left or the time is up."""
    wake, done = threading.Event(), threading.Event()

    def interrupt() -> None:
        wake.wait(limit_s)
        # Again and again: DuckDB forgets an interrupt that comes between two statements.
        while not done.wait(_EVERY_S):
            cursor.interrupt()

    thread = threading.Thread(target=interrupt, name="query-interrupt", daemon=True)
    thread.start()
    try:
        with asker.stops_when_gone(wake.set):
            yield
    finally:
        done.set()
        wake.set()
        thread.join()
