"""The panels beside the charts: title, key and place. One row each; `views/side_panels.py` says what makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["right", "bottom"]


@dataclass(frozen=True, slots=True)
class SidePanel:
    """`place` is beside or below the charts, where it first opens; there it is `least_px` wide or high."""

    title: str
    key: str
    place: Place
    least_px: int


SIDE_PANELS: dict[str, SidePanel] = {
    "watch": SidePanel("Watchlist", "F2", "right", 640),
    "tape": SidePanel("Time and sales", "F3", "right", 510),
    "data": SidePanel("Data manager", "F4", "bottom", 300),
    "mtf": SidePanel("Timeframes at this tick", "F6", "bottom", 300),
    "alerts": SidePanel("Alerts", "F7", "bottom", 300),
    "trading": SidePanel("Trading", "F9", "bottom", 330),
    "ladder": SidePanel("Depth ladder", "F10", "right", 360),
    "risk": SidePanel("Risk", "F11", "bottom", 330),
    "performance": SidePanel("Performance", "F12", "bottom", 330),
    "system": SidePanel("System", "F8", "bottom", 300),
}

LINKED_PANELS = ("watch", "data")
"""Those in which a symbol is chosen; the others tell of the replay, or of no symbol."""
