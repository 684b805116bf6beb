"""Bars from before those that the engine keeps at hand: which to ask for when a chart is scrolled back to its first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import GetBars

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import ReplayState
    from pyworkstation_ui.state.series import Series

NEAR_BARS = 200
"""A view that comes this close to the oldest bar wants more of them."""

_PAGE_BARS = 2_000
_MOST_PAGE_BARS = 50_000
"""Whoever has scrolled far goes further: half as many again as there are, so that a million take few pages."""

_LEAST_REACH_US = 7 * 86_400_000_000
"""A week: most of two thousand minutes may be a weekend."""


@dataclass(frozen=True, slots=True)
class OlderWanted:
    """The bars of `reach_us` before `before_us`, to go before those of one epoch of a series."""

    symbol: str
    timeframe: str
    epoch: int
    before_us: int
    reach_us: int

    def request(self) -> GetBars:
        """How to ask for them."""
        return GetBars(
            symbol=self.symbol,
            timeframe=self.timeframe,
            from_us=max(self.before_us - self.reach_us, 0),
            to_us=self.before_us,
        )

    def further(self, replay: ReplayState) -> OlderWanted | None:
        """Twice as far, where the data has a hole; None when there is nothing further."""
        if replay.first_us is None or self.before_us - self.reach_us <= replay.first_us:
            return None
        return OlderWanted(self.symbol, self.timeframe, self.epoch, self.before_us, 2 * self.reach_us)


@dataclass(frozen=True, slots=True, eq=False)
class OlderArrived:
    """What was stored of them, oldest first: a row for each column of `Bars`."""

    wanted: OlderWanted
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, wanted: OlderWanted, parts: Iterable[bytes]) -> OlderArrived:
        """From the packed parts of an answer."""
        tables = [Bars.unpack_table(b""), *(Bars.unpack_table(part) for part in parts)]
        return cls(wanted, np.concatenate(tables, axis=1))


def older_wanted(series: Series, symbol: str) -> OlderWanted | None:
    """The page before the oldest bar of a series; None when it has them all, or as many as it may."""
    if series.epoch is None or not series.has_older:
        return None
    bar_us = int(series.close_us[0] - series.open_us[0])
    # Half as much again: five days of seven have bars.
    page_bars = min(max(_PAGE_BARS, series.completed // 2), _MOST_PAGE_BARS)
    reach_us = max(page_bars * bar_us * 3 // 2, _LEAST_REACH_US)
    return OlderWanted(symbol, series.timeframe, series.epoch, int(series.open_us[0]), reach_us)
