"""What a replay was doing, kept in a small file, so that an engine that was killed goes on from there."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.whole_file import write_whole
from pyworkstation.engine import Indicator, parse_timeframe
from pyworkstation.protocol.messages import (
    Count,
    IndicatorName,
    IndicatorParam,
    Number,
    PriceSide,
    ShortText,
    Speed,
    Symbol,
    TimeframeName,
    TimeUs,
)
from pyworkstation.services.replay.attached import Attached, AttachedIndicators, Wanted

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


class SavedIndicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An attached indicator."""

    id: Count
    timeframe: TimeframeName
    name: IndicatorName
    side: PriceSide
    params: dict[IndicatorParam, Number | ShortText]
    holders: list[ShortText]


class SavedReplay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Enough to build the same state from the stored ticks. The ticks of symbols `along` are heard, too."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    symbol: Symbol
    position_us: TimeUs
    speed: Speed
    paused: bool
    epoch: Count
    built_us: TimeUs = 0
    others: list[TimeframeName] = []
    attached: list[SavedIndicator] = []
    next_id: Count = 1
    along: list[Symbol] = []


def saved_indicator(row: Attached) -> SavedIndicator:
    """As it goes into the file."""
    return SavedIndicator(
        id=row.id,
        timeframe=row.wanted.timeframe,
        name=row.wanted.name,
        side=row.wanted.side,
        params=dict(row.wanted.params),
        holders=sorted(row.holders),
    )


def attached_again(saved: SavedReplay) -> AttachedIndicators:
    """As they were, but for those that this version does not have."""
    rows = [_attached(row) for row in saved.attached if _is_known(row)]
    return AttachedIndicators(rows, next_id=saved.next_id)


def _attached(saved: SavedIndicator) -> Attached:
    wanted = Wanted(timeframe=saved.timeframe, name=saved.name, side=saved.side, params=saved.params)
    return Attached(id=saved.id, wanted=wanted, holders=frozenset(saved.holders))


def _is_known(saved: SavedIndicator) -> bool:
    try:
        Indicator(saved.name, **saved.params)
        parse_timeframe(saved.timeframe)
    except InputError as error:
        log.warning("a saved indicator is attached no longer: %s", error)
        return False
    return True


def save_replay(path: Path, saved: SavedReplay) -> None:
    """Replace the file in one step."""
    write_whole(path, msgspec.json.encode(saved))


def load_replay(path: Path) -> SavedReplay | None:
    """What was saved; None when there is nothing, or nothing that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=SavedReplay)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        log.warning("%s: not a saved replay (%s); starting without one", path, error)
        return None


def forget_replay(path: Path) -> None:
    """No replay to go on with."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
