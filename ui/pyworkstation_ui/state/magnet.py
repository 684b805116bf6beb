"""The magnet: an anchor that is placed near a bar's open, high, low or close lies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.series import Bar

_REACH_PX = 24.0


def nearest_price(bar: Bar, scale: PriceScale, y_px: float, *, default: int) -> int:
    """The price of the bar that is nearest to a height; `default` where none is near."""
    nearest = min((bar.open, bar.high, bar.low, bar.close), key=lambda points: abs(scale.y_px(points) - y_px))
    return nearest if abs(scale.y_px(nearest) - y_px) <= _REACH_PX else default
