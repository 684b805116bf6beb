"""Files that are there whole or not at all, and are for their owner alone from their first byte."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.owner_only_file import open_fresh

if TYPE_CHECKING:
    from pathlib import Path

_ROOM_BYTES = 65_536


def write_whole(path: Path, *parts: bytes, previous: Path | None = None) -> None:
    """Write a file in the place of the one that is there, which becomes `previous` when that is given.

    Raises OSError when the disk fails; what was there is then as it was, or has become the previous one already.
    """
    fresh = path.with_name(f"{path.name}.new")
    try:
        with open_fresh(fresh) as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if previous is not None and path.exists():
            path.replace(previous)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def expect_room(folder: Path) -> None:
    """See that a folder can be written to, so that what is begun is not given up half-way.

    Raises:
        EnvironmentFailure: when the disk is full, or fails.
    """
    probe = folder / "room"
    try:
        write_whole(probe, bytes(_ROOM_BYTES))
        probe.unlink()
    except OSError as error:
        raise EnvironmentFailure(f"{folder}: cannot be written: {error.strerror or error}") from None
