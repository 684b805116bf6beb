"""Puts a backup in the place of the database, which is kept beside it.

The backup is copied into the home and checked there. Then an order to swap the two is written, and from that moment on
whoever opens the home next carries it out: after a kill there is the old database or the new one, with its log, never half.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.storage.copies.manifest import drop_manifest
from pyworkstation.storage.copies.open_copy import open_copy
from pyworkstation.storage.copies.verify import Fault, verify
from pyworkstation.storage.durable import make_durable, sync_folder
from pyworkstation.storage.failures import world_failures
from pyworkstation.storage.home_lock import hold_home
from pyworkstation.storage.interrupted import interrupted

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.copies.upkeep import Step
    from pyworkstation.storage.copies.verify import Verified


class Restored(NamedTuple):
    """What is in place now, and where that is which was there before; None when nothing was."""

    verified: Verified
    kept: Path | None


def restore(home: Home, path: Path, asker: Asker) -> Generator[Step, None, Restored]:
    """Make the backup at `path` the database of the home.

    Raises:
        InputError: when it is no whole database of ours; nothing is changed then.
        EnvironmentFailure: when an engine or another command has the home, or the disk fails.
    """
    lock = hold_home(home)
    try:
        finish_restore(home)
        _refuse_own_database(home, path)
        with world_failures(home.path):
            verified = yield from _checked_copy(home, path, asker)
            kept = _swap(home)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be restored: {error}") from None
    finally:
        if not home.restore_order.exists():
            _remove(home.restoring)
        lock.release()
    return Restored(verified, kept)


def finish_restore(home: Home) -> None:
    """Carry out the order of a restore that was stopped, if there is one. For the holder of the home."""
    if not home.restore_order.exists():
        _remove(home.restoring)
        return
    kept = home.path / home.restore_order.read_text(encoding="ascii").strip()
    if home.restoring.exists():
        # The log first: with another database it would be of no use, and without the order to go on of the old one.
        for path, to in ((_log_of(home.database), _log_of(kept)), (home.database, kept)):
            if path.exists():
                path.replace(to)
                sync_folder(home.path)
        home.restoring.replace(home.database)
        sync_folder(home.path)
    home.restore_order.unlink()
    sync_folder(home.run)


def _refuse_own_database(home: Home, path: Path) -> None:
    if path.exists() and home.database.exists() and path.samefile(home.database):
        raise InputError(
            expected="a backup", found="the database itself", where=str(path), mend="nothing was changed"
        )
    if not path.is_file():
        raise InputError(expected="a backup", found="no such file", where=str(path))


def _checked_copy(home: Home, path: Path, asker: Asker) -> Generator[Step, None, Verified]:
    """What is checked is what will be in place, not what it was copied from."""
    _remove(home.restoring)
    shutil.copyfile(path, home.restoring)
    if _log_of(path).exists():  # A database that was replaced while it still had one.
        shutil.copyfile(_log_of(path), _log_of(home.restoring))
    with open_copy(home.restoring, named=path) as cursor, interrupted(cursor, asker):
        checking = verify(cursor, where=path)
        while True:
            try:
                event = next(checking)
            except StopIteration as end:
                verified: Verified = end.value
                break
            if isinstance(event, Fault):
                raise InputError(
                    expected="a whole backup",
                    found=event.words,
                    where=str(path),
                    mend="nothing was changed; take another backup",
                )
            yield event
    with open_copy(home.restoring, read_only=False) as cursor:
        drop_manifest(cursor)
        cursor.execute("CHECKPOINT")
    make_durable(home.restoring)
    return verified


def _swap(home: Home) -> Path | None:
    had_one = home.database.exists()
    kept = _free_name(home)
    fresh = home.restore_order.with_name(f"{home.restore_order.name}.new")
    with fresh.open("w", encoding="ascii") as order:
        order.write(kept.name)
        order.flush()
        os.fsync(order.fileno())
    sync_folder(home.path)
    fresh.replace(home.restore_order)
    sync_folder(home.run)
    finish_restore(home)
    return kept if had_one else None


def _free_name(home: Home) -> Path:
    base = f"{home.database.name}.replaced-{datetime.now(tz=UTC):%Y%m%d-%H%M%S}"
    names = (home.path / (base + (f"-{number}" if number else "")) for number in range(1000))
    return next(path for path in names if not path.exists())


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _remove(database: Path) -> None:
    for path in (database, _log_of(database)):
        path.unlink(missing_ok=True)
