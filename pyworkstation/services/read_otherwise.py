"""Refuses a file that is in already, read in another way: every one of its ticks would be in twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.storage.import_files import FileImporter
    from pyworkstation.storage.reading import Reading

_PARTS = {
    "dialect": "dialect",
    "volume_unit": "volumes in",
    "time_zone": "times of",
    "options": "options",
}


def fault_of_other_reading(importer: FileImporter, reading: Reading, path: Path) -> InputError | None:
    """How the file was read before, and how it would be now; None where both are the same."""
    found = importer.read_otherwise(reading)
    if found is None:
        return None
    other, known = found
    differing = [part for part in _PARTS if getattr(other, part) != getattr(reading, part)]
    return InputError(
        expected=f"the file read as on {known.imported_at:%Y-%m-%d %H:%M} (import {known.import_id}: {_words(other, differing)})",
        found=_words(reading, differing),
        where=str(path),
        mend=f"undo that import first with `pyworkstation undo {known.import_id}`, or say --replace",
    )


def _words(reading: Reading, parts: list[str]) -> str:
    return ", ".join(f"{_PARTS[part]} {getattr(reading, part) or 'none'}" for part in parts)
