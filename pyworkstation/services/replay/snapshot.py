"""All timeframes of a session at one instant, as messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import SnapshotPart
from pyworkstation.services.replay.values import indicator_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyworkstation.services.replay.attached import AttachedIndicators
    from pyworkstation.services.replay.session import ReplaySession


def snapshot_parts(
    session: ReplaySession,
    attached: AttachedIndicators,
    timeframes: Sequence[str],
    *,
    bars: int,
    epoch: int,
) -> list[SnapshotPart]:
    """One part for each timeframe, with the last `bars` completed ones. No tick may come in meanwhile."""
    progress = _progress(session)
    return [
        _part(session, attached, timeframe, bars=bars, epoch=epoch, progress=progress[timeframe])
        for timeframe in timeframes
    ]


def _progress(session: ReplaySession) -> dict[str, float]:
    snapshots = [engine.snapshot() for engine in (session.engine, *session.others.values())]
    return {name: snapshot.progress(name) for snapshot in snapshots for name in snapshot.timeframes}


def _part(
    session: ReplaySession,
    attached: AttachedIndicators,
    timeframe: str,
    *,
    bars: int,
    epoch: int,
    progress: float,
) -> SnapshotPart:
    engine = session.engine_of(timeframe)
    count = engine.completed_count(timeframe)
    since = max(0, count - bars)
    first_index, completed = engine.completed(timeframe, since)
    return SnapshotPart(
        symbol=session.symbol,
        timeframe=timeframe,
        digits=session.coverage.digits,
        epoch=epoch,
        position_us=session.position_us,
        ticks=engine.ticks,
        completed_count=count,
        first_index=first_index,
        completed=completed.pack(),
        forming=engine.forming(timeframe).pack(),
        progress=progress,
        indicators=[indicator_values(session, each, since=since) for each in attached.of(timeframe)],
    )
