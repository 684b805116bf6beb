"""Takes an import out of the store again, in one transaction: its ticks, its rejects, and what the hours count.

A tick that another import has too stays, and is that one's from now on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.imports.import_journal import forget_unfinished
from pyworkstation.storage.imports.rejects import forget_rejects
from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.hour_counts import recount_hours

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.ticks.hour_counts import recount_hours
from pyworkstation.storage.imports.import_journal import FileProgress

_REPLACED = "replaced_ticks"
_JOURNALS = ("imports", "import_progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneRun:
    """What became of the ticks of an import.

    `removed` are gone, `kept` stay as ticks of other imports, `restored` had been replaced by it and are back.
    `incomplete` are (number, path) of imports that may have lost ticks with it, because an old journal does not tell.
    """

    run_id: int
    symbol: str
    files: int
    removed: int = 0
    kept: int = 0
    restored: int = 0
    incomplete: Sequence[tuple[int, str]] = ()
    undone_before: datetime | None = None


class _Run(NamedTuple):
    """The files of one import."""

    ids: list[int]
    instrument_id: int
    symbol: str
    first_us: int | None
    last_us: int | None
    undone_at: datetime | None


def undo_unfinished(store: Store, instrument_id: int, progress: FileProgress) -> None:
    """Leave nothing of a file that was not imported to its end."""
    run = _Run([progress.id], instrument_id, "", progress.first_us, progress.last_us, None)
    with store.writing() as cursor:
        _take_out(cursor, run)
        forget_unfinished(cursor, run.ids)


def undo_run(store: Store, run_id: int, *, dry_run: bool = False) -> UndoneRun:
    """Take out the import of this number; once more changes nothing. A dry run tells, and leaves all as it was.

    Raises:
        InputError: when there is no such import, or another has put ticks where this one had replaced some.
    """
    try:
        with store.writing() as cursor:
            run = _find(cursor, run_id)
            if run.undone_at is not None:
                return UndoneRun(
                    run_id=run_id, symbol=run.symbol, files=len(run.ids), undone_before=run.undone_at
                )
            _refuse_later(cursor, run_id, run)
            removed, kept, restored = _take_out(cursor, run)
            lost = cursor.execute(statement("mark_incomplete"), _span(run) | {"ids": run.ids}).fetchall()
            cursor.execute(statement("journal_undone"), {"ids": run.ids})
            cursor.execute(statement("mark_undone"), {"ids": run.ids})
            forget_unfinished(cursor, run.ids)
            undone = UndoneRun(
                run_id=run_id, symbol=run.symbol, files=len(run.ids),
                removed=removed, kept=kept, restored=restored, incomplete=lost,
            )  # fmt: skip
            if dry_run:
                raise _OnlyToldError(undone)
    except _OnlyToldError as told:
        return told.undone
    return undone


class _OnlyToldError(Exception):
    """Rolls a dry run back."""

    def __init__(self, undone: UndoneRun) -> None:
        super().__init__(undone)
        self.undone = undone


def _find(cursor: DuckDBPyConnection, run_id: int) -> _Run:
    rows = cursor.execute(statement("find_run"), {"run_id": run_id}).fetchall()
    if not rows:
        raise InputError(
            expected="the number of an import",
            found=str(run_id),
            where="undo",
            mend="`pyworkstation imports` lists them",
        )
    ids, instruments, symbols, firsts, lasts, undone = zip(*rows, strict=True)
    return _Run(
        list(ids),
        instruments[0],
        symbols[0],
        min((first for first in firsts if first is not None), default=None),
        max((last for last in lasts if last is not None), default=None),
        max(undone) if all(undone) else None,
    )


def _span(run: _Run) -> dict[str, int | None]:
    return {"instrument_id": run.instrument_id, "first_us": run.first_us, "last_us": run.last_us}


def _refuse_later(cursor: DuckDBPyConnection, run_id: int, run: _Run) -> None:
    later = cursor.execute(statement("find_later_in_replaced"), _span(run) | {"ids": run.ids}).fetchone()
    if later is not None:
        raise InputError(
            expected="nothing imported since into the time in which ticks were replaced",
            found=f"import {later[0]}",
            where=f"undo {run_id}",
            mend=f"undo that one first: pyworkstation undo {later[0]}",
        )


def _take_out(cursor: DuckDBPyConnection, run: _Run) -> tuple[int, int, int]:
    """How many ticks went, how many others kept, and how many are back."""
    instrument: dict[str, object] = {"instrument_id": run.instrument_id}
    ids: dict[str, object] = {"ids": run.ids}
    cursor.execute(statement("find_heirs"), ids)
    kept = _changed(cursor, statement("pass_on_plain"), instrument)
    kept += _changed(cursor, statement("pass_on_odd").format(table="odd_ticks"), instrument)
    _changed(cursor, statement("pass_on_odd").format(table=_REPLACED), instrument)
    for journal in _JOURNALS:
        cursor.execute(statement("count_heirs").format(table=journal))
    cursor.execute(statement("pass_on_shares"))
    cursor.execute(statement("forget_shares"), ids)
    removed = sum(
        _changed(cursor, statement("delete_import_ticks").format(table=table), instrument | ids)
        for table in ("plain_ticks", "odd_ticks")
    )
    _changed(cursor, statement("delete_import_ticks").format(table=_REPLACED), instrument | ids)
    restored = sum(_changed(cursor, statement(f"bring_back_{kind}"), ids) for kind in ("plain", "odd"))
    cursor.execute("DELETE FROM replaced_ticks WHERE list_contains($ids, replaced_by)", ids)
    _recount(cursor, run)
    forget_rejects(cursor, run.ids)
    return removed, kept, restored


def _changed(cursor: DuckDBPyConnection, sql: str, wanted: dict[str, object]) -> int:
    row = cursor.execute(sql, wanted).fetchone()
    return int(row[0]) if row else 0


def _recount(cursor: DuckDBPyConnection, run: _Run) -> None:
    if run.first_us is not None and run.last_us is not None:
        recount_hours(cursor, run.instrument_id, first_us=run.first_us, last_us=run.last_us)
