"""What the store holds, by symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store


class StoredSymbol(NamedTuple):
    """A symbol with stored ticks. `sources` names the files they came from, or counts them where they are many."""

    symbol: str
    digits: int
    volume_digits: int
    ticks: int
    first_us: int
    last_us: int
    sources: list[str]


def stored_symbols(store: Store) -> list[StoredSymbol]:
    """Every symbol that has ticks, in the order of the alphabet."""
    with store.cursor() as cursor:
        rows = cursor.execute(statement("stored_symbols")).fetchall()
    return [StoredSymbol(*row) for row in rows]
