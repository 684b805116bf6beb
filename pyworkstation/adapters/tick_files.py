"""Finds the tick files among the files and folders that a user names."""

from __future__ import annotations

import fnmatch
import stat
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.checksum_list import NAME as CHECKSUMS
from pyworkstation.adapters.dukascopy_path import hour_of, symbol_of
from pyworkstation.adapters.folder_walk import Entry, LeftOut, entries_below, entry_at, irregular
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_CANDLES = "*_candles_*.bi5"
_TICKS_IN_FOLDERS = ("*.bi5", "*.csv", "*.csv.gz", "*.parquet", "*_ticks_*.json")


@dataclass(frozen=True, slots=True)
class TickFile:
    """A file to read; `hour_us` is the hour of a Dukascopy hour file, None for others."""

    path: Path
    size: int
    hour_us: int | None

    @property
    def is_json(self) -> bool:
        """Whether it is an answer of Dukascopy's newer service."""
        return self.path.suffix.lower() == ".json"

    @property
    def is_archive(self) -> bool:
        """Whether it is Parquet."""
        return self.path.suffix.lower() == ".parquet"


@dataclass(slots=True)
class FoundFiles:
    """The files, in the order asked, those of a folder by time.

    `skipped` tells what was not meant to be read, a line for each kind; `left_out` what was, and cannot be. `strangers` are the
    skipped files of other symbols.
    """

    files: list[TickFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    strangers: list[LeftOut] = field(default_factory=list)


class _Skipped(NamedTuple):
    """A file that is not meant to be read; `stranger` where it is one of another symbol."""

    why: str
    stranger: LeftOut | None = None


def find_tick_files(paths: Sequence[Path], symbol: str) -> FoundFiles:
    """Look at every path, folders recursively. A file named twice is read once.

    Raises:
        InputError: for a path where nothing is, for one that is neither file nor folder, and when there is no tick
            file at all.
    """
    found = FoundFiles()
    seen: set[Path] = set()
    for path in paths:
        _sort(_look_at(path, symbol, seen), path, found)
    if not found.files:
        raise _none(paths, found)
    return found


def _sort(things: Iterable[TickFile | LeftOut | _Skipped], path: Path, found: FoundFiles) -> None:
    files: list[TickFile] = []
    notes: Counter[str] = Counter()
    for thing in things:
        if isinstance(thing, TickFile):
            files.append(thing)
        elif isinstance(thing, LeftOut):
            found.left_out.append(thing)
        else:
            notes[thing.why] += 1
            found.strangers += [thing.stranger] if thing.stranger else []
    found.files += sorted(files, key=_by_time)
    found.skipped += [f"{path}: {count} {what}" for what, count in sorted(notes.items())]


def _look_at(path: Path, symbol: str, seen: set[Path]) -> Iterator[TickFile | LeftOut | _Skipped]:
    """What each file at or below a path is."""
    named = _named(path)
    for entry in entries_below(path) if named is None else [named]:
        if isinstance(entry, LeftOut):
            yield entry
        elif entry.path not in seen:
            seen.add(entry.path)
            why = _why_not(entry, is_named=named is not None)
            yield _Skipped(why) if why else _tick_file(entry, symbol)


def _named(path: Path) -> Entry | None:
    """The file at a path; None for a folder. Raises InputError where nothing is, and for a pipe or a device."""
    entry = entry_at(path)
    if isinstance(entry, LeftOut):
        raise entry.fault
    if stat.S_ISDIR(entry.facts.st_mode):
        return None
    if fault := irregular(entry):
        raise fault
    return entry


def _why_not(entry: Entry, *, is_named: bool) -> str | None:
    """What an entry is that is not meant to be read; a file that the user named is read whatever its name."""
    path, name = entry.path, entry.path.name.lower()
    if fnmatch.fnmatch(name, _CANDLES):
        return "candle files (*_candles_*.bi5), which hold no ticks"
    if is_named or any(fnmatch.fnmatch(name, pattern) for pattern in _TICKS_IN_FOLDERS):
        return None
    return (
        "list of checksums"
        if path.name == CHECKSUMS
        else f"files of another kind ({path.suffix or path.name})"
    )


def _tick_file(entry: Entry, symbol: str) -> TickFile | LeftOut | _Skipped:
    path = entry.path
    if fault := irregular(entry):
        return LeftOut(path, fault)
    try:
        hour_us = hour_of(path, symbol) if path.suffix.lower() == ".bi5" else None
    except InputError as fault:
        left_out, other = LeftOut(path, fault), symbol_of(path)
        # A folder may hold the trees of many symbols, of which one is wanted.
        return left_out if other in (None, symbol) else _Skipped(f"files of {other}", left_out)
    return TickFile(path, entry.facts.st_size, hour_us)


def _by_time(file: TickFile) -> tuple[bool, int, str]:
    return file.hour_us is None, file.hour_us or 0, str(file.path)


def _none(paths: Iterable[Path], found: FoundFiles) -> InputError:
    """What to say where there is no file to read."""
    left_out = found.left_out or found.strangers
    if len(left_out) == 1:
        return left_out[0].fault
    if left_out:
        first = left_out[0].fault
        return InputError(
            expected=first.expected,
            found=f"{first.found}, and {len(left_out) - 1} more that cannot be read",
            where=first.where,
            mend=first.mend,
        )
    return InputError(
        expected="tick files (HHh_ticks.bi5, .csv, .csv.gz, .parquet of an archive, _ticks_ .json)",
        found=" and ".join(found.skipped) or "none",
        where=", ".join(str(path) for path in paths),
    )
