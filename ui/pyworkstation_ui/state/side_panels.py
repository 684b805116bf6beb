"""The panels beside the charts: title, key and size. One row each; `views/side_panels.py` says what makes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SidePanel:
    """`size` is in pixels, when its window first opens."""

    title: str
    key: str
    size: tuple[int, int]


SIDE_PANELS: dict[str, SidePanel] = {
    "watch": SidePanel("Watchlist", "F2", (750, 480)),
    "tape": SidePanel("Time and sales", "F3", (680, 480)),
    "data": SidePanel("Data manager", "F4", (1080, 720)),
    "mtf": SidePanel("Timeframes at this tick", "F6", (1180, 640)),
    "system": SidePanel("System", "F8", (1080, 700)),
}
