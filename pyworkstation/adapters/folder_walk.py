"""Everything below a folder that is no folder, and what of it could not be looked at. Nothing is opened but folders."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Entry(NamedTuple):
    """A file and its facts, links followed."""

    path: Path
    facts: os.stat_result


class LeftOut(NamedTuple):
    """What was meant to be read and could not be, and why."""

    path: Path
    fault: InputError


def entries_below(folder: Path) -> Iterator[Entry | LeftOut]:
    """Walk a folder in the order of names. Links to folders are followed, each folder is looked at once."""
    waiting = [folder]
    seen: set[tuple[int, int]] = set()
    while waiting:
        folders: list[Path] = []
        for found in _listed(waiting.pop(), seen):
            if isinstance(found, Entry) and stat.S_ISDIR(found.facts.st_mode):
                folders.append(found.path)
            else:
                yield found
        waiting += reversed(folders)


def entry_at(path: Path) -> Entry | LeftOut:
    """What lies at a path, without opening it: opening a named pipe would wait for its writer."""
    readable = str(path).encode(errors="backslashreplace").decode()
    if readable != str(path):
        fault = InputError(
            expected="a name in Unicode", found="bytes that are none", where=readable, mend="rename it"
        )
        return LeftOut(Path(readable), fault)
    try:
        return Entry(path, path.stat())
    except OSError as error:
        found = "nothing there" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        return LeftOut(path, InputError(expected="a file or a folder", found=found, where=str(path)))
    except ValueError as error:
        return LeftOut(
            path, InputError(expected="a file or a folder", found=str(error), where=repr(str(path)))
        )


def irregular(entry: Entry) -> InputError | None:
    """What is wrong with an entry that is no file with an end, such as a device; None for a file."""
    mode = entry.facts.st_mode
    if stat.S_ISREG(mode):
        return None
    kind = next((name for name, is_of in _KINDS if is_of(mode)), "something else")
    return InputError(
        expected="a file",
        found=kind,
        where=str(entry.path),
        mend="write its content to a file and import that",
    )


_KINDS = (
    ("a named pipe", stat.S_ISFIFO),
    ("a socket", stat.S_ISSOCK),
    ("a device", stat.S_ISCHR),
    ("a device", stat.S_ISBLK),
    ("a folder", stat.S_ISDIR),
)


def _listed(folder: Path, seen: set[tuple[int, int]]) -> Iterable[Entry | LeftOut]:
    try:
        facts = folder.stat()
        if (facts.st_dev, facts.st_ino) in seen:
            return []
        seen.add((facts.st_dev, facts.st_ino))
        names = sorted(os.listdir(folder))  # noqa: PTH208  (names are all it takes, and it is twice as fast)
    except OSError as error:
        fault = InputError(
            expected="a folder that can be read", found=error.strerror or str(error), where=str(folder)
        )
        return [LeftOut(folder, fault)]
    return (entry_at(folder / name) for name in names)
