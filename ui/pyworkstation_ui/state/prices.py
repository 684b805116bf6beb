"""The price axis: where its lines go, what they say, and how volumes and spreads are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, floor, log, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation_ui.state.panels import ScaleKind

_STEPS = (1, 2, 5, 10)
_LEAST_SPAN = 8
_FINE_DIGITS = 4
_LEAST_POINTS = 1.0
_PERCENT_DECIMALS = 2
_FINEST_PERCENT_DECIMALS = 4
_LABEL_PX = 42.0
"""Labels of percentages tell apart what is so far apart."""
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
        low, high, at = self.place(self.low), self.place(self.high), self.place(points)
        return (high - at) / (high - low) * self.height_px

    def points_at(self, y_px: float) -> float:
        """The price at a height, not rounded."""
        low, high = self.place(self.low), self.place(self.high)
        return self.points_of(high - y_px / max(self.height_px, 1.0) * (high - low))

    def place(self, points: float) -> float:
        """Where a price lies on the axis; equal distances of places are equal distances on the screen."""
        return points

    def places(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """The same of many."""
        return points

    def points_of(self, place: float) -> float:
        """The price at a place."""
        return place

    def ticks(self, spacing_px: float) -> list[int]:
        """Prices for axis lines: multiples of 1, 2 or 5 times a power of ten, at least `spacing_px` apart."""
        step = nice_step((self.high - self.low) * spacing_px / self.height_px)
        return list(range(ceil(self.low / step) * step, floor(self.high / step) * step + 1, step))

    def written(self, points: int) -> str:
        """What the axis says of a price."""
        return format_price(points, self.digits)

    def widest(self) -> str:
        """As long as any price in view: no shorter than `0000.0`, so that indices and coins do not move the axis."""
        places = max(len(str(int(abs(self.high)))) - self.digits, 1 if self.digits >= _FINE_DIGITS else 4)
        return ("-" if self.low < 0 else "") + format_price(10 ** (places - 1 + self.digits), self.digits)


@dataclass(frozen=True, slots=True)
class LogScale(PriceScale):
    """Equal ratios of prices are equal distances."""

    def place(self, points: float) -> float:
        """Its logarithm."""
        return log(max(points, _LEAST_POINTS))

    def places(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Their logarithms."""
        places: NDArray[np.float64] = np.log(np.maximum(points, _LEAST_POINTS))
        return places

    def points_of(self, place: float) -> float:
        """The power."""
        return exp(place)

    def ticks(self, spacing_px: float) -> list[int]:
        """Where prices rise many times over, round ones stand closer towards the top: steps grow from each to the next."""
        kept: list[int] = []
        least, at = self.points_at(self.height_px - spacing_px) - self.low, self.low
        while True:
            step = nice_step(least)
            tick = ceil((at + least if kept else at) / step) * step
            if tick > self.high:
                return kept
            kept.append(tick)
            least, at = self.points_at(self.y_px(tick) - spacing_px) - tick, float(tick)


@dataclass(frozen=True, slots=True)
class PercentScale(PriceScale):
    """Prices as what they changed from `base`."""

    base: int

    @property
    def decimals(self) -> int:
        """Two, and more where the prices in view differ by less."""
        apart = (self.high - self.low) / self.base * 100 * _LABEL_PX / self.height_px
        needed = ceil(-log10(apart)) if apart > 0 else _FINEST_PERCENT_DECIMALS
        return min(max(needed, _PERCENT_DECIMALS), _FINEST_PERCENT_DECIMALS)

    def widest(self) -> str:
        """`-00.00%`, or a price that is longer."""
        return max(f"-00.{0:0{self.decimals}d}%", PriceScale.widest(self), key=len)

    def ticks(self, spacing_px: float) -> list[int]:
        """Round percentages."""
        unit = self.base / 10 ** (2 + self.decimals)
        least = max((self.high - self.low) * spacing_px / self.height_px, 1.0)
        step = nice_step(least / unit)
        first, last = ((edge - self.base) / unit / step for edge in (self.low, self.high))
        return [round(self.base + place * step * unit) for place in range(ceil(first), floor(last) + 1)]

    def written(self, points: int) -> str:
        """`+0.25%`; no change has no sign."""
        changed = round((points / self.base - 1) * 100, self.decimals)
        return f"{changed:+.{self.decimals}f}%" if changed else f"{0:.{self.decimals}f}%"


def auto_scale(
    low: int,
    high: int,
    *,
    height_px: float,
    digits: int,
    kind: ScaleKind = "linear",
    base: int = 0,
) -> PriceScale:
    """The scale on which prices [low, high] fill the panel's body."""
    is_log = kind == "log" and low > 0
    middle = (low + high) / 2
    span = max(high - low, _LEAST_SPAN)
    bottom, top = middle - span / 2, middle + span / 2
    if is_log:
        bottom, top = (log(max(edge, low / 2)) for edge in (bottom, top))
    total = (top - bottom) / _BODY_SHARE
    edge = top + total * _TOP_SHARE
    edges = (exp(edge - total), exp(edge)) if is_log else (edge - total, edge)
    # Room below the lowest price may reach below zero, where there are no logarithms.
    return scale_between(
        *edges,
        height_px=height_px,
        digits=digits,
        kind="linear" if kind == "log" and not is_log else kind,
        base=base,
    )


def scale_between(
    low: float, high: float, *, height_px: float, digits: int, kind: ScaleKind, base: int
) -> PriceScale:
    """The scale from edge to edge. Prices below zero have no logarithm, and nothing is a part of zero: linear then."""
    if kind == "log" and low > 0:
        return LogScale(low, high, height_px, digits)
    if kind == "percent" and base > 0:
        return PercentScale(low, high, height_px, digits, base)
    return PriceScale(low, high, height_px, digits)


@lru_cache(256)
def price_ticks(scale: PriceScale, *, spacing_px: float) -> list[int]:
    """Prices in points for axis lines, at least `spacing_px` apart; none where there is no room."""
    if scale.height_px <= spacing_px or scale.high <= scale.low:
        return []
    return scale.ticks(spacing_px)


def nice_step(least: float) -> int:
    """The smallest 1, 2 or 5 times a power of ten, in whole points, that is not below `least`."""
    if least <= 1:
        return 1
    decade: int = 10 ** floor(log10(least))
    return next(step * decade for step in _STEPS if step * decade >= least)


def format_volume(units: float) -> str:
    """A volume in a few characters: `0.05`, `950`, `12.3k`, `4.56m`, `1.20bn`."""
    for size, letter in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if units >= size:
            value = units / size
            decimals = 2 if value < 10 else 1 if value < 100 else 0
            return f"{value:.{decimals}f}{letter}"
    if units >= 100 or units == int(units):
        return f"{units:.0f}"
    return f"{units:.1f}" if units >= 1 else f"{units:.6f}".rstrip("0")


def format_change(start: int, end: int) -> str:
    """By which part a price changed: `+0.25%`; no change has no sign."""
    changed = round((end / start - 1) * 100, _PERCENT_DECIMALS)
    return f"{changed:+.2f}%" if changed else "0.00%"


def format_signed(points: int, digits: int) -> str:
    """A change of price with its sign: `+0.00012`."""
    return ("+" if points >= 0 else "") + format_price(points, digits)
