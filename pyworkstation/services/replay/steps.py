"""Where a step back leads: after how many ticks the state has to stand, so that it is exact whatever times ticks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation.services.replay.session import ReplaySession


def ticks_after_step_back(session: ReplaySession, steps: int, timeframe: str | None) -> int:
    """Back by so many ticks; or by bars, to the first tick of each: that of the bar under way, then those before it."""
    done = session.engine.ticks
    if timeframe is None:
        return max(done - steps, 1)
    engine = session.engine_of(timeframe)
    completed_count = engine.completed_count(timeframe)
    _, completed = engine.completed(timeframe, max(completed_count - steps, 0))
    first = done - int(engine.forming(timeframe).ticks.sum()) + 1
    # From within a bar the first step leads to its own first tick.
    left = steps - 1 if done > first else steps
    before = int(completed.ticks[len(completed) - left :].sum()) if left else 0
    return max(first - before, 1)
