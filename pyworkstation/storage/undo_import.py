"""Takes the stored batches of an unfinished import out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.storage.import_journal import forget_unfinished
from pyworkstation.storage.rejects import forget_rejects
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store
    from pyworkstation.storage.import_journal import FileProgress

_HOUR_US = 3_600_000_000


def undo_import(store: Store, instrument_id: int, progress: FileProgress) -> None:
    """Leave nothing of it, in one transaction."""
    assert progress.first_us is not None  # it has ticks in the store
    assert progress.last_us is not None
    wanted = {"instrument_id": instrument_id, "import_id": progress.id}
    hours = {
        "instrument_id": instrument_id,
        "first_hour": progress.first_us // _HOUR_US,
        "last_hour": progress.last_us // _HOUR_US,
    }
    with store.transaction() as cursor:
        for table in ("plain", "odd"):
            cursor.execute(statement(f"delete_import_{table}_ticks"), wanted)
        cursor.execute(statement("delete_hours"), hours)
        cursor.execute(statement("recount_hours"), hours)
        forget_rejects(cursor, progress.id)
        forget_unfinished(cursor, [progress.id])
