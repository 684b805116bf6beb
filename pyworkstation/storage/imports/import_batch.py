"""One batch of an import: its ticks, and the rows of the journal that commit with them."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.imports.import_journal import FileProgress, journal_finished, journal_unfinished
from pyworkstation.storage.imports.put_aside import put_aside
from pyworkstation.storage.imports.reading import ReadFile, Reject, Stored
from pyworkstation.storage.imports.rejects import forget_rejects, store_rejects
from pyworkstation.storage.ticks.tick_writer import (
    count_hours,
    insert_ticks,
    missing_ticks,
    overlaps,
    ticks_by_import,
    write_all,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.imports.put_aside import Stretch
    from pyworkstation.storage.ticks.packed_ticks import PackedTicks

    Written = Future[list["FinishedFile"]]


class FinishedFile(NamedTuple):
    """A file that is in. `span` are the times of its first and its last tick; None where it has none."""

    file: ReadFile
    stored: Stored
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Ticks in time order, of `finished` files and of one that goes on in the next batch.

    `before` are the last ticks of the batch before, where they are of the file and the microsecond that begin this one.
    `replaced` is the time of which stored ticks make way.
    """

    ticks: PackedTicks
    before: PackedTicks
    finished: Sequence[FileProgress]
    unfinished: FileProgress | None
    rejects: Sequence[tuple[int, Reject]]
    replaced: Sequence[Stretch] = ()


class _MayBeStoredError(Exception):
    """Rolls a batch back that is to be merged with what is stored."""


class BatchWriter:
    """Writes the batches of one import, each by itself on any thread; they are committed one after the other."""

    def __init__(self, store: Store, instrument_id: int) -> None:
        self._store = store
        self._instrument_id = instrument_id
        # What follows belongs to the batch whose turn it is.
        self._new: Counter[int] = Counter()
        self._replaced: Counter[int] = Counter()
        self._merged = False

    def resume(self, progress: FileProgress) -> None:
        """The next batch goes on with this file."""
        self._new[progress.id] = progress.ticks_new
        # The file is read from its beginning again, and with it come the rows that are left out.
        with self._store.transaction() as cursor:
            forget_rejects(cursor, [progress.id])
        # Nobody remembers whether the batch before was merged with the ticks of other files.
        self._merged = True

    def write(self, batch: Batch, before: Written | None) -> list[FinishedFile]:
        """Store the batch after the one `before`, whole or not at all; the files that are in with it.

        What takes long is done while that one may be under way still. Raises what that one raised.
        """
        finished = self._write_ahead(batch, before)
        if finished is None:
            finished = self._write_in_turn(batch, before)
        return [FinishedFile(progress.file, self._stored(progress), _span(progress)) for progress in finished]

    def _write_ahead(self, batch: Batch, before: Written | None) -> list[FileProgress] | None:
        """None where ticks of its time may be stored: then nothing was done."""
        # Where ticks were merged just now, more are to come.
        if batch.replaced or self._merged or not batch.ticks.rows:
            return None
        fresh = batch.ticks.contents()
        with suppress(_MayBeStoredError), ExitStack() as turn, self._store.transaction() as cursor:
            self._require_new(cursor, batch)
            insert_ticks(cursor, self._instrument_id, fresh)
            _await(before)
            turn.enter_context(self._store.turn)
            # This transaction does not see what others have stored since it began.
            with self._store.cursor() as now:
                self._require_new(now, batch)
            count_hours(cursor, self._instrument_id, fresh)
            self._merged = False
            self._new.update(ticks_by_import(fresh))
            return self._journal(cursor, batch)
        return None

    def _write_in_turn(self, batch: Batch, before: Written | None) -> list[FileProgress]:
        _await(before)
        with self._store.writing() as cursor:
            for stretch in batch.replaced:
                self._replaced[stretch.import_id] += put_aside(cursor, self._instrument_id, stretch)
            if batch.ticks.rows:
                self._write_ticks(cursor, batch)
            return self._journal(cursor, batch)

    def _write_ticks(self, cursor: DuckDBPyConnection, batch: Batch) -> None:
        self._merged = self._may_be_stored(cursor, batch)
        fresh = (
            missing_ticks(cursor, self._instrument_id, batch.ticks, batch.before)
            if self._merged
            else batch.ticks.contents()
        )
        write_all(cursor, self._instrument_id, fresh)
        self._new.update(ticks_by_import(fresh))

    def _journal(self, cursor: DuckDBPyConnection, batch: Batch) -> list[FileProgress]:
        """Write what the batch holds of its files; those that are in with it."""
        store_rejects(cursor, batch.rejects)
        finished = [self._counted(progress) for progress in batch.finished]
        journal_finished(cursor, self._instrument_id, finished)
        if batch.unfinished is not None and batch.unfinished.ticks_read:
            journal_unfinished(cursor, self._instrument_id, self._counted(batch.unfinished))
        return finished

    def _require_new(self, cursor: DuckDBPyConnection, batch: Batch) -> None:
        if self._may_be_stored(cursor, batch):
            raise _MayBeStoredError

    def _may_be_stored(self, cursor: DuckDBPyConnection, batch: Batch) -> bool:
        first_us, last_us = batch.ticks.mark.first_us, batch.ticks.mark.last_us
        if batch.before.rows:
            if self._merged:
                return True
            # The batch before found no other import's ticks of this microsecond; its own are there.
            first_us += 1
        return overlaps(cursor, self._instrument_id, first_us=first_us, last_us=last_us)

    def _counted(self, progress: FileProgress) -> FileProgress:
        return replace(progress, ticks_new=self._new[progress.id])

    def _stored(self, progress: FileProgress) -> Stored:
        return Stored(
            progress.ticks_read,
            progress.ticks_new,
            progress.rejected,
            progress.findings,
            self._replaced[progress.id],
        )


def _await(before: Written | None) -> None:
    if before is not None:
        before.result()


def _span(progress: FileProgress) -> tuple[int, int] | None:
    first_us, last_us = progress.first_us, progress.last_us
    return None if first_us is None or last_us is None else (first_us, last_us)
