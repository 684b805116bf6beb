"""Where the audit log ends, noted beside it: a log whose last lines were cut off is sound in itself, but shorter than its head."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.audit.chain import GENESIS

if TYPE_CHECKING:
    from pathlib import Path


class Head(NamedTuple):
    """The number and the hash of the last record."""

    seq: int = 0
    hash: str = GENESIS


def write_head(path: Path, head: Head) -> None:
    """Note it, in one write over what was there. A disk that fails leaves the older head, which is no fault of the log."""
    with contextlib.suppress(OSError), path.open("r+b" if path.exists() else "wb", buffering=0) as file:
        file.write(b"%020d %s\n" % (head.seq, head.hash.encode("ascii")))


def read_head(path: Path) -> Head | None:
    """What was noted; None when nothing was, or nothing that can be read."""
    try:
        seq, text = path.read_text(encoding="ascii").split()
        return Head(int(seq), text)
    except (OSError, UnicodeDecodeError, ValueError):
        return None
