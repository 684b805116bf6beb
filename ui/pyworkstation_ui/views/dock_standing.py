"""How docks stand, to be given back at once. To restore a kept state makes every dock anew, and dresses all that is in them: that takes half a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QSplitter, QWidget


class DockStanding:
    """Which docks are open, which are in front of their tabs, and how their splitters share the room."""

    def __init__(self, manager: ads.CDockManager, docks: Iterable[ads.CDockWidget]) -> None:
        self._manager = manager
        self._docked = [dock for dock in docks if not dock.isInFloatingContainer()]
        self._open = [dock for dock in self._docked if not dock.isClosed()]
        self._front = [dock for dock in self._open if dock.isCurrentTab()]
        self._sizes = [(splitter, splitter.sizes()) for splitter in _splitters(manager)]
        self._built = self._build()

    def give_back(self) -> bool:
        """False, and nothing is done, where docks were moved meanwhile."""
        if self._build() != self._built:
            return False
        for dock in self._docked:
            dock.toggleView(dock in self._open)
        for dock in self._front:
            dock.setAsCurrentTab()
        for splitter, sizes in self._sizes:
            splitter.setSizes(sizes)
        return True

    def _build(self) -> list[object]:
        """Which dock is in which area, and what each splitter holds."""
        areas: list[object] = [dock.dockAreaWidget() for dock in self._docked]
        return areas + [(splitter, _held(splitter)) for splitter in _splitters(self._manager)]


def _splitters(manager: ads.CDockManager) -> list[QSplitter]:
    """The outermost first: those within share what it gives them."""
    root = manager.rootSplitter()
    return [root, *root.findChildren(ads.CDockSplitter)]


def _held(splitter: QSplitter) -> list[QWidget | None]:
    return [splitter.widget(place) for place in range(splitter.count())]
