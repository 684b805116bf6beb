"""Stores the ticks of one file after another, in batches; each commits together with the journal's rows of its files.

A file whose import stops half-way, for whatever reason, is gone on with when it comes again as it was. It is undone when
it turns out to be bad, or when another file of the symbol comes first: that one leaves out the ticks that are stored,
and would lack them if they were undone later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.storage.import_journal import (
    FileProgress,
    journal_finished,
    journal_unfinished,
    next_import_id,
    unfinished_imports,
)
from pyworkstation.storage.packed_ticks import PackedTicks
from pyworkstation.storage.reading import ReadFile, Reading, Stored, known_readings
from pyworkstation.storage.same_instant import SameInstant
from pyworkstation.storage.tick_writer import missing_ticks, overlaps, write_all
from pyworkstation.storage.undo_import import undo_import

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.packed_ticks import TickTable
    from pyworkstation.storage.tick_writer import Columns


class FinishedFile(NamedTuple):
    """A file that is in."""

    file: ReadFile
    stored: Stored


class FileImporter:
    """Takes files of one instrument: `start`, any number of `add`, then `finish` or `abandon`; `commit` in the end."""

    def __init__(self, store: Store, instrument_id: int, *, batch_ticks: int) -> None:
        """DuckDB writes row groups of 1,048,576 straight to their place; others it rewrites at the next checkpoint."""
        self._store = store
        self._instrument_id = instrument_id
        self._known = known_readings(store, instrument_id)
        self._next_id = next_import_id(store)
        self._batch = PackedTicks(batch_ticks)
        self._batch_last_us: int | None = None
        self._finished: list[FileProgress] = []
        self._file: FileProgress | None = None
        self._file_begins = 0
        self._skip = 0
        self._instant = SameInstant()
        self._before = PackedTicks(0)
        self._merged = False
        self._unfinished_settled = False

    def ticks_read_before(self, reading: Reading) -> int | None:
        """How many ticks were read from this very content; None where it never was."""
        return self._known.get(reading)

    def is_known(self, reading: Reading) -> bool:
        """Whether this very content was read before. Any thread may ask."""
        return reading in self._known

    def start(self, file: ReadFile) -> int:
        """Take up a file; how many of its ticks are stored already, by a run that stopped. They are to be added too."""
        resumed = None if self._unfinished_settled else self._settle_unfinished(file)
        self._unfinished_settled = True
        self._file = resumed or FileProgress(id=self._next_id, file=file)
        self._next_id += resumed is None
        self._file_begins = self._batch.rows
        self._skip = self._file.saved_ticks
        self._instant, self._before = SameInstant(), PackedTicks(0)
        # Nobody remembers whether the batch before was merged with the ticks of other files.
        self._merged = resumed is not None
        return self._skip

    def add(self, ticks: TickTable) -> list[FinishedFile]:
        """Take the next ticks of the file, in time order; what became of files whose last batch that completed."""
        start = min(self._skip, len(ticks))
        if start:
            self._skip -= start
            self._instant.number(ticks, slice(0, start))
        if start == len(ticks):
            return []
        done = self._make_way_for(ticks, start)
        while start < len(ticks):
            if not self._batch.room:
                done += self.commit()
            stop = min(len(ticks), start + self._batch.room)
            self._put(ticks, slice(start, stop))
            start = stop
        return done

    def finish(self) -> list[FinishedFile]:
        """The file is whole. It is stored with its last batch, which may hold the next files too."""
        progress = self._current()
        self._finished.append(progress)
        self._known[progress.file.reading] = progress.ticks_read
        self._file = None
        return self.commit() if progress.saved_ticks else []

    def abandon(self) -> list[FinishedFile]:
        """The file turned out to be bad: leave nothing of it. What became of the files before it."""
        progress = self._current()
        self._batch.keep(self._file_begins)
        self._file = None
        done = self.commit()
        if progress.saved_ticks:
            undo_import(self._store, self._instrument_id, progress)
        return done

    def commit(self) -> list[FinishedFile]:
        """Store what was taken so far."""
        if self._batch.rows or self._finished:
            with self._store.transaction() as cursor:
                if self._batch.rows:
                    self._write(cursor)
                journal_finished(cursor, self._instrument_id, self._finished)
                if self._file is not None and self._file.ticks_read:
                    journal_unfinished(cursor, self._instrument_id, self._file)
        return self._committed()

    def _settle_unfinished(self, file: ReadFile) -> FileProgress | None:
        """Undo what another import left unfinished; the progress of this file where it is the one."""
        found = None
        for progress in unfinished_imports(self._store, self._instrument_id):
            if progress.file.reading == file.reading:
                found = progress
            else:
                undo_import(self._store, self._instrument_id, progress)
        return found

    def _make_way_for(self, ticks: TickTable, start: int) -> list[FinishedFile]:
        """A batch holds files only that follow each other in time."""
        is_first = self._batch.rows == self._file_begins
        if is_first and self._batch_last_us is not None and ticks.ts_us[start] <= self._batch_last_us:
            return self.commit()
        return []

    def _put(self, ticks: TickTable, rows: slice) -> None:
        progress = self._current()
        if not self._batch.rows:
            self._before = _packed(self._instant, ticks.ts_us[rows], progress.id)
        seq = self._instant.number(ticks, rows)
        self._batch.put(ticks, rows, import_id=progress.id, seq=seq)
        progress.ticks_read += len(seq)
        if progress.first_us is None:
            progress.first_us = int(ticks.ts_us[rows.start])
        progress.last_us = self._batch_last_us = int(ticks.ts_us[rows.stop - 1])

    def _write(self, cursor: DuckDBPyConnection) -> None:
        fresh: Columns = self._batch.columns()
        first_id = int(fresh["import_id"][0])
        self._merged = self._may_be_stored(cursor)
        if self._merged:
            fresh = missing_ticks(cursor, self._instrument_id, self._batch, self._before, first_id=first_id)
        if len(fresh["import_id"]):
            write_all(cursor, self._instrument_id, fresh)
        new_by_id = dict(zip(*np.unique_counts(fresh["import_id"]), strict=True))
        for progress in self._taken():
            progress.ticks_new += int(new_by_id.get(progress.id, 0))

    def _may_be_stored(self, cursor: DuckDBPyConnection) -> bool:
        first_us, last_us = self._batch.first_us(), self._batch.last_us()
        if self._before.rows:
            if self._merged:
                return True
            # The batch before found no other import's ticks of this microsecond; its own are there.
            first_us += 1
        return overlaps(cursor, self._instrument_id, first_us=first_us, last_us=last_us)

    def _committed(self) -> list[FinishedFile]:
        done = [
            FinishedFile(progress.file, Stored(progress.ticks_read, progress.ticks_new))
            for progress in self._finished
        ]
        if self._file is not None:
            self._file.saved_ticks = self._file.ticks_read
        self._finished = []
        self._batch.keep(0)
        self._batch_last_us = None
        self._file_begins = 0
        return done

    def _taken(self) -> list[FileProgress]:
        return self._finished if self._file is None else [*self._finished, self._file]

    def _current(self) -> FileProgress:
        assert self._file is not None, "start() comes first"
        return self._file


def _packed(instant: SameInstant, ts_us: NDArray[np.int64], import_id: int) -> PackedTicks:
    """The ticks just before these, where they are of the same microsecond."""
    if not instant.continued_by(ts_us):
        return PackedTicks(0)
    rows = len(instant.ticks)
    packed = PackedTicks(rows)
    packed.put(instant.ticks, slice(0, rows), import_id=import_id, seq=np.arange(rows, dtype=np.int32))
    return packed
