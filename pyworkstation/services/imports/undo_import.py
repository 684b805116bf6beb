"""Answers `undo_import`."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import UndoDone, UndoImport
from pyworkstation.storage.imports.undo_import import undo_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.storage.database import Store


def undo_import(request: UndoImport, store: Store) -> Iterator[UndoDone]:
    """Take an import out again, and tell what became of its ticks.

    Raises:
        InputError: when there is no such import, or a later one must be undone first.
    """
    undone = undo_run(store, request.id, dry_run=request.dry_run)
    if not request.dry_run:
        store.checkpoint()
    before = undone.undone_before
    yield UndoDone(
        id=undone.run_id,
        symbol=undone.symbol,
        files=undone.files,
        removed=undone.removed,
        kept=undone.kept,
        restored=undone.restored,
        incomplete=[path for _, path in undone.incomplete],
        undone_us=None if before is None else int(before.replace(tzinfo=UTC).timestamp()) * 1_000_000,
    )
