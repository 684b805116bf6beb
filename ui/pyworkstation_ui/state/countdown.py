"""How long the forming bar has to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation_ui.state.series import Series

_SECOND = 1_000_000
_COUNTS = ("T", "V", "R", "K")


def is_by_time(timeframe: str) -> bool:
    """Bars of a time, not of ticks, volume or range."""
    return not timeframe.startswith(_COUNTS)


def countdown(series: Series, clock_us: int | None = None) -> str:
    """`00:34` until the forming bar closes, by the market's clock or the time of its last tick, whichever is later;
    `37 ticks` of one that so many close; empty for bars that prices close."""
    if not len(series) or len(series) == series.completed:
        return ""
    if series.timeframe.startswith("T"):
        newest = series.last_bar()
        return f"{max(int(series.timeframe[1:]) - (newest.ticks if newest else 0), 0):,} ticks"
    if not is_by_time(series.timeframe):
        return ""
    now_us = max(int(series.last_us[-1]), clock_us or 0)
    left_s = max(int(series.close_us[-1]) - now_us, 0) // _SECOND
    hours, minutes, seconds = left_s // 3600, left_s // 60 % 60, left_s % 60
    if hours >= 24:
        return f"{hours // 24}d {hours % 24:02d}h"
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"
