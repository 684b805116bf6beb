"""How the state of a replayed symbol is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import SymbolHealth, TimeframeHealth

if TYPE_CHECKING:
    from pyworkstation.services.replay.attached import AttachedIndicators
    from pyworkstation.services.replay.session import ReplaySession


def symbol_health(
    session: ReplaySession,
    attached: AttachedIndicators,
    *,
    epoch: int,
    ticks_per_second: int,
    age_us: int | None,
    saved_us: int | None,
) -> SymbolHealth:
    """Reads the engine's counters only, so that ticks may come in meanwhile, and nobody waits for a lock of ours."""
    engine = session.engine
    engines = (engine, *session.others.values())
    return SymbolHealth(
        symbol=session.symbol,
        epoch=epoch,
        ticks=engine.ticks,
        ticks_per_second=ticks_per_second,
        late_refused=engine.late - engine.reopened,
        late_reopened=engine.reopened,
        last_us=engine.last_us,
        age_us=age_us,
        state_bytes=sum(each.state_bytes for each in engines),
        depth=session.depth,
        saved_us=saved_us,
        timeframes=[_timeframe(session, attached, timeframe) for timeframe in session.timeframes],
        jumps=sum(each.jumps for each in engines),
    )


def _timeframe(session: ReplaySession, attached: AttachedIndicators, timeframe: str) -> TimeframeHealth:
    completed = session.engine_of(timeframe).completed_count(timeframe)
    return TimeframeHealth(
        timeframe=timeframe,
        completed=completed,
        kept=min(completed, session.depth),
        indicators=len(attached.of(timeframe)),
    )
