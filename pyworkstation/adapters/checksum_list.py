"""A `SHA256SUMS` file, as `sha256sum --check` reads it: the hash of each file beside or below it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.adapters.file_bytes import sha256_of
from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "SHA256SUMS"


def read_checksums(folder: Path) -> dict[str, str]:
    """Name -> hash of the list in a folder; nothing where there is none. Raises InputError for a line that is none."""
    path = folder / NAME
    if not path.is_file():
        return {}
    sums: dict[str, str] = {}
    # What is no UTF-8 names no file of ours, and its line fits none.
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        digest, separator, name = line.partition("  ")
        if not separator or len(digest) != 64:
            raise InputError(
                expected="a hash, two blanks and a name",
                found=repr(line[:80]),
                where=f"{path}, line {number}",
            )
        sums[name] = digest
    return sums


def write_checksums(folder: Path, sums: dict[str, str]) -> None:
    """Write the list, whole or not at all. Raises EnvironmentFailure."""
    fresh = folder / f"{NAME}.new"
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / NAME)
    except OSError as error:
        raise EnvironmentFailure(f"{folder / NAME}: cannot be written: {error}") from error


def check_listed(path: Path, folder: Path, *, sha256: str | None = None) -> None:
    """Hold a file against the list in `folder`, where that lists it. Raises InputError when the hashes differ."""
    listed = read_checksums(folder).get(path.relative_to(folder).as_posix())
    if listed is not None and listed != (sha256 or sha256_of(path)):
        raise InputError(
            expected=f"the file that {folder / NAME} lists",
            found="another hash: the file was changed or damaged",
            where=str(path),
            mend="archive the day again, or take its line out of the list if the change was meant",
        )
