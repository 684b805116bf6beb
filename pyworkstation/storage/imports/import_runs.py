"""What was imported, command by command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store


class StoredRun(NamedTuple):
    """The files of one import command. `path` is the first; `ticks_held` are in the store as ticks of theirs."""

    id: int
    symbol: str
    imported_us: int
    path: str
    files: int
    dialects: list[str]
    volume_units: list[str]
    time_zones: list[str]
    options: list[str]
    ticks_read: int
    ticks_held: int
    rejected: int
    first_us: int | None
    last_us: int | None
    replaces: bool
    unfinished: bool
    incomplete: bool
    undone_us: int | None


class StoredPart(NamedTuple):
    """A file of which the first ticks are in, and the rest is not."""

    symbol: str
    path: str
    ticks: int


def import_runs(store: Store, symbol: str | None) -> list[StoredRun]:
    """Every import of a symbol, or of all, oldest first."""
    with store.cursor() as cursor:
        rows = cursor.execute(statement("list_imports"), {"symbol": symbol}).fetchall()
    return [StoredRun(*row) for row in rows]


def stored_parts(store: Store) -> list[StoredPart]:
    """The files that are in half, by symbol."""
    with store.cursor() as cursor:
        return [StoredPart(*row) for row in cursor.execute(statement("list_unfinished")).fetchall()]
