"""Finds the tick files among the files and folders that a user names."""

from __future__ import annotations

import fnmatch
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyworkstation.adapters.checksum_list import NAME as CHECKSUMS
from pyworkstation.adapters.dukascopy_path import hour_of
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CANDLES = "*_candles_*.bi5"
_TICKS_IN_FOLDERS = ("*.bi5", "*.csv", "*.csv.gz", "*.parquet", "*_ticks_*.json")


@dataclass(frozen=True, slots=True)
class TickFile:
    """A file to read; `hour_us` is the hour of a Dukascopy hour file, None for others."""

    path: Path
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
    """The files, in the order asked, those of a folder by time; and what was left out and why, a line for each kind."""

    files: list[TickFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def find_tick_files(paths: Sequence[Path], symbol: str) -> FoundFiles:
    """Look at every path, folders recursively. A file named twice is read once.

    Raises:
        InputError: for a path where nothing is, a bi5 file whose path does not tell its hour or tells another symbol,
            and when there is no tick file at all.
    """
    found = FoundFiles()
    seen: set[Path] = set()
    for path in paths:
        members = [member for member in _members(path) if member not in seen]
        seen.update(members)
        ticks = [member for member in members if _is_wanted(member, named=member == path)]
        found.files += sorted((_tick_file(member, symbol) for member in ticks), key=_by_time)
        found.skipped += _notes(path, set(members) - set(ticks))
    if not found.files:
        raise InputError(
            expected="tick files (HHh_ticks.bi5, .csv, .csv.gz, .parquet of an archive, _ticks_ .json)",
            found=" and ".join(found.skipped) or "none",
            where=", ".join(str(path) for path in paths),
        )
    return found


def _members(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (member for member in path.rglob("*") if member.is_file())
    elif path.exists():
        yield path
    else:
        raise InputError(expected="a file or a folder", found="nothing there", where=str(path))


def _is_wanted(path: Path, *, named: bool) -> bool:
    """A file that the user named is read as CSV whatever its name, for its content will tell."""
    name = path.name.lower()
    if fnmatch.fnmatch(name, _CANDLES):
        return False
    return named or any(fnmatch.fnmatch(name, pattern) for pattern in _TICKS_IN_FOLDERS)


def _tick_file(path: Path, symbol: str) -> TickFile:
    return TickFile(path, hour_of(path, symbol) if path.suffix.lower() == ".bi5" else None)


def _by_time(file: TickFile) -> tuple[bool, int, str]:
    return file.hour_us is None, file.hour_us or 0, str(file.path)


def _notes(path: Path, left_out: set[Path]) -> list[str]:
    kinds = Counter(_why_not(member) for member in left_out)
    return [f"{path}: {count} {what}" for what, count in sorted(kinds.items())]


def _why_not(path: Path) -> str:
    if path.name == CHECKSUMS:
        return "list of checksums"
    if fnmatch.fnmatch(path.name.lower(), _CANDLES):
        return "candle files (*_candles_*.bi5), which hold no ticks"
    return f"files of another kind ({path.suffix or path.name})"
