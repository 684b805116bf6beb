"""The scale of an indicator's own pane: its values as whole numbers of their last digit, like prices in points."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from pyworkstation_ui.state.prices import PriceScale, format_volume

_AROUND = 0.12
_SHOWN_DIGITS = 2
_MOST_DIGITS = 10
_COMPACT_FROM = 100_000


@dataclass(frozen=True, slots=True)
class PaneScale(PriceScale):
    """`points` are values times `factor`."""

    @property
    def factor(self) -> float:
        """Points in a value of one."""
        return float(10**self.digits)

    def written(self, points: int) -> str:
        """Large values are cut short: `1.23m`."""
        value = points / self.factor
        if abs(value) >= _COMPACT_FROM:
            return ("-" if value < 0 else "") + format_volume(round(abs(value)))
        return f"{value:.{self.digits}f}"


def pane_scale(low: float, high: float, *, height_px: float) -> PaneScale:
    """The scale on which values [low, high] fill a pane, with digits enough to tell its labels apart."""
    span = high - low or max(abs(high), 1.0)
    digits = min(max(_SHOWN_DIGITS - 1 - floor(log10(span)), 0), _MOST_DIGITS)
    factor = float(10**digits)
    around = span * _AROUND
    return PaneScale((low - around) * factor, (high + around) * factor, height_px, digits)
