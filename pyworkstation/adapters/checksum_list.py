"""The hashes of an archive's files, as `sha256sum --check` reads them: `DIR/_EURUSD.sha256` for `DIR/symbol=EURUSD`.

It lies above the days, and begins as it does, so that pandas and polars find nothing but Parquet among them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.adapters.file_bytes import sha256_of
from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = "_*.sha256"
"""What such lists are called."""

_FOLDER = "symbol="


def list_of(folder: Path) -> Path:
    """Where the list for a symbol's folder is."""
    return folder.parent / f"_{folder.name.removeprefix(_FOLDER)}.sha256"


def read_checksums(folder: Path) -> dict[str, str]:
    """Name -> hash of the files below a folder; nothing where there is no list. Raises InputError for a bad line.

    Names begin with that of the folder.
    """
    path = list_of(folder)
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
    path = list_of(folder)
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error}") from error


def check_listed(path: Path, folder: Path, *, sha256: str | None = None) -> None:
    """Hold a file against the list of `folder`, where that lists it. Raises InputError when the hashes differ."""
    listed = read_checksums(folder).get(path.relative_to(folder.parent).as_posix())
    if listed is not None and listed != (sha256 or sha256_of(path)):
        raise InputError(
            expected=f"the file that {list_of(folder)} lists",
            found="another hash: the file was changed or damaged",
            where=str(path),
            mend="archive the day again, or take its line out of the list if the change was meant",
        )


def missing_files(folder: Path) -> list[Path]:
    """The files that the list of a folder names, and that are not there. Raises InputError for a line that is none."""
    paths = (folder.parent / name for name in read_checksums(folder))
    return [path for path in paths if not path.exists()]
