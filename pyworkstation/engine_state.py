"""The state of an engine in a file, with the one saved before it kept beside it in case this one cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.whole_file import write_whole
from pyworkstation.engine import MtfEngine

if TYPE_CHECKING:
    from pathlib import Path


class LoadedEngine(NamedTuple):
    """An engine as it was saved."""

    engine: MtfEngine
    extra: bytes
    """What was saved along with it."""
    refused: InputError | None
    """Why the newest file was not the one: then this is the engine saved before it."""


def save_engine(path: Path, engine: MtfEngine, *, extra: bytes = b"") -> None:
    """Write the state to `path`, whole or not at all; what was there before becomes `previous_of(path)`.

    Raises OSError when the disk fails; both files are then as they were, or the newer one is the previous one already.
    """
    write_whole(path, engine.save(extra), previous=previous_of(path))


def load_engine(path: Path) -> LoadedEngine | None:
    """The engine of `path`, or of the file before when that one is damaged, newer or gone; None when there is neither.

    Raises InputError, that of the newest file, when none that is there can be read.
    """
    refused: InputError | None = None
    for slot in (path, previous_of(path)):
        try:
            engine, extra = MtfEngine.restore(slot.read_bytes())
        except FileNotFoundError:
            continue
        except InputError as error:
            refused = refused or _at(slot, error)
            continue
        return LoadedEngine(engine, extra, refused)
    if refused is not None:
        raise refused
    return None


def previous_of(path: Path) -> Path:
    """Where the file before is."""
    return path.with_name(f"{path.name}.previous")


def _at(slot: Path, error: InputError) -> InputError:
    where = f"{slot}, {error.where}"
    return InputError(expected=error.expected, found=error.found, where=where, mend=error.mend)
