"""Where a replay stood, kept in a small file, so that an engine that was killed goes on from there."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages import Count, Speed, Symbol, TimeUs

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


class SavedReplay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Enough to build the same state from the stored ticks."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    symbol: Symbol
    position_us: TimeUs
    speed: Speed
    paused: bool
    epoch: Count


def save_replay(path: Path, saved: SavedReplay) -> None:
    """Replace the file in one step."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(saved))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load_replay(path: Path) -> SavedReplay | None:
    """What was saved; None when there is nothing, or nothing that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=SavedReplay)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("%s: not a saved replay (%s); starting without one", path, error)
        return None


def forget_replay(path: Path) -> None:
    """No replay to go on with."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
