"""One archive at a time is written to a folder: two would write the same files, and the same list of their checksums."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.owned_lock import HeldByOtherError, take_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def archive_lock(folder: Path) -> Iterator[None]:
    """Nobody else archives to `folder` within the block. Its files are gone afterwards, and those of a killed one are taken over.

    Raises:
        EnvironmentFailure: naming the process that archives to it, or why it cannot be written to.
    """
    lock_file, owner_file = folder / ".archiving", folder / ".archiving-by"
    try:
        lock = take_lock(lock_file, owner_file)
    except HeldByOtherError as owner:
        raise EnvironmentFailure(
            f"{folder}: process {owner} archives to it now; wait for it, or take another folder"
        ) from None
    except OSError as error:
        raise EnvironmentFailure(f"{folder}: cannot be written to: {error.strerror or error}") from error
    try:
        yield
    finally:
        # Windows deletes no open file, and elsewhere the lock must be held still: the next one makes a new file.
        if os.name == "nt":
            lock.release()
        with contextlib.suppress(OSError):
            owner_file.unlink()
            lock_file.unlink()
        lock.release()
