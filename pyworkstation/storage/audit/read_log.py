"""The lines of an audit log, oldest first, each checked against the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.audit.chain import BrokenLineError, read_line
from pyworkstation.storage.audit.log_head import Head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyworkstation.storage.audit.chain import Record


class Read(NamedTuple):
    """A record, the head after it, and where its line ends in the file."""

    record: Record
    head: Head
    end: int


class BrokenLogError(Exception):
    """The log is sound up to `end`, behind record `seq`, and not from there on."""

    def __init__(self, words: str, *, seq: int, end: int) -> None:
        super().__init__(words)
        self.seq = seq
        self.end = end


def read_log(path: Path) -> Iterator[Read]:
    """Every record. Raises BrokenLogError at the first line that is not as it was written, OSError when the disk fails."""
    head, end = Head(), 0
    with path.open("rb") as file:
        for line in file:
            try:
                link = read_line(line, previous=head.hash, seq=head.seq + 1)
            except BrokenLineError as error:
                raise BrokenLogError(str(error), seq=head.seq, end=end) from None
            head, end = Head(link.record.seq, link.hash), end + len(line)
            yield Read(link.record, head, end)
