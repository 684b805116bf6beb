"""One at a time writes to a place that others may name too: two would write the same files."""

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
def one_writer(place: Path, *, lock_file: Path, does: str, take: str) -> Iterator[None]:
    """Nobody else writes to `place` within the block. The lock is gone afterwards, and that of a killed one is taken over.

    Raises:
        EnvironmentFailure: naming the process that `does` it and what to `take` instead, or why it cannot be written.
    """
    owner_file = lock_file.with_name(f"{lock_file.name}-by")
    try:
        lock = take_lock(lock_file, owner_file)
    except HeldByOtherError as owner:
        raise EnvironmentFailure(
            f"{place}: process {owner} {does} to it now; wait for it, or take {take}"
        ) from None
    except OSError as error:
        raise EnvironmentFailure(f"{place}: cannot be written to: {error.strerror or error}") from error
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
