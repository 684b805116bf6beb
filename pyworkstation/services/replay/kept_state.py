"""The state of a session as bytes, and back to the exact tick: bars, forming bars and indicators included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol.messages import Count, ShortText, Symbol, TimeframeName, TimeUs
from pyworkstation.services.replay.session import EngineId, ReplaySession
from pyworkstation.services.replay.tick_feed import Place
from pyworkstation.services.trading_days import NEW_YORK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyworkstation.services.replay.session import TickSource

_WHERE = "saved state"


class KeptState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A session behind `of_that_time` ticks of time `last_us`. Engines are in their own saved form, which has a version."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    symbol: Symbol
    built_us: TimeUs
    position_us: TimeUs
    last_us: TimeUs
    of_that_time: Count
    days: ShortText = NEW_YORK.key
    depth: Count
    engine: bytes
    others: dict[TimeframeName, bytes]
    engine_ids: dict[int, tuple[TimeframeName, Count]]


def kept_state(session: ReplaySession, ids: Mapping[int, int] | None = None) -> bytes | None:
    """The session as it stands, its indicators by other `ids` where they are given; None before its first tick."""
    if session.place is None:
        return None
    kept = KeptState(
        symbol=session.symbol,
        built_us=session.built_us,
        position_us=session.position_us,
        last_us=session.place.last_us,
        of_that_time=session.place.of_that_time,
        days=session.days.key,
        depth=session.depth,
        engine=session.engine.save(),
        others={name: engine.save() for name, engine in session.others.items()},
        engine_ids={key if ids is None else ids[key]: at for key, at in session.engine_ids.items()},
    )
    return msgspec.msgpack.encode(kept)


def restored_session(
    data: bytes, source: TickSource, *, symbol: str, built_us: int, timeframes: Sequence[str], depth: int
) -> ReplaySession:
    """The session that was saved, if it is the one built then, and its ticks are still those that are stored.

    Raises:
        InputError: when it is not, or is damaged or of another version.
    """
    kept = _decoded(data)
    _expect(f"{symbol}, built {built_us}", f"{kept.symbol}, built {kept.built_us}")
    session = _restored(kept, source, built_us=kept.built_us)
    _expect(
        f"{', '.join(timeframes)}, {depth} bars of each",
        f"{', '.join(session.engine.timeframes)}, {kept.depth} bars of each",
    )
    return session


def session_kept(data: bytes, source: TickSource) -> ReplaySession:
    """The session that was saved, whenever that was built, if its ticks are still those that are stored.

    Raises:
        InputError: when they are not, or it is damaged or of another version.
    """
    # Before they are looked at: what is stored after this moment is seen as new.
    built_us = source.now_us()
    return _restored(_decoded(data), source, built_us=built_us)


def _decoded(data: bytes) -> KeptState:
    try:
        return msgspec.msgpack.decode(data, type=KeptState)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(expected="the state of a replay", found=str(error), where=_WHERE) from None


def _restored(kept: KeptState, source: TickSource, *, built_us: int) -> ReplaySession:
    days = source.trading_days(kept.symbol)
    _expect(f"trading days of {days.key}", f"trading days of {kept.days}")
    engine, _ = MtfEngine.restore(kept.engine)
    stored = source.ticks_before(kept.symbol, to_us=kept.last_us, unchanged_since_us=kept.built_us)
    _expect(
        f"{engine.ticks} stored ticks that were there at the time",
        "others"
        if stored is None
        else f"{stored + kept.of_that_time} stored ticks that were there at the time",
    )
    return ReplaySession(
        source,
        kept.symbol,
        built_us=built_us,
        days=days,
        depth=kept.depth,
        engine=engine,
        others={name: MtfEngine.restore(saved)[0] for name, saved in kept.others.items()},
        engine_ids={key: EngineId(*at) for key, at in kept.engine_ids.items()},
        position_us=kept.position_us,
        place=Place(kept.last_us, kept.of_that_time),
    )


def _expect(expected: str, found: str) -> None:
    if found != expected:
        raise InputError(expected=expected, found=found, where=_WHERE)
