"""The audit log of a home: records are added to it, and never changed.

Invariant: what `append` has returned from is on the disk. Of several records given at once all are there, or none is.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.owner_only_file import refuse_foreign
from pyworkstation.storage.audit.chain import Record, chained_line
from pyworkstation.storage.audit.log_head import Head, read_head, write_head
from pyworkstation.storage.audit.read_log import BrokenLogError, read_log
from pyworkstation.storage.durable import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from io import FileIO
    from pathlib import Path

    from msgspec import Raw

log = logging.getLogger(__name__)

LOG_FILE = "audit.log"
HEAD_FILE = "audit.head"


class Entry(NamedTuple):
    """A record to be: its kind, and its body as JSON."""

    kind: str
    body: Raw


class AuditLog:
    """One process has it open: whoever holds the home's lock. From any thread."""

    def __init__(self, folder: Path, *, clock_us: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        """Open the log of a folder, or begin one. A last line that was not written to its end is cut off.

        Raises:
            EnvironmentFailure: when the log is not as it was written, or the disk fails.
        """
        self._path = folder / LOG_FILE
        self._head_path = folder / HEAD_FILE
        self._clock_us = clock_us
        self._lock = threading.Lock()
        self.death = ""
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            self._file = _opened(self._path)
        except OSError as error:
            raise _failed(self._path, error) from None
        try:
            sync_folder(folder)
            self._head, self._end = self._recovered()
        except OSError as error:
            self._file.close()
            raise _failed(self._path, error) from None
        except EnvironmentFailure:
            self._file.close()
            raise
        write_head(self._head_path, self._head)

    @property
    def seq(self) -> int:
        """Number of the last record; 0 before the first."""
        return self._head.seq

    def records(self) -> Iterator[Record]:
        """Every record, oldest first."""
        return (read.record for read in read_log(self._path))

    def append(self, entries: Sequence[Entry]) -> int:
        """Add records; the number of the last one. They are on the disk when this returns.

        Raises:
            EnvironmentFailure: when the disk fails; then none of them is in the log.
        """
        with self._lock:
            lines, head = self._lines(entries)
            try:
                self._write(lines)
            except OSError as error:
                raise EnvironmentFailure(
                    f"{self._path}: expected room for {len(lines):,} bytes, found: {error.strerror or error}; "
                    "nothing was done; make room and ask again"
                ) from None
            self._head, self._end = head, self._end + len(lines)
            write_head(self._head_path, head)
            return head.seq

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _lines(self, entries: Sequence[Entry]) -> tuple[bytes, Head]:
        head, lines, at_us = self._head, [], self._clock_us()
        for kind, body in entries:
            record = Record(seq=head.seq + 1, at_us=at_us, kind=kind, body=body)
            line, own = chained_line(record, previous=head.hash)
            lines.append(line)
            head = Head(record.seq, own)
        return b"".join(lines), head

    def _write(self, lines: bytes) -> None:
        # What a failed write left behind goes before anything is written again.
        self._file.truncate(self._end)
        self._file.seek(self._end)
        try:
            left = memoryview(lines)
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._end)
            raise

    def _recovered(self) -> tuple[Head, int]:
        head, end = Head(), 0
        try:
            for read in read_log(self._path):
                head, end = read.head, read.end
        except BrokenLogError as broken:
            self._cut_torn_tail(broken)
        noted = read_head(self._head_path)
        if noted is not None and noted.seq > head.seq:
            raise EnvironmentFailure(
                _damaged(self._path, f"record {head.seq + 1} and those after it are missing")
            )
        return head, end

    def _cut_torn_tail(self, broken: BrokenLogError) -> None:
        """What was being written when the power went or the process was killed was told to nobody."""
        self._file.seek(broken.end)
        tail = self._file.read()
        if tail.endswith(b"\n") and b"\0" not in tail:
            raise EnvironmentFailure(_damaged(self._path, str(broken)))
        log.warning(
            "%s: the last %d bytes were not written to their end, and are cut off behind record %d",
            self._path,
            len(tail),
            broken.seq,
        )
        self._file.truncate(broken.end)
        os.fsync(self._file.fileno())


_OPENING = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def _opened(path: Path) -> FileIO:
    """For its owner alone from its first byte. A link is not followed, and another user's file is refused."""
    file = os.fdopen(os.open(path, _OPENING, 0o600), "r+b", 0)
    try:
        refuse_foreign(path, os.fstat(file.fileno()), mend="put your own log in its place")
        if os.name == "posix":
            os.fchmod(file.fileno(), 0o600)
    except BaseException:
        file.close()
        raise
    return file


def _failed(path: Path, error: OSError) -> EnvironmentFailure:
    return EnvironmentFailure(f"{path}: {error.strerror or error}")


def _damaged(path: Path, words: str) -> str:
    return (
        f"{path}: {words}; nothing is traded on a journal that was changed. `pyworkstation audit verify` tells more; "
        "put the file back from a backup, or move the folder away to begin anew"
    )
