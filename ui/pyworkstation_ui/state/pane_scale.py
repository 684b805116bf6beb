"""The scale of an indicator's own pane: its values as whole numbers of their last digit, like prices in points."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from pyworkstation_ui.state.prices import PriceScale, format_volume

_AROUND = 0.12
_SHOWN_DIGITS = 2
_MOST_DIGITS = 15
_MOST_DECIMALS = 5
_COMPACT_FROM = 100_000


@dataclass(frozen=True, slots=True)
class PaneScale(PriceScale):
    """`points` are values times `factor`."""

    @property
    def factor(self) -> float:
        """Points in a value of one."""
        return float(10**self.digits)

    def written(self, points: int) -> str:
        """Large values are cut short: `1.23m`; of small ones the zeros are: `2.2e-7`."""
        return self._told(points / self.factor, self.digits)

    def read(self, value: float) -> str:
        """One value, told more exactly than the labels of the axis."""
        return self._told(value, self.digits + (1 if self.digits else _SHOWN_DIGITS))

    def _told(self, value: float, decimals: int) -> str:
        if abs(value) >= _COMPACT_FROM:
            return ("-" if value < 0 else "") + format_volume(round(abs(value)))
        if self.digits <= _MOST_DECIMALS:
            return f"{value:.{decimals}f}"
        power = floor(log10(max(abs(self.low), abs(self.high)) / self.factor))
        return f"{value / 10**power:.{max(decimals + power, 0)}f}e{power}" if value else "0"


def pane_scale(low: float, high: float, *, height_px: float) -> PaneScale:
    """The scale on which values [low, high] fill a pane, with digits enough to tell its labels apart."""
    span = high - low or max(abs(high), 1.0)
    digits = min(max(_SHOWN_DIGITS - 1 - floor(log10(span)), 0), _MOST_DIGITS)
    factor = float(10**digits)
    around = span * _AROUND
    return PaneScale((low - around) * factor, (high + around) * factor, height_px, digits)
