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
    from collections.abc import Sequence

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


def kept_state(session: ReplaySession) -> bytes | None:
    """The session as it stands; None before its first tick."""
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
        engine_ids=dict(session.engine_ids),
    )
    return msgspec.msgpack.encode(kept)


def restored_session(
    data: bytes, source: TickSource, *, symbol: str, built_us: int, timeframes: Sequence[str], depth: int
) -> ReplaySession:
    """The session that was saved, if it is the one built then, and its ticks are still those that are stored.

    Raises:
        InputError: when it is not, or is damaged or of another version.
    """
    try:
        kept = msgspec.msgpack.decode(data, type=KeptState)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(expected="the state of a replay", found=str(error), where=_WHERE) from None
    _expect(f"{symbol}, built {built_us}", f"{kept.symbol}, built {kept.built_us}")
    days = source.trading_days(symbol)
    _expect(f"trading days of {days.key}", f"trading days of {kept.days}")
    engine, _ = MtfEngine.restore(kept.engine)
    _expect(
        f"{', '.join(timeframes)}, {depth} bars of each",
        f"{', '.join(engine.timeframes)}, {kept.depth} bars of each",
    )
    stored = source.ticks_before(symbol, to_us=kept.last_us, unchanged_since_us=kept.built_us)
    _expect(
        f"{engine.ticks} stored ticks that were there at the time",
        "others"
        if stored is None
        else f"{stored + kept.of_that_time} stored ticks that were there at the time",
    )
    return ReplaySession(
        source,
        symbol,
        built_us=kept.built_us,
        days=days,
        depth=depth,
        engine=engine,
        others={name: MtfEngine.restore(saved)[0] for name, saved in kept.others.items()},
        engine_ids={key: EngineId(*at) for key, at in kept.engine_ids.items()},
        position_us=kept.position_us,
        place=Place(kept.last_us, kept.of_that_time),
    )


def _expect(expected: str, found: str) -> None:
    if found != expected:
        raise InputError(expected=expected, found=found, where=_WHERE)
