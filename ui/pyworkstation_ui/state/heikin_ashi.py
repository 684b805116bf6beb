"""Heikin-ashi: candles of averages, that show the trend and not the prices.

Close is the mean of open, high, low and close; open the mean of the open and the close of the candle before; high and
low reach to the bar's own and to both of these. Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities 22:2 (2004).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyworkstation.domain.columns import Column

AVERAGED_OVER = 40
"""What is halved so often is less than a point of any price."""

_HALVED = 0.5 ** np.arange(1, AVERAGED_OVER + 1)


def heikin_ashi(
    opened: Column, high: Column, low: Column, close: Column
) -> tuple[Column, Column, Column, Column]:
    """(open, high, low, close) in whole points. The first candle opens in the middle of its bar's body."""
    mean = (opened + high + low + close) / 4
    first = (opened[0] + close[0]) / 2
    averaged = _opens(mean, first)
    top = np.maximum(high, np.maximum(averaged, mean))
    bottom = np.minimum(low, np.minimum(averaged, mean))
    whole = (np.rint(column).astype(np.int64) for column in (averaged, top, bottom, mean))
    return tuple(whole)  # type: ignore[return-value]  # there are four


def _opens(mean: np.ndarray[tuple[int], np.dtype[np.float64]], first: float) -> Column:
    """Each open is the mean before by half, the one before that by a quarter, and so on down to the first."""
    known = np.concatenate((np.full(AVERAGED_OVER, first), mean[:-1]))
    opens: Column = np.convolve(known, _HALVED, mode="valid")[: len(mean)] + first * _HALVED[-1]
    opens[0] = first
    return opens
