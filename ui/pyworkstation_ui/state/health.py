"""The engine's health, in words for a tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.client.state_faults import state_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import Health, SymbolHealth


def health_words(health: Health | None) -> str:
    """A few lines for each symbol, and its faults; empty while nothing is known or replayed."""
    if health is None:
        return ""
    return "\n".join([*(line for row in health.symbols for line in _lines(row)), *state_faults(health)])


def _lines(row: SymbolHealth) -> Iterator[str]:
    age = "" if row.age_us is None else f", the last {row.age_us / 1e6:.1f} s ago"
    indicators = sum(timeframe.indicators for timeframe in row.timeframes)
    yield f"{row.symbol}: {row.ticks:,} ticks taken in, {row.ticks_per_second:,} a second{age}"
    yield f"Late ticks: {row.late_refused:,} refused, {row.late_reopened:,} put in their place"
    yield (
        f"State: {row.state_bytes / 1e6:.1f} MB, timeframes: {len(row.timeframes)}, indicators: {indicators}"
    )
