"""The rows of files that were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.imports.reading import Reject


def store_rejects(cursor: DuckDBPyConnection, rejects: Sequence[tuple[int, Reject]]) -> None:
    """Store rows that were left out, each with the number of its import."""
    if rejects:
        ids, rows = zip(*rejects, strict=True)
        line, kind, raw, reason = zip(*rows, strict=True)
        lists = {"import_id": ids, "line": line, "kind": kind, "raw": raw, "reason": reason}
        cursor.execute(statement("store_rejects"), {name: list(values) for name, values in lists.items()})


def forget_rejects(cursor: DuckDBPyConnection, import_ids: Sequence[int]) -> None:
    """Remove those of these imports."""
    wanted = {"ids": list(import_ids)}
    cursor.execute("DELETE FROM reject_store WHERE list_contains($ids, import_id)", wanted)
