"""Stores the ticks of one file after another, in batches; each commits together with the journal's rows of its files.

A file whose import stops half-way, for whatever reason, is gone on with when it comes again as it was. It is undone when
it turns out to be bad, or when another file of the symbol comes first: that one leaves out the ticks that are stored,
and would lack them if they were undone later.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from pyworkstation.storage.imports.import_batch import Batch, BatchWriter, FinishedFile
from pyworkstation.storage.imports.import_journal import (
    FileProgress,
    forget_old_progress,
    next_import_id,
    unfinished_imports,
)
from pyworkstation.storage.imports.put_aside import Stretch, ticks_between
from pyworkstation.storage.imports.reading import (
    KnownFile,
    ReadFile,
    Reading,
    Reject,
    known_readings,
    known_sizes,
)
from pyworkstation.storage.imports.undo_import import undo_unfinished
from pyworkstation.storage.ticks.packed_ticks import PackedTicks
from pyworkstation.storage.ticks.same_instant import SameInstant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.imports.import_batch import Written
    from pyworkstation.storage.ticks.packed_ticks import TickTable

_AT_ONCE = 2
"""Batches that are written: both cores have work then, while one of them waits for its turn or the disk."""


class FileImporter:
    """Takes files of one instrument: `start`, any number of `add`, then `finish` or `abandon`; `commit` in the end.

    Two batches are written on threads of their own while the next one fills.
    """

    def __init__(self, store: Store, instrument_id: int, *, batch_ticks: int, replaces: bool = False) -> None:
        """Files are merged with what is stored, or take the place of what is stored of their time (`replaces`).

        DuckDB writes row groups of 1,048,576 straight to their place; others it rewrites at the next checkpoint.
        """
        self._store = store
        self._instrument_id = instrument_id
        self._replaces = replaces
        self._known = known_readings(store, instrument_id)
        self._by_content = {
            (file.content_sha256, item.hour_us): item for item, file in self._known.items() if file.ticks_read
        }
        self._by_path: dict[str, list[Reading]] = {}
        for item, file in self._known.items():
            self._by_path.setdefault(file.path, []).append(item)
        self._sizes = known_sizes(store, instrument_id)
        self._next_id = self._run_id = next_import_id(store)
        self._unfinished_settled = False
        self.resumed: FileProgress | None = None
        """How far a run that stopped had come with a file that this one went on with."""

        self._batch = PackedTicks(batch_ticks)
        self._spare = [PackedTicks(batch_ticks) for _ in range(_AT_ONCE)]
        self._before = PackedTicks(0)
        self._finished: list[FileProgress] = []
        self._rejects: list[tuple[int, Reject]] = []

        self._file: FileProgress | None = None
        self._file_begins = self._batch.mark
        self._skip = 0
        self._instant = SameInstant()

        self._writer = BatchWriter(store, instrument_id)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "import-writer")
        self._under_way: deque[tuple[Written, PackedTicks]] = deque()

    def may_know(self, file: ReadFile) -> bool:
        """Whether it is worth waiting for its hash: a file of a size that was never taken up before is not known."""
        return file.sha256 is None or file.size in self._sizes

    def known_before(self, reading: Reading) -> KnownFile | None:
        """What was read from this very content; None where it is to be read."""
        known = self._known.get(reading)
        if known is None or (self._replaces and not self._stands_alone(known)):
            return None
        return known

    def is_known(self, reading: Reading) -> bool:
        """Whether this very content was read before and need not be again. Any thread may ask."""
        return not self._replaces and reading in self._known

    def read_otherwise(
        self, reading: Reading, content_sha256: str | None = None
    ) -> tuple[Reading, KnownFile] | None:
        """An import of ticks from the same content that was read in another way: those ticks would be in twice.

        `content_sha256` is that of what the file holds, where that is known: it may be packed in another way.
        """
        other = self._by_content.get((content_sha256 or reading.sha256, reading.hour_us))
        if other is None or self._replaces or reading in self._known:
            return None
        if replace(other, sha256=reading.sha256) == reading:
            return None
        return other, self._known[other]

    def parts_of(self, path: str) -> list[tuple[Reading, KnownFile]]:
        """What was imported from a file of this name, oldest first: nothing where it is to be read whole."""
        if self._replaces:
            return []
        return [(reading, self._known[reading]) for reading in self._by_path.get(path, ())]

    def start(self, file: ReadFile) -> int:
        """Take up a file; how many of its ticks are stored already, by a run that stopped. They are to be added too."""
        resumed = None if self._unfinished_settled else self._settle_unfinished(file)
        self._unfinished_settled = True
        if resumed:
            self.resumed = replace(resumed)
            self._writer.resume(resumed)
            resumed.rejected = 0
            self._run_id = resumed.run_id
        self._file = resumed or FileProgress(
            id=self._next_id, run_id=self._run_id, file=file, replaces=self._replaces
        )
        self._next_id += resumed is None
        self._sizes.add(file.size)
        self._file_begins = self._batch.mark
        self._skip = self._file.saved_ticks
        self._instant = SameInstant()
        return self._skip

    def add(self, ticks: TickTable, rejects: Sequence[Reject] = ()) -> list[FinishedFile]:
        """Take the next ticks of the file, in time order, and rows left out; the files that got in meanwhile."""
        progress = self._current()
        progress.rejected += len(rejects)
        self._rejects += ((progress.id, reject) for reject in rejects)
        start = min(self._skip, len(ticks))
        if start:
            self._skip -= start
            self._instant.skip(ticks, slice(0, start))
        if start == len(ticks):
            return []
        done = self._make_way_for(ticks, start)
        while start < len(ticks):
            if not self._batch.room:
                done += self._hand_over()
            stop = min(len(ticks), start + self._batch.room)
            self._put(ticks, slice(start, stop))
            start = stop
        return done

    def finish(self, findings: Mapping[str, int] | None = None) -> None:
        """The file is whole. It is stored with its last batch, which may hold the next files too.

        `findings` counts the ticks of each kind of fault.
        """
        progress = self._current()
        progress.findings = findings or {}
        self._finished.append(progress)
        self._known[progress.file.reading] = KnownFile(
            progress.id,
            progress.ticks_read,
            datetime.now(UTC).replace(tzinfo=None),
            progress.first_us,
            progress.last_us,
            progress.file.path,
            progress.file.size,
            progress.file.content_sha256,
        )
        self._file = None

    def abandon(self) -> list[FinishedFile]:
        """The file turned out to be bad: leave nothing of it. The files before it that got in meanwhile."""
        progress = self._current()
        self._batch.keep(self._file_begins)
        self._rejects = [row for row in self._rejects if row[0] != progress.id]
        self._file = None
        done = self.commit()
        if progress.saved_ticks:
            undo_unfinished(self._store, self._instrument_id, progress)
        return done

    def commit(self) -> list[FinishedFile]:
        """Store what was taken so far; the files that got in meanwhile."""
        done = self._hand_over() if self._batch.rows or self._finished else []
        return done + self._await_written(all_but=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()

    def _settle_unfinished(self, file: ReadFile) -> FileProgress | None:
        """Undo what another import left unfinished; the progress of this file where it is the one."""
        found = None
        forget_old_progress(self._store)
        for progress in unfinished_imports(self._store, self._instrument_id):
            if _is_of(progress, file) and progress.replaces == self._replaces:
                found = progress
            else:
                undo_unfinished(self._store, self._instrument_id, progress)
        return found

    def _make_way_for(self, ticks: TickTable, start: int) -> list[FinishedFile]:
        """A batch holds files only that follow each other in time."""
        is_first = self._batch.rows > 0 and self._batch.mark == self._file_begins
        if is_first and ticks.ts_us[start] <= self._batch.mark.last_us:
            return self._hand_over()
        return []

    def _put(self, ticks: TickTable, rows: slice) -> None:
        progress = self._current()
        if not self._batch.rows:
            self._before = _packed(self._instant, int(ticks.ts_us[rows.start]), progress.id)
        self._batch.put(ticks, rows, import_id=progress.id, after=self._instant)
        progress.ticks_read += rows.stop - rows.start
        if progress.first_us is None:
            progress.first_us = int(ticks.ts_us[rows.start])
        progress.last_us = int(ticks.ts_us[rows.stop - 1])

    def _hand_over(self) -> list[FinishedFile]:
        """Let the batch be written, after those before it; the files that are in with batches that are written."""
        done = self._await_written(all_but=_AT_ONCE - 1)
        if self._file is not None:
            self._file.saved_ticks = self._file.ticks_read
        replaced = [stretch for progress in self._in_batch() if (stretch := _settled(progress)) is not None]
        waiting = [row for row in self._rejects if self._is_unknown(row[0])]
        batch = Batch(
            ticks=self._batch,
            before=self._before,
            finished=self._finished,
            unfinished=None if self._file is None else replace(self._file),
            rejects=[row for row in self._rejects if row not in waiting],
            replaced=replaced,
        )
        before = self._under_way[-1][0] if self._under_way else None
        self._under_way.append((self._threads.submit(self._writer.write, batch, before), self._batch))
        self._batch = self._spare.pop()
        self._batch.clear()
        self._file_begins = self._batch.mark
        self._before, self._finished, self._rejects = PackedTicks(0), [], waiting
        return done

    def _in_batch(self) -> list[FileProgress]:
        return self._finished if self._file is None else [*self._finished, self._file]

    def _stands_alone(self, known: KnownFile) -> bool:
        """Whether its ticks, and no others, are stored of its time."""
        if known.import_id >= self._run_id or known.first_us is None or known.last_us is None:
            return True
        stored = ticks_between(self._store, self._instrument_id, from_us=known.first_us, to_us=known.last_us)
        return stored == known.ticks_read

    def _is_unknown(self, import_id: int) -> bool:
        """The journal will not know it yet: it has not given a tick."""
        return self._file is not None and self._file.id == import_id and not self._file.ticks_read

    def _await_written(self, *, all_but: int) -> list[FinishedFile]:
        done: list[FinishedFile] = []
        while len(self._under_way) > all_but:
            written, ticks = self._under_way.popleft()
            done += written.result()
            self._spare.append(ticks)
        return done

    def _current(self) -> FileProgress:
        assert self._file is not None, "start() comes first"
        return self._file


def _settled(progress: FileProgress) -> Stretch | None:
    """The time that a replacing file fills anew with this batch."""
    from_us = progress.first_us if progress.saved_to_us is None else progress.saved_to_us + 1
    to_us = progress.saved_to_us = progress.last_us
    if not progress.replaces or from_us is None or to_us is None or to_us < from_us:
        return None
    return Stretch(progress.id, progress.run_id, from_us, to_us)


def _is_of(progress: FileProgress, file: ReadFile) -> bool:
    """Is it of this file? A hash is waited for only where the sizes agree."""
    return progress.file.size == file.size and progress.file.reading == file.reading


def _packed(instant: SameInstant, ts_us: int, import_id: int) -> PackedTicks:
    """The ticks just before one of that time, where they are of the same microsecond."""
    if not instant.is_continued_by(ts_us):
        return PackedTicks(0)
    packed, so_far = PackedTicks(instant.count), SameInstant()
    for part in instant.parts:
        packed.put(part, slice(0, len(part)), import_id=import_id, after=so_far)
    return packed
