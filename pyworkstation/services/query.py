"""Answers `run_query`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import QueryPart, RunQuery
from pyworkstation.storage.query import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.asker import Asker
    from pyworkstation.storage.database import Store


def run_query(request: RunQuery, store: Store, asker: Asker) -> Iterator[QueryPart]:
    """Rows of a reading statement; at least one part, for its columns.

    Raises:
        InputError: when it is not one reading statement, or DuckDB refuses it.
        AskerGoneError: when nobody waits for them any more.
    """
    for columns, types, rows in read_rows(store, request.sql, asker):
        yield QueryPart(columns=columns, types=types, rows=rows)
