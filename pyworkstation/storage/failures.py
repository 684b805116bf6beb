"""DuckDB's exceptions as ours."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CTRL_C = "Query interrupted"
_WORLD = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException)
_OF_STREAM = "Producer error: "
"""What Arrow puts before the words of whoever fills a stream."""

_COMMIT_FAILED = "TransactionContext Error: Failed to commit:"
_OTHERS_FAULT = ("conflict", "constraint", "duplicate key")
"""Why else a commit may fail: for what it holds, not for the disk."""

_FILE = re.compile(r'file "([^"]+)"')
_FULL = ("No space left", "not enough space", "Disk quota exceeded")
_DAMAGED = ("Corrupt database file", "Could not read enough bytes", "checksum")
_LEAST_FREE_BYTES = 262_144
"""A block of DuckDB's. Windows says in its own language that a disk is full."""


@contextlib.contextmanager
def world_failures(home: Path) -> Iterator[None]:
    """Disk, memory and a database that shut itself down become EnvironmentFailure; all else passes.

    DuckDB turns a Ctrl-C into a RuntimeError; it becomes the KeyboardInterrupt again.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _CTRL_C:
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as error:
        if not _is_worlds(error):
            raise
        raise EnvironmentFailure(_what_failed(first_line(error), home)) from error
    except InputError as fault:
        # What DuckDB says amid an Arrow stream comes by the stream's reader, who takes it for a fault of the stream.
        _, is_streams, said = fault.found.partition(_OF_STREAM)
        if not is_streams:
            raise
        raise EnvironmentFailure(_what_failed(said.split("\n", 1)[0], home)) from fault


def is_damage(error: duckdb.Error) -> bool:
    """Whether a part of the file is not what was written there, or gone."""
    return any(words in str(error) for words in _DAMAGED)


def is_invalidated(error: duckdb.Error) -> bool:
    """Whether the database must be opened anew: a checkpoint that fails, as on a full disk, makes it useless as it is."""
    if isinstance(error, duckdb.FatalException):
        return True
    # Others that are attached for a while, such as a backup being written, do not matter.
    return "has been invalidated" in str(error) and 'database "market"' in str(error).lower()


def first_line(error: BaseException) -> str:
    """What a DuckDB error says, without its hints and stack."""
    return str(error).strip().split("\n", 1)[0]


def full_disk(folder: Path, found: str) -> str:
    """What to say when the disk of `folder` is full."""
    try:
        free = f"{shutil.disk_usage(folder).free / 1e6:.1f} MB are free, which is not enough"
    except OSError:
        free = "nothing more can be written"
    return (
        f"{folder}: the disk is full: {free} ({found}); "
        "make room and do it again: what was stored before is there"
    )


def _is_worlds(error: duckdb.Error) -> bool:
    # A damaged block is the plain Error.
    if isinstance(error, _WORLD) or type(error) is duckdb.Error:
        return True
    reason = str(error)
    return reason.startswith(_COMMIT_FAILED) and not any(fault in reason.lower() for fault in _OTHERS_FAULT)


def _what_failed(found: str, home: Path) -> str:
    named = _FILE.search(found)
    folder = Path(named.group(1)).parent if named else home
    if any(words in found for words in _FULL):
        return full_disk(folder, found)
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free < _LEAST_FREE_BYTES:
            return full_disk(folder, found)
    if any(words in found for words in _DAMAGED):
        return (
            f"the database failed: {found}; a part of it is damaged, and `pyworkstation verify` says which: "
            "what is whole can be read; a backup takes its place with: pyworkstation restore FILE"
        )
    return f"the database failed: {found}"
