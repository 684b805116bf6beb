"""The price axis: where its lines go, what they say, and how volumes and spreads are written."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from pyworkstation.domain.units import format_price

_STEPS = (1, 2, 5, 10)
_LEAST_SPAN = 8
_BODY_SHARE = 0.74
_TOP_SHARE = 0.08
"""Candles take three quarters of the panel; the volumes have the room below them."""


@dataclass(frozen=True, slots=True)
class PriceScale:
    """Prices from `low` (bottom edge) to `high` (top edge) in points on `height_px` pixels."""

    low: float
    high: float
    height_px: float
    digits: int

    def y_px(self, points: float) -> float:
        """Pixels from the top edge."""
        return (self.high - points) / (self.high - self.low) * self.height_px

    def points_at(self, y_px: float) -> float:
        """The price at a height, not rounded."""
        return self.high - y_px / max(self.height_px, 1.0) * (self.high - self.low)

    def written(self, points: int) -> str:
        """What the axis says of a price."""
        return format_price(points, self.digits)


def auto_scale(low: int, high: int, *, height_px: float, digits: int, stretch: float = 1.0) -> PriceScale:
    """The scale on which prices [low, high] fill the panel's body; `stretch` > 1 shows more prices around them."""
    middle = (low + high) / 2
    span = max(high - low, _LEAST_SPAN) * stretch
    total = span / _BODY_SHARE
    top = middle + span / 2 + total * _TOP_SHARE
    return PriceScale(top - total, top, height_px, digits)


def price_ticks(scale: PriceScale, *, spacing_px: float) -> list[int]:
    """Prices in points for axis lines: multiples of 1, 2 or 5 times a power of ten, at least `spacing_px` apart."""
    if scale.height_px <= 0 or scale.high <= scale.low:
        return []
    step = nice_step((scale.high - scale.low) * spacing_px / scale.height_px)
    return list(range(ceil(scale.low / step) * step, floor(scale.high / step) * step + 1, step))


def nice_step(least: float) -> int:
    """The smallest 1, 2 or 5 times a power of ten, in whole points, that is not below `least`."""
    if least <= 1:
        return 1
    decade: int = 10 ** floor(log10(least))
    return next(step * decade for step in _STEPS if step * decade >= least)


def format_volume(units: int) -> str:
    """A volume in at most six characters: `950`, `12.3k`, `4.56m`, `1.20bn`."""
    for size, letter in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if units >= size:
            value = units / size
            decimals = 2 if value < 10 else 1 if value < 100 else 0
            return f"{value:.{decimals}f}{letter}"
    return str(units)


def format_signed(points: int, digits: int) -> str:
    """A change of price with its sign: `+0.00012`."""
    return ("+" if points >= 0 else "") + format_price(points, digits)
