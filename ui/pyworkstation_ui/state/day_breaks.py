"""Where trading days begin among the bars of a chart."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.time_axis import is_dated

if TYPE_CHECKING:
    from pyworkstation.domain.columns import Column
    from pyworkstation_ui.state.series import Series

_LEAST_PX = 24.0
"""Days narrower than that would only be stripes."""


def day_breaks(
    series: Series, day_ends_us: Column, *, left: float, right: float, bar_px: float
) -> tuple[int, ...]:
    """Indexes of the first bars in [left, right] that open after the end of a day; none where they are too close to each other."""
    start = max(floor(left) - 1 - series.first_index, 0)
    stop = min(ceil(right) + 1 - series.first_index, len(series))
    if stop - start < 2 or is_dated(series.timeframe):
        return ()
    first_us, last_us = series.open_us[start], series.open_us[stop - 1]
    ends_us = day_ends_us[
        day_ends_us.searchsorted(first_us, "right") : day_ends_us.searchsorted(last_us, "right")
    ]
    rows = np.unique(series.open_us.rows_of(ends_us, "left"))
    if len(rows) and (stop - start) * bar_px / len(rows) < _LEAST_PX:
        return ()
    return tuple((rows + series.first_index).tolist())
