"""Where the panels sit. The only file that knows their container: docking replaces this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from pyworkstation_ui.state.panels import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

_HANDLE_PX = 3


class PanelGrid(QWidget):
    """Panels in rows of `COLUMNS`; one of them may have all the room."""

    def __init__(self, panels: Sequence[QWidget]) -> None:
        super().__init__()
        self._panels = list(panels)
        self._rows = [_splitter(Qt.Orientation.Horizontal, row) for row in _in_rows(self._panels)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_splitter(Qt.Orientation.Vertical, self._rows))

    def show_only(self, panel: QWidget | None) -> None:
        """Give one panel all the room; None shows them all."""
        for each in self._panels:
            each.setVisible(panel in (None, each))
        for row in self._rows:
            row.setVisible(panel is None or row.indexOf(panel) >= 0)


def _in_rows(panels: list[QWidget]) -> list[list[QWidget]]:
    return [panels[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]


def _splitter(orientation: Qt.Orientation, widgets: Sequence[QWidget]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(_HANDLE_PX)
    splitter.setChildrenCollapsible(False)
    for place, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, 1)
    # Stretch factors divide what is left over after the size hints; equal sizes make equal panels.
    splitter.setSizes([1000] * len(widgets))
    return splitter
