"""Files for their owner's eyes alone: so from their first byte, and refused when somebody else could have read or changed them."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.windows_owner import leave_to_owner_alone

if TYPE_CHECKING:
    from pathlib import Path

_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting for a writer, should it be a FIFO."""

_FRESH = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_LONGEST = 65_536


def write_owner_only(path: Path, data: bytes) -> None:
    """Replace `path` by a file that is owner-only from its first byte.

    Raises:
        EnvironmentFailure: when the disk fails.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        _write_fresh(fresh, data)
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror or error}") from None


def open_fresh(path: Path) -> BinaryIO:
    """A new file for its owner alone. What lay there, be it a link to somewhere else, is taken away and not followed."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, _FRESH, 0o600), "wb")


def _write_fresh(path: Path, data: bytes) -> None:
    with open_fresh(path) as file:
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
    try:
        status = os.fstat(descriptor)
        refuse_foreign(path, status, mend=mend)
        file = os.fdopen(descriptor, "rb")
    except EnvironmentFailure:
        os.close(descriptor)
        raise
    with file:
        if os.name != "nt" and status.st_mode & 0o077:
            raise EnvironmentFailure(
                f"{path}: expected mode 0600, found {stat.S_IMODE(status.st_mode):04o}; others may have read it: {mend}"
            )
        return file.read(_LONGEST)


def refuse_foreign(path: Path, status: os.stat_result, *, mend: str) -> None:
    """Raises EnvironmentFailure for what is no plain file, or someone else's."""
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentFailure(f"{path}: expected a plain file; {mend}")
    if os.name != "nt" and status.st_uid != os.getuid():
        raise EnvironmentFailure(f"{path}: expected your own file, found one of user id {status.st_uid}")
