"""Imports: of files, their journal, their undoing."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Message,
    Path,
    PolicyText,
    ShortText,
    Symbol,
    Text,
    TimeUs,
)
from pyworkstation.protocol.messages.findings import Finding, Gap


class TickFiles(Message, frozen=True):
    """Base of requests that read tick files: which, and how.

    Paths are absolute: the engine's current folder is not the caller's. What is not said of how to read the files is
    found out; `columns` and what stands below it spell out a layout; `policies` are `kind=keep`, `kind=drop` or
    `kind=stop`; past `max_rejects` rows left out of a file it is refused; `accept_prices` lets prices in that the
    instrument is not known to have had; with `replace` the files take the place of what is stored of their time.
    """

    paths: Annotated[list[Path], Meta(min_length=1, max_length=10_000)]
    symbol: Symbol
    dialect: ShortText = "auto"
    time_zone: ShortText | None = None
    volume_unit: Literal["auto", "units", "thousands", "millions"] = "auto"
    price_shift: Annotated[int, Meta(ge=-9, le=9)] | None = None
    accept_prices: bool = False
    replace: bool = False
    columns: ShortText | None = None
    time_format: ShortText | None = None
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None
    decimal_comma: bool = False
    has_header: bool = False
    policies: Annotated[list[PolicyText], Meta(max_length=20)] = []
    max_rejects: Count = 1000


class ImportTicks(TickFiles, frozen=True, tag="import_ticks"):
    """Import files and folders, in order. Answered by parts that tell the progress, one per file, and an `ImportDone`.

    A bad file among several is a `RefusedFile` part and the others go in; the only one is an error. `job` is a name to
    cancel the import by.
    """

    job: ShortText = ""


class CancelImport(Message, frozen=True, tag="cancel_import"):
    """Stop the import that was asked with this `job`, a name that its sender chose; the same import later goes on.

    What was read so far is stored. No such import: nothing happens.
    """

    job: Annotated[str, Meta(min_length=1, max_length=200)]


class ListImports(Message, frozen=True, tag="list_imports"):
    """Every import of a symbol, or of all, oldest first, those undone and unfinished among them. Answered in parts."""

    symbol: Symbol | None = None


class UndoImport(Message, frozen=True, tag="undo_import"):
    """Take the ticks of import `id` out again; once more changes nothing. Ticks that other imports have too stay.

    Answered by an `UndoDone`; with `dry_run` it tells what would become of them, and nothing changes.
    """

    id: Count
    dry_run: bool = False


class ImportProgress(Message, frozen=True, tag="import_progress"):
    """How far an import is. Part of the reply to `import_ticks`, and body of topic `imports`.

    Bytes are those of the files as they lie on disk. The last message of an import on the topic has `running` false.
    """

    symbol: Symbol
    path: Path
    files_done: Count
    files_total: Count
    bytes_done: Count
    bytes_total: Count
    ticks_done: Count
    ticks_per_second: Count
    seconds_left: Count | None
    running: bool = True


class ImportedFile(Message, frozen=True, tag="imported_file"):
    """One file is in (or was already: then `ticks_new` is 0 and `already` says so)."""

    path: Path
    dialect: ShortText
    ticks_read: Count
    ticks_new: Count
    already: bool
    files_done: Count
    files_total: Count
    rejected: Count = 0
    findings: list[Finding] = []


class RefusedFile(Message, frozen=True, tag="refused_file"):
    """One file, or a folder that cannot be looked into, was left out; nothing of it is stored. The others go in."""

    path: Path
    reason: Text


class ImportDone(Message, frozen=True, tag="import_done"):
    """Totals of an import. `cancelled`: some files, or the rest of one, are still to be imported.

    `volume_unit` is empty when none of the files has volumes. `gaps_between` stretches of five minutes or more of the
    instrument's hours lie between two files without a tick in any; the longest is told.
    `ticks_resumed` of those read had been stored by a run that stopped; `ticks_new` are of this run;
    for them `ticks_replaced` were put aside, which undoing the import brings back.
    """

    symbol: Symbol
    files: Count
    files_skipped: list[Text]
    ticks_read: Count
    ticks_new: Count
    seconds: float
    volume_unit: ShortText
    cancelled: bool = False
    ticks_resumed: Count = 0
    ticks_replaced: Count = 0
    gaps_between: Count = 0
    longest_gap: Gap | None = None


class ImportRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The files of one import command: how they were read, and what is stored of them.

    `path` is the first file; `ticks_held` are those in the store that no earlier import had. `incomplete`: ticks of it
    may have gone with an import that was undone, and its files may be imported again.
    """

    id: Count
    symbol: Symbol
    imported_us: TimeUs
    path: Path
    files: Count
    dialects: list[ShortText]
    volume_units: list[ShortText]
    time_zones: list[ShortText]
    options: list[Text]
    ticks_read: Count
    ticks_held: Count
    rejected: Count
    first_us: TimeUs | None
    last_us: TimeUs | None
    replaces: bool = False
    unfinished: bool = False
    incomplete: bool = False
    undone_us: TimeUs | None = None


class ImportsPart(Message, frozen=True, tag="imports_part"):
    """Imports in order; one empty part when there are none."""

    imports: list[ImportRun]


class UndoDone(Message, frozen=True, tag="undo_done"):
    """What became of the ticks of an import: `removed`, `kept` as those of other imports, `restored` that it had replaced.

    `incomplete` are files of other imports that may have lost ticks with it. `undone_us`: it had been undone before.
    """

    id: Count
    symbol: Symbol
    files: Count
    removed: Count
    kept: Count
    restored: Count
    incomplete: list[Path] = []
    undone_us: TimeUs | None = None


class UnfinishedImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of which the first `ticks` are stored and the rest is not. `running`: it is being imported now."""

    symbol: Symbol
    path: Path
    ticks: Count
    running: bool = False
