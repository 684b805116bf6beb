"""Looks at the write-ahead log before DuckDB does, which drops in silence what it cannot follow.

The format is DuckDB 2's: a header that ends with two bytes of 255, then records of a length, a checksum and that many bytes.
"""

from __future__ import annotations

import logging
import shutil
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.copies.newest_backup import restore_advice

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.domain.home import Home

log = logging.getLogger(__name__)

_BEGINS = bytes.fromhex("640062650002")
_HEADER_ENDS = b"\xff\xff"
_HEADER_AT_MOST = 256
_RECORD = struct.Struct("<QQ")


class LogState(NamedTuple):
    """How a log ends: so many bytes are no whole record. `is_log`: DuckDB would know it as one."""

    is_log: bool
    torn_bytes: int


def check_log(home: Home) -> None:
    """Say so when the end of the log will be left out, and keep it. Raises InputError when all of it would be."""
    path = home.database.with_name(f"{home.database.name}.wal")
    if not path.exists() or not home.database.exists():
        return
    state = log_state(path)
    if not state.is_log:
        raise InputError(
            expected="a write-ahead log of DuckDB",
            found="another beginning",
            where=str(path),
            mend="nothing was changed; to go on without what was written last, move that file away, or "
            + restore_advice(home),
        )
    if state.torn_bytes:
        log.warning(
            "%s: its last %d bytes are no whole record and are left out: what was being written when its writer was "
            "stopped is not stored, and the same import goes on from there; the log as it was is %s",
            path,
            state.torn_bytes,
            _kept(path),
        )


def _kept(path: Path) -> str:
    kept = path.with_name(f"{path.name}.torn")
    try:
        shutil.copyfile(path, kept)
    except OSError as error:
        kept.unlink(missing_ok=True)
        return f"not kept: {error.strerror}"
    return f"kept as {kept.name}"


def log_state(path: Path) -> LogState:
    """Read the lengths of its records, not the records."""
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(_HEADER_AT_MOST)
        begins = header[: len(_BEGINS)]
        if not _BEGINS.startswith(begins) or (size >= _HEADER_AT_MOST and _HEADER_ENDS not in header):
            return LogState(is_log=False, torn_bytes=size)
        end_of_header = header.find(_HEADER_ENDS)
        if end_of_header < 0:
            return LogState(is_log=True, torn_bytes=size)
        return LogState(is_log=True, torn_bytes=size - _end_of_records(file, end_of_header + 2, size))


def _end_of_records(file: BinaryIO, offset: int, size: int) -> int:
    while offset + _RECORD.size <= size:
        file.seek(offset)
        length, _ = _RECORD.unpack(file.read(_RECORD.size))
        if length == 0 or offset + _RECORD.size + length > size:
            return offset
        offset += _RECORD.size + length
    return offset
