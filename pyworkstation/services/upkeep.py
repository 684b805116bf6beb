"""Answers `back_up` and `verify`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import (
    BackUp,
    BackupDone,
    UpkeepProgress,
    VerifiedSymbol,
    VerifyDone,
    VerifyFault,
)
from pyworkstation.storage.copies.backup import write_backup
from pyworkstation.storage.copies.open_copy import open_copy
from pyworkstation.storage.copies.upkeep import Step
from pyworkstation.storage.copies.verify import Fault, verify
from pyworkstation.storage.interrupted import interrupted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.database import Store

_TELL_EVERY_S = 0.2

T = TypeVar("T")


def back_up(
    request: BackUp, store: Store, asker: Asker
) -> Iterator[UpkeepProgress | VerifyFault | BackupDone]:
    """Write a backup.

    Raises:
        InputError: when something is where it would go that may not be replaced.
        EnvironmentFailure: when the disk fails.
    """
    started_s = time.monotonic()
    path = _new_backup(store.home) if request.path is None else _absolute(request.path)
    done = yield from _told(write_backup(store, path, asker, force=request.force))
    seconds = time.monotonic() - started_s
    yield BackupDone(path=str(path), symbols=done.symbols, ticks=done.ticks, size=done.size, seconds=seconds)


def check(store: Store, asker: Asker) -> Iterator[UpkeepProgress | VerifyFault | VerifyDone]:
    """Verify the store as it is at this moment."""
    with store.cursor() as cursor, interrupted(cursor, asker):
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        yield from _checked(cursor, store.home.database)


def check_copy(path: Path, asker: Asker) -> Iterator[UpkeepProgress | VerifyFault | VerifyDone]:
    """Verify a backup, or another copy of a database.

    Raises:
        InputError: when there is no database of ours at the path.
    """
    with open_copy(path) as cursor, interrupted(cursor, asker):
        yield from _checked(cursor, path)


def _checked(cursor: DuckDBPyConnection, path: Path) -> Iterator[UpkeepProgress | VerifyFault | VerifyDone]:
    started_s = time.monotonic()
    verified = yield from _told(verify(cursor, where=path))
    yield VerifyDone(
        path=str(path),
        schema=verified.schema,
        checked=verified.is_of_this_schema,
        faults=verified.faults,
        symbols=[
            VerifiedSymbol(symbol=held.symbol, ticks=held.ticks, days=held.days, hash=held.hash)
            for held in verified.symbols
        ],
        seconds=time.monotonic() - started_s,
    )


def _told(
    work: Generator[Step | Fault, None, T] | Generator[Step, None, T],
) -> Generator[UpkeepProgress | VerifyFault, None, T]:
    """Faults at once, progress a few times a second; what the work returns."""
    told_s = 0.0
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            returned: T = end.value
            return returned
        if isinstance(event, Fault):
            yield VerifyFault(words=event.words[:2000])
        elif time.monotonic() - told_s >= _TELL_EVERY_S:
            told_s = time.monotonic()
            yield UpkeepProgress(doing=event.doing, ticks_done=event.done, ticks_total=event.total)


def _new_backup(home: Home) -> Path:
    now = datetime.now(tz=UTC)
    return home.backups / f"market-{now:%Y%m%d-%H%M%S}.duckdb"


def _absolute(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise InputError(expected="an absolute path", found=text, where="path")
    return path
