"""Every fault of an audit log, by the number of the record at which it shows. Reads only, beside a running engine too."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, NamedTuple

from pyworkstation.storage.audit.audit_log import HEAD_FILE, LOG_FILE
from pyworkstation.storage.audit.chain import BrokenLineError, read_line, split_line
from pyworkstation.storage.audit.log_head import Head, read_head

if TYPE_CHECKING:
    from pathlib import Path


class LogFault(NamedTuple):
    """Where, and what in words that say where."""

    seq: int
    words: str


class VerifiedLog(NamedTuple):
    """How far the log goes, and what is wrong with it."""

    records: int
    head: Head
    faults: list[LogFault]


def verify_log(folder: Path) -> VerifiedLog:
    """Read the whole log of a folder. Raises OSError when it cannot be read."""
    # The head first: a record that is added meanwhile is after it.
    noted = read_head(folder / HEAD_FILE)
    head, faults, records, is_noted = Head(), list[LogFault](), 0, noted is None or noted.seq == 0
    with _opened(folder / LOG_FILE) as file:
        for line in file:
            expected = head.seq + 1
            try:
                link = read_line(line, previous=head.hash, seq=expected)
                head = Head(expected, link.hash)
            except BrokenLineError as error:
                if not line.endswith(b"\n"):
                    break  # It is being written, or was when the process was killed: nobody was told of it.
                faults.append(LogFault(expected, str(error)))
                head = _behind(line, expected)
            records += 1
            is_noted = is_noted or head == noted
    if noted is not None and noted.seq > head.seq:
        faults.append(
            LogFault(
                head.seq + 1, f"record {head.seq + 1} is cut off, and all behind it: there were {noted.seq}"
            )
        )
    elif not is_noted and noted is not None:
        faults.append(LogFault(noted.seq, f"record {noted.seq} is another than the one that was noted last"))
    return VerifiedLog(records, head, faults)


def _opened(path: Path) -> IO[bytes]:
    """One that was taken away has no records; what was noted last says how many there were."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return io.BytesIO()


def _behind(line: bytes, expected: int) -> Head:
    """What the next line is held against: one fault is told once."""
    try:
        stated, record = split_line(line, seq=expected)
    except BrokenLineError:
        return Head(expected, "")
    return Head(record.seq, stated)
