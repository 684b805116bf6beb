"""One process at a time owns a home: DuckDB shuts out all others from the file anyway, without saying who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.owned_lock import HeldByOtherError, take_lock

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
        return take_lock(home.lock_file, home.owner_file)
    except HeldByOtherError as owner:
        raise EnvironmentFailure(
            f"{home.path}: in use by another pyworkstation, process {owner}; wait for it, stop it, or take another --home"
        ) from None
    except OSError as error:
        raise EnvironmentFailure(f"{home.path}: cannot be used as home: {error}") from None
