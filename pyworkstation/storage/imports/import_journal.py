"""The journal of imports: a row for each file that is in, and one for a file whose last batch is still to come."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from pyworkstation.storage.imports.reading import ReadFile, Reading
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store


@dataclass(slots=True, kw_only=True)
class FileProgress:
    """A file under import: what was read of it, and how much of that was new.

    `saved_ticks` of it, up to `saved_to_us`, are in the store for good; they are known there as those of import `id`. `run_id` is the id of
    the first file that came with it. It `replaces` what is stored of its time, or else is merged with that.
    """

    id: int
    run_id: int
    file: ReadFile
    replaces: bool = False
    ticks_read: int = 0
    ticks_new: int = 0
    rejected: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    first_us: int | None = None
    last_us: int | None = None
    saved_ticks: int = 0
    saved_to_us: int | None = None

    def row(self) -> dict[str, object]:
        """As the journal has it: of an unfinished file perhaps without the hash. Then nobody can tell that it is the same
        file when it comes again, and it is imported anew.
        """
        reading, unpacked = self.file.reading_so_far, self.file.unpacked_sha256
        return {
            "id": self.id,
            "run_id": self.run_id,
            "path": self.file.path,
            "size": self.file.size,
            "sha256": reading.sha256,
            "unpacked_sha256": unpacked.result() if unpacked and unpacked.done() else None,
            "dialect": reading.dialect,
            "volume_unit": reading.volume_unit,
            "time_zone": reading.time_zone,
            "hour_us": reading.hour_us,
            "options": reading.options,
            "replaces": self.replaces,
            "ticks_read": self.ticks_read,
            "ticks_new": self.ticks_new,
            "rejected": self.rejected,
            "findings": "; ".join(f"{kind}={count}" for kind, count in sorted(self.findings.items())),
            "first_us": self.first_us,
            "last_us": self.last_us,
        }


def next_import_id(store: Store) -> int:
    """A number that no import has."""
    with store.cursor() as cursor:
        [(number,)] = cursor.execute(statement("next_import_id")).fetchall()
    return int(number)


def unfinished_imports(store: Store, instrument_id: int) -> list[FileProgress]:
    """Files of which some batches are stored: one at most, unless a database was put together by hand."""
    with store.cursor() as cursor:
        cursor.execute(statement("find_unfinished"), {"instrument_id": instrument_id})
        names = [column[0] for column in cursor.description or []]
        return [_progress(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _progress(row: dict[str, Any]) -> FileProgress:
    reading = Reading(**{part.name: row[part.name] for part in fields(Reading)})
    return FileProgress(
        id=row["id"],
        run_id=row["run_id"],
        file=ReadFile(row["path"], row["size"], reading),
        replaces=row["replaces"],
        ticks_read=row["ticks_read"],
        ticks_new=row["ticks_new"],
        first_us=row["first_us"],
        last_us=row["last_us"],
        saved_ticks=row["ticks_read"],
        saved_to_us=row["last_us"],
    )


def journal_finished(
    cursor: DuckDBPyConnection, instrument_id: int, finished: Sequence[FileProgress]
) -> None:
    """Write that these files are in, whole."""
    if finished:
        _write(cursor, "journal_imports", instrument_id, finished)


def journal_unfinished(cursor: DuckDBPyConnection, instrument_id: int, progress: FileProgress) -> None:
    """Write how much of this file is in. What was written before stays: a batch beside this one may be writing too."""
    _write(cursor, "journal_unfinished", instrument_id, [progress])


def forget_unfinished(cursor: DuckDBPyConnection, ids: Sequence[int]) -> None:
    """Remove the rows of these imports."""
    cursor.execute("DELETE FROM import_progress WHERE list_contains($ids, id)", {"ids": list(ids)})


def forget_old_progress(store: Store) -> None:
    """Remove the rows that no longer count."""
    with store.writing() as cursor:
        cursor.execute(statement("forget_old_progress"))


def _write(cursor: DuckDBPyConnection, name: str, instrument_id: int, files: Sequence[FileProgress]) -> None:
    rows = [progress.row() for progress in files]
    lists = {column: [row[column] for row in rows] for column in rows[0]}
    sql = f"WITH journal_rows AS ({statement('journal_rows')}) {statement(name)}"
    cursor.execute(sql, lists | {"instrument_id": instrument_id})
