"""What a person should know of an engine's health beyond its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import Health

CLOCK_SKEW_US = 60_000_000
"""Clocks of good feeds differ from ours by less."""


def state_faults(health: Health) -> Iterator[str]:
    """A line for each fault of a symbol's ticks that its counters tell of."""
    for row in health.symbols:
        if row.last_us is not None and row.last_us > health.now_us + CLOCK_SKEW_US:
            yield (
                f"{row.symbol}: the last tick, of {format_time(row.last_us)}, lies in the future; every tick before that time "
                "counts as late: undo the import that brought it, and replay again"
            )
        if row.jumps:
            yield (
                f"{row.symbol}: {row.jumps:,} moves of more than 10,000 Renko bricks in one tick drew none: take larger bricks, "
                "or look for a hole or a spike in the ticks"
            )
