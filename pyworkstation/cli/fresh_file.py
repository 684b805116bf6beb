"""A file that appears whole or not at all, with the rights of the one it takes the place of."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANYBODYS_WRITE = 0o222
_NEW_FILE = 0o666
"""What the user's umask leaves of it."""


@contextlib.contextmanager
def fresh_file(name: str) -> Iterator[Path]:
    """An empty file beside `name` to write to, which takes that name when the block ends well and is gone otherwise.

    Raises:
        InputError: when `name` is a folder, link, device or read-only file, or lies in no folder.
        EnvironmentFailure: when the disk fails.
    """
    path = _target(name)
    mode = _mode(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _NEW_FILE if mode is None else 0o600))
        if mode is not None:
            fresh.chmod(mode)
        yield fresh
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)


def _target(name: str) -> Path:
    path = Path(name)
    # Path drops a slash at the end, and would write a file where a folder was meant.
    names_folder = os.path.basename(name) in ("", ".", "..")  # noqa: PTH119
    if names_folder or path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError(
            expected="a plain file, or none yet, to write to",
            found="a folder, link or device",
            where=name or "-o",
            mend="-o - writes to the standard output",
        )
    if not path.parent.is_dir():
        raise InputError(expected="a folder to write to", found="none", where=str(path.parent))
    return path


def _mode(path: Path) -> int | None:
    """The rights of the file that is there; None when there is none."""
    if not path.exists():
        return None
    mode = stat.S_IMODE(path.stat().st_mode)
    # Root may write everything, but somebody made this one read-only.
    if not mode & _ANYBODYS_WRITE or not os.access(path, os.W_OK):
        raise InputError(
            expected="a file that can be written",
            found=f"a read-only one (mode {mode:04o})",
            where=str(path),
            mend="give another name, or allow writing to it",
        )
    return mode
