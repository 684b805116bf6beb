"""Times on the axis of bars: a time lies on the bar that holds it, one that is to come as far on as its bars would."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation_ui.state.series import Series


def index_of(series: Series, ts_us: int) -> float:
    """The index at which a time lies."""
    newest_us, oldest_us = int(series.open_us[-1]), int(series.open_us[0])
    if ts_us > newest_us:
        return series.last_index + (ts_us - newest_us) // _bar_us(series)
    if ts_us < oldest_us:
        return series.first_index + (ts_us - oldest_us) / _bar_us(series)
    index = series.index_at(ts_us)
    assert index is not None  # it is not before the oldest
    return index


def time_at(series: Series, x: float) -> int:
    """The open of the bar at an index; beyond the newest or before the oldest, when one would open."""
    index = round(x)
    beyond, before = index - series.last_index, index - series.first_index
    if beyond > 0:
        return int(series.open_us[-1]) + beyond * _bar_us(series)
    if before < 0:
        return int(series.open_us[0]) + before * _bar_us(series)
    return int(series.open_us[before])


def later(series: Series, ts_us: int, bars: int) -> int:
    """A time so many bars on, as far into its bar as before: over a weekend, too, a drawing keeps its shape."""
    if not bars:
        return ts_us
    index = floor(index_of(series, ts_us))
    return time_at(series, index + bars) + ts_us - time_at(series, index)


def _bar_us(series: Series) -> int:
    """Of a count of ticks, what one takes in the mean."""
    if len(series) < 2 or series.timeframe.startswith(("T", "V", "R", "K")):
        return max(int(series.open_us[-1] - series.open_us[0]) // max(len(series) - 1, 1), 1)
    return max(int(series.close_us[-1] - series.open_us[-1]), 1)
