"""The panels beside the charts, each in a window of its own, made when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pyworkstation_ui.state.side_panels import SIDE_PANELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from pyworkstation_ui.views.panel_page import PanelPage

_CLOSING_KEYS = ("Esc", "Ctrl+W")


class PanelWindows:
    """Windows by the names of their panels. They lie over `owner` and close with it."""

    def __init__(self, owner: QWidget, makers: Mapping[str, Callable[[], PanelPage]]) -> None:
        self._owner = owner
        self._makers = makers
        self._actions: list[QAction] = []
        self.pages: dict[str, PanelPage] = {}

    def reach_by(self, actions: list[QAction]) -> None:
        """These actions, with their keys, can be taken in every panel's window, too."""
        self._actions = actions

    def toggle(self, name: str) -> None:
        """Open a panel and go to it; close it when it is where the user is already."""
        page = self.pages.get(name)
        window = self._open(name) if page is None else page.window()
        if page is not None and window.isVisible() and window.isActiveWindow():
            window.hide()
            return
        window.show()
        window.raise_()
        window.activateWindow()

    def flush(self) -> None:
        """Draw those that are seen."""
        for page in self.pages.values():
            if page.isVisible():
                page.flush()

    def _open(self, name: str) -> QWidget:
        spec = SIDE_PANELS[name]
        window = QWidget(self._owner, Qt.WindowType.Window)
        window.setWindowTitle(f"{spec.title} - pyworkstation")
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        page = self.pages[name] = self._makers[name]()
        layout.addWidget(page)
        window.resize(*spec.size)
        window.addActions(self._actions)
        for key in _CLOSING_KEYS:
            QShortcut(QKeySequence(key), window, window.hide)
        return window
