"""A price scale that was set by hand: it stays where it is while bars come and go, until the automatic one is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation_ui.state.prices import PriceScale

_LEAST_POINTS = 2.0
_MOST_TIMES = 50.0
"""So many times what is in view: more would be a flat line."""


@dataclass(frozen=True, slots=True)
class HeldPrices:
    """The prices in points at the bottom and the top edge."""

    low: float
    high: float


def stretched(scale: PriceScale, factor: float, *, in_view: float, at_px: float | None = None) -> HeldPrices:
    """`factor` times as many prices, around the middle or a height; `in_view` points are what the bars in view span."""
    low, high = scale.place(scale.low), scale.place(scale.high)
    share = 0.5 if at_px is None else 1 - at_px / max(scale.height_px, 1.0)
    per_place = (scale.high - scale.low) / (high - low)
    most = _MOST_TIMES * max(in_view, _LEAST_POINTS) / per_place
    span = min(max((high - low) * factor, _LEAST_POINTS / per_place), max(most, high - low))
    bottom = low + (high - low - span) * share
    return HeldPrices(scale.points_of(bottom), scale.points_of(bottom + span))


def moved(scale: PriceScale, down_px: float) -> HeldPrices:
    """All prices lie so many pixels further down."""
    low, high = scale.place(scale.low), scale.place(scale.high)
    by = down_px / max(scale.height_px, 1.0) * (high - low)
    return HeldPrices(scale.points_of(low + by), scale.points_of(high + by))


def between(scale: PriceScale, top_px: float, bottom_px: float) -> HeldPrices:
    """What lies between two heights fills the panel."""
    return HeldPrices(
        scale.points_at(bottom_px), max(scale.points_at(top_px), scale.points_at(bottom_px) + 2)
    )
