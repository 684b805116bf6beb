"""One process at a time owns a home: DuckDB shuts out all others from the file anyway, without saying who holds it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from pyworkstation.domain.home import Home


def hold_home(home: Home) -> BaseFileLock:
    """Make the home where it is missing and take its lock; `release()` it at the end.

    Raises:
        EnvironmentFailure: naming the process that has it, or why the home cannot be used.
    """
    try:
        home.create()
        lock = FileLock(home.lock_file, thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        raise EnvironmentFailure(
            f"{home.path}: in use by another pyworkstation, process {_owner(home)}; wait for it, stop it, or take another --home"
        ) from None
    except OSError as error:
        raise EnvironmentFailure(f"{home.path}: cannot be used as home: {error}") from None
    # On a full disk the file is left empty: that the next one cannot say who holds the home must not stop this one.
    with contextlib.suppress(OSError):
        home.owner_file.write_text(f"{os.getpid()}\n", encoding="ascii")
    return lock


def _owner(home: Home) -> str:
    with contextlib.suppress(OSError):
        return home.owner_file.read_text(encoding="ascii").strip() or "unknown"
    return "unknown"
