"""Finds the tick files among the files, folders, archives and patterns that a user names."""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import itertools
import os
import re
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.checksum_list import NAMES as CHECKSUMS
from pyworkstation.adapters.checksum_list import missing_files
from pyworkstation.adapters.dukascopy_path import hour_of, symbol_of
from pyworkstation.adapters.file_bytes import reading
from pyworkstation.adapters.folder_walk import Entry, LeftOut, entries_below, entry_at, irregular
from pyworkstation.adapters.place import Place
from pyworkstation.adapters.zip_directory import zip_members
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CANDLES = "*_candles_*.bi5"
_TICKS_IN_FOLDERS = ("*.bi5", "*.csv", "*.csv.gz", "*.csv.zst", "*.zip", "*.parquet", "*_ticks_*.json")
_ANSWER = re.compile(r"_ticks_([A-Z0-9]+)-([A-Z0-9]+)_.*\.json$")
_MOST_KINDS = 20
"""Of skipped files that are told apart: a folder may have thousands of endings."""
_OF_MACOS = re.compile(r"(^|/)(__MACOSX/|\._[^/]*$)")
"""Icons and the like, called as the files that they belong to."""


@dataclass(frozen=True, slots=True)
class TickFile:
    """A file to read, and its bytes on disk; `hour_us` is the hour of a Dukascopy hour file, None for others."""

    place: Place
    size: int
    hour_us: int | None

    @property
    def path(self) -> Path:
        """How messages call it."""
        return self.place.shown

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

    `skipped` tells what was not meant to be read, a line for each kind; `left_out` what was, and cannot be. `strangers`
    are the skipped files of other symbols.
    """

    files: list[TickFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    strangers: list[LeftOut] = field(default_factory=list)


class _Kind(NamedTuple):
    """What files are that are not meant to be read: a noun, and what follows it."""

    noun: str
    rest: str


class _Skipped(NamedTuple):
    """A file that is not meant to be read; `stranger` where it is one of another symbol."""

    kind: _Kind
    stranger: LeftOut | None = None


def find_tick_files(paths: Sequence[Path], symbol: str) -> FoundFiles:
    """Look at every path, folders recursively, zip archives as folders. A file named twice is read once.

    Where nothing is, a path may be a pattern, for not every shell expands those.

    Raises:
        InputError: for a path where nothing is, for one that is neither file nor folder, and when there is no tick
            file at all.
    """
    found = FoundFiles()
    seen: set[Path] = set()
    for path in itertools.chain.from_iterable(map(_expanded, paths)):
        _sort(_look_at(path, symbol, seen), path, found)
    if not found.files:
        raise _none(paths, found)
    return found


def _expanded(path: Path) -> Sequence[Path]:
    """The paths that a pattern fits; the path itself where something is, or where it is no pattern."""
    if not glob.has_magic(str(path)) or os.path.lexists(path):
        return [path]
    paths = [Path(text) for text in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207  (it takes absolute ones)
    if not paths:
        raise InputError(expected="files that the pattern fits", found="none", where=str(path))
    return paths


def _sort(things: Iterable[TickFile | LeftOut | _Skipped], path: Path, found: FoundFiles) -> None:
    files: list[TickFile] = []
    skipped: Counter[_Kind] = Counter()
    for thing in things:
        if isinstance(thing, TickFile):
            files.append(thing)
        elif isinstance(thing, LeftOut):
            found.left_out.append(thing)
        else:
            skipped[thing.kind] += 1
            found.strangers += [thing.stranger] if thing.stranger else []
    found.files += sorted(files, key=_by_time)
    found.skipped += [f"{path}: {note}" for note in _notes(skipped)]


def _notes(skipped: Counter[_Kind]) -> Iterator[str]:
    told = dict(skipped.most_common(_MOST_KINDS))
    for kind, count in sorted(told.items()):
        yield f"{count:,} {kind.noun}{'s' * (count != 1)} {kind.rest}"
    if others := skipped.total() - sum(told.values()):
        yield f"{others:,} more, of {len(skipped) - len(told):,} other kinds"


def _look_at(path: Path, symbol: str, seen: set[Path]) -> Iterator[TickFile | LeftOut | _Skipped]:
    """What each file at or below a path is."""
    named = _named(path)
    if named is not None:
        yield from _looked_at([named], symbol, seen, is_named=True)
        return
    archives: set[Path] = set()
    for thing in _looked_at(entries_below(path), symbol, seen, is_named=False):
        if isinstance(thing, TickFile) and thing.is_archive:
            archives.add(thing.path.parent.parent)
        yield thing
    for folder in sorted(archives):
        yield from _missing(folder, path)


def _looked_at(
    entries: Iterable[Entry | LeftOut], symbol: str, seen: set[Path], *, is_named: bool
) -> Iterator[TickFile | LeftOut | _Skipped]:
    for entry in entries:
        if isinstance(entry, LeftOut):
            yield entry
        elif entry.path not in seen:
            seen.add(entry.path)
            yield from _what(entry, symbol, is_named=is_named)


def _missing(folder: Path, wanted: Path) -> Iterator[LeftOut]:
    """The days of an archive below `wanted` that its list names, and that are not there."""
    # Of a list that is damaged, each file tells.
    with contextlib.suppress(InputError):
        for path in missing_files(folder):
            if path.is_relative_to(wanted):
                fault = InputError(
                    expected="the file that the archive's list of checksums names",
                    found="nothing there",
                    where=str(path),
                    mend="bring it back, or archive the day again",
                )
                yield LeftOut(path, fault)


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


def _what(entry: Entry, symbol: str, *, is_named: bool) -> Iterable[TickFile | LeftOut | _Skipped]:
    place = Place(entry.path)
    if kind := _no_ticks(place, is_named=is_named):
        return [_Skipped(kind)]
    if fault := irregular(entry):
        return [LeftOut(entry.path, fault)]
    if entry.path.suffix.lower() == ".zip":
        return _of_archive(entry.path, symbol)
    return [_tick_file(place, entry.facts.st_size, symbol)]


def _of_archive(path: Path, symbol: str) -> Iterable[TickFile | LeftOut | _Skipped]:
    try:
        with reading(path) as file:
            members = zip_members(file, path)
    except InputError as fault:
        return [LeftOut(path, fault)]
    places = [Place(path, member) for member in members]
    return [_of_member(place, symbol, is_named=len(members) == 1) for place in places]


def _of_member(place: Place, symbol: str, *, is_named: bool) -> TickFile | LeftOut | _Skipped:
    assert place.member is not None  # by its name
    if kind := _no_ticks(place, is_named=is_named):
        return _Skipped(kind)
    if place.shown.suffix.lower() in (".zip", ".parquet"):
        fault = InputError(
            expected="text or bi5 files in a zip archive",
            found=f"a {place.shown.suffix.lower()} file",
            where=str(place.shown),
            mend="unpack it first",
        )
        return LeftOut(place.shown, fault)
    return _tick_file(place, place.member.packed_bytes, symbol)


def _no_ticks(place: Place, *, is_named: bool) -> _Kind | None:
    """What a file is that is not meant to be read; one that the user named is read whatever its name."""
    name = place.name.lower()
    if fnmatch.fnmatch(name, _CANDLES):
        return _Kind("candle file", "(*_candles_*.bi5), without ticks")
    if _OF_MACOS.search(place.in_tree.as_posix()) and not is_named:
        return _Kind("file", "of macOS (._*), without ticks")
    if is_named or any(fnmatch.fnmatch(name, pattern) for pattern in _TICKS_IN_FOLDERS):
        return None
    if fnmatch.fnmatch(place.name, CHECKSUMS):
        return _Kind("list", "of checksums")
    return _Kind("file", f"of another kind ({place.shown.suffix or 'no ending'})")


def _tick_file(place: Place, size: int, symbol: str) -> TickFile | LeftOut | _Skipped:
    if other := _symbol_of_archive(place.shown, symbol):
        fault = InputError(
            expected=f"ticks of {symbol}, as --symbol says",
            found=f"an archive of {other}",
            where=str(place.shown),
            mend=f"say --symbol {other}",
        )
        return _Skipped(_Kind("archive file", f"of {other}"), LeftOut(place.shown, fault))
    other = _symbol_of_answer(place.name)
    if other not in (None, "".join(filter(str.isalnum, symbol))):
        fault = InputError(
            expected=f"ticks of {symbol}, as --symbol says",
            found=f"{other} in the file's name",
            where=str(place.shown),
            mend=f"say --symbol {other}, or rename the file if it has ticks of {symbol}",
        )
        return _Skipped(_Kind("file", f"of {other}"), LeftOut(place.shown, fault))
    try:
        hour_us = (
            hour_of(place.in_tree, symbol, where=place.shown)
            if place.shown.suffix.lower() == ".bi5"
            else None
        )
    except InputError as fault:
        left_out, other = LeftOut(place.shown, fault), symbol_of(place.in_tree)
        # A folder may hold the trees of many symbols, of which one is wanted.
        return left_out if other in (None, symbol) else _Skipped(_Kind("file", f"of {other}"), left_out)
    return TickFile(place, size, hour_us)


def _symbol_of_answer(name: str) -> str | None:
    """The instrument that a file of Dukascopy's newer service is named for; None for other files."""
    match = _ANSWER.search(name)
    return match[1] + match[2] if match else None


def _symbol_of_archive(path: Path, symbol: str) -> str | None:
    """The other symbol that the folder of an archive's day is named for."""
    folder = path.parent.parent.name
    is_other = folder.startswith("symbol=") and folder != f"symbol={symbol}"
    return folder.removeprefix("symbol=") if is_other and path.suffix.lower() == ".parquet" else None


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
        expected="tick files (HHh_ticks.bi5, .csv, .csv.gz, .csv.zst, .zip of such, .parquet of an archive, _ticks_ .json)",
        found=" and ".join(found.skipped) or "none",
        where=", ".join(str(path) for path in paths),
    )
