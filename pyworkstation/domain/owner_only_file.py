"""Files for their owner's eyes alone: so from their first byte, and refused when somebody else could have read or changed them."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.windows_owner import leave_to_owner_alone

if TYPE_CHECKING:
    from pathlib import Path

_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting for a writer, should it be a FIFO."""

_LONGEST = 65_536


def write_owner_only(path: Path, data: bytes) -> None:
    """Replace `path` by a file that is owner-only from its first byte.

    Raises:
        EnvironmentFailure: when the disk fails.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        fresh.unlink(missing_ok=True)
        _write_fresh(fresh, data)
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror or error}") from None


def _write_fresh(path: Path, data: bytes) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        if os.name == "nt":
            leave_to_owner_alone(path)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_owner_only(path: Path, *, what: str, mend: str) -> bytes | None:
    """The first 64 KiB of a file; None when there is none. `what` it is and what mends it when others can reach it are for the error.

    Raises:
        EnvironmentFailure: when it is a link, someone else's, or open to others.
    """
    try:
        descriptor = os.open(path, _READING | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFailure(
            f"{path}: expected a plain {what} that can be read, found {error.strerror}"
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        _refuse_if_others_can_reach(path, os.fstat(file.fileno()), mend)
        return file.read(_LONGEST)


def _refuse_if_others_can_reach(path: Path, status: os.stat_result, mend: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentFailure(f"{path}: expected a plain file; {mend}")
    if os.name == "nt":
        return
    if status.st_uid != os.getuid():
        raise EnvironmentFailure(f"{path}: expected your own file, found one of user id {status.st_uid}")
    if status.st_mode & 0o077:
        raise EnvironmentFailure(
            f"{path}: expected mode 0600, found {stat.S_IMODE(status.st_mode):04o}; others may have read it: {mend}"
        )
