"""A file lock that tells who holds it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock


class HeldByOtherError(Exception):
    """Another process has the lock, or another thread of this one; the text is the process's number, or `unknown`."""


def take_lock(lock_file: Path, owner_file: Path) -> BaseFileLock:
    """Take the lock, and note this process in `owner_file`: Windows lets nobody read a locked file. `release()` it at the end.

    Raises:
        HeldByOtherError: when somebody has it.
        OSError: when the disk fails.
    """
    lock = FileLock(lock_file, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise HeldByOtherError(_owner(owner_file)) from None
    # On a full disk the file is left empty: that the next one cannot say who has the lock must not stop this one.
    with contextlib.suppress(OSError):
        owner_file.write_text(f"{os.getpid()}\n", encoding="ascii")
    return lock


def _owner(owner_file: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return owner_file.read_text(encoding="ascii").strip() or "unknown"
    return "unknown"
