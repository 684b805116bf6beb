"""Backups, and the database held against itself."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages.fields import Count, Message, Path, ShortText, Text


class BackUp(Message, frozen=True, tag="back_up"):
    """Write the database as it is now to the file `path`, an absolute one; none: a new file in the home's `backups`.

    A backup that is there is replaced with `force` only, anything else never. Answered by parts that tell the progress and
    a `BackupDone`. Others read and write meanwhile.
    """

    path: Path | None = None
    force: bool = False


class Verify(Message, frozen=True, tag="verify"):
    """Read all of the database and hold it against itself.

    Answered by parts that tell the progress, one for each fault, and a `VerifyDone`.
    """


class UpkeepProgress(Message, frozen=True, tag="upkeep_progress"):
    """How far a backup or a check is: so many ticks of what it is `doing`."""

    doing: ShortText
    ticks_done: Count
    ticks_total: Count


class BackupDone(Message, frozen=True, tag="backup_done"):
    """A backup is written, and was read back. `size` is in bytes."""

    path: Path
    symbols: Count
    ticks: Count
    size: Count
    seconds: float


class VerifyFault(Message, frozen=True, tag="verify_fault"):
    """Something is wrong with the database, or cannot be read."""

    words: Text


class VerifiedSymbol(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What could be read of one symbol. Equal ticks have equal hashes, wherever they lie, with one version of DuckDB."""

    symbol: ShortText
    ticks: Count
    days: Count
    hash: ShortText


class VerifyDone(Message, frozen=True, tag="verify_done"):
    """All was read. `checked` is false for a database of an older schema, which is not held against itself."""

    path: Path
    schema: Count
    checked: bool
    faults: Count
    symbols: list[VerifiedSymbol]
    seconds: float
