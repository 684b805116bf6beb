"""Where a dock stood before it floated, told by who stood beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable


class DockPlace(NamedTuple):
    """On a side of the dock `beside`, or at a `tab` of its area; `sizes` are those of all in their row or column."""

    beside: str
    side: ads.DockWidgetArea
    tab: int
    sizes: list[int]

    def take(self, dock: ads.CDockWidget, beside: ads.CDockWidget) -> None:
        """Stand there again. Where others came or went meanwhile they keep their sizes."""
        dock.dockManager().addDockWidget(self.side, dock, beside.dockAreaWidget(), self.tab)
        splitter = dock.dockAreaWidget().parentSplitter()
        if splitter.count() == len(self.sizes):
            splitter.setSizes(self.sizes)


def place_of(dock: ads.CDockWidget, name_of: Callable[[ads.CDockWidget], str]) -> DockPlace | None:
    """Where a docked dock stands; None where nobody stands right beside it."""
    area = dock.dockAreaWidget()
    splitter = area.parentSplitter()
    sizes = splitter.sizes()
    tabs = area.dockWidgets()
    if len(tabs) > 1:
        tab = tabs.index(dock)
        return DockPlace(name_of(tabs[tab - 1]), ads.CenterDockWidgetArea, tab, sizes)
    is_row = splitter.orientation() == Qt.Orientation.Horizontal
    at = splitter.indexOf(area)
    for place, side in ((at - 1, _AFTER[is_row]), (at + 1, _BEFORE[is_row])):
        other = splitter.widget(place) if place >= 0 else None
        if isinstance(other, ads.CDockAreaWidget) and not other.isHidden():
            return DockPlace(name_of(other.currentDockWidget()), side, -1, sizes)
    return None


_AFTER = {True: ads.RightDockWidgetArea, False: ads.BottomDockWidgetArea}
_BEFORE = {True: ads.LeftDockWidgetArea, False: ads.TopDockWidgetArea}
