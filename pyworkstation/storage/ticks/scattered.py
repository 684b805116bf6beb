"""Whether ticks lie in many half-filled row groups, one from each small import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store

_MOST_HALF_FILLED = 8
"""Joining them writes the cache of bars anew as well, if a bar of it was ever replaced: not after every small import."""


def is_scattered(store: Store) -> bool:
    """Whether it is time to join row groups."""
    with store.cursor() as cursor:
        [(half_filled,)] = cursor.execute(statement("half_filled")).fetchall()
    return bool(half_filled > _MOST_HALF_FILLED)
