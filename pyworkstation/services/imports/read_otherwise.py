"""Refuses a file that is in already, read in another way: every one of its ticks would be in twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.services.imports.reading_words import zone_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyworkstation.storage.imports.import_files import FileImporter
    from pyworkstation.storage.imports.reading import KnownFile, Reading

_PARTS = {
    "dialect": "dialect",
    "volume_unit": "volumes in",
    "time_zone": "times of",
    "options": "options",
}


def fault_of_other_reading(
    importer: FileImporter, reading: Reading, path: Path, *, content_sha256: str | None = None
) -> InputError | None:
    """How the file was read before, and how it would be now; None where both are the same."""
    found = importer.read_otherwise(reading, content_sha256)
    if found is None:
        return None
    return _fault(*found, reading, path)


def fault_of_parts(
    parts: Sequence[tuple[Reading, KnownFile]], reading: Reading, path: Path
) -> InputError | None:
    """The same for a file whose first parts are in: how one of them was read that was not read as the rest would be."""
    for other, known in parts:
        if replace(other, sha256=reading.sha256) != reading:
            return _fault(other, known, reading, path)
    return None


def _fault(other: Reading, known: KnownFile, reading: Reading, path: Path) -> InputError:
    differing = [part for part in _PARTS if getattr(other, part) != getattr(reading, part)]
    return InputError(
        expected=f"the file read as on {known.imported_at:%Y-%m-%d %H:%M} (import {known.import_id}: {_words(other, differing)})",
        found=_words(reading, differing),
        where=str(path),
        mend=f"undo that import first with `pyworkstation undo {known.import_id}`, or say --replace",
    )


def _words(reading: Reading, parts: list[str]) -> str:
    return ", ".join(f"{_PARTS[part]} {zone_words(getattr(reading, part)) or 'none'}" for part in parts)
