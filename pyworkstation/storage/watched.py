"""Runs one long statement, and tells how much of it is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from duckdb import DuckDBPyConnection

_TELL_EVERY_S = 0.2
_STOP_EVERY_S = 0.02


def watched(cursor: DuckDBPyConnection, sql: str) -> Generator[float]:
    """A few times a second, how much is done, from 0 to 1. The statement is interrupted when the iterator is closed."""
    cursor.execute("SET enable_progress_bar = true")
    cursor.execute("SET enable_progress_bar_print = false")
    cursor.execute("SET progress_bar_time = 0")
    with ThreadPoolExecutor(1, "statement") as thread:
        running = thread.submit(cursor.execute, sql)
        try:
            while not wait([running], _TELL_EVERY_S).done:
                # Not known yet is -1.
                yield max(0.0, cursor.query_progress()) / 100
        finally:
            while not wait([running], _STOP_EVERY_S).done:
                cursor.interrupt()
    running.result()
