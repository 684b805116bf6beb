"""A panel's place in a dock. The panel is made when it is first seen: until then it asks the engine nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from pyworkstation_ui.views.panel_page import PanelPage

_CLOSING_KEYS = frozenset(QKeySequence(key) for key in ("Esc", "Ctrl+W"))


class PanelSlot(QWidget):
    """Says when the user wants it closed; where it sits is the dock's matter."""

    close_wanted = Signal()

    def __init__(self, make: Callable[[], PanelPage]) -> None:
        super().__init__()
        self._make = make
        self.page: PanelPage | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def flush(self) -> None:
        """Draw it if it is seen."""
        if self.page is not None and self.page.isVisible():
            self.page.flush()

    @property
    def has_keyboard(self) -> bool:
        """The user is in it."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def enter(self) -> None:
        """The keyboard goes to it."""
        first = self.nextInFocusChain()
        (first if first is not None and self.isAncestorOf(first) else self).setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the panel."""
        if self.page is None:
            self.page = self._make()
            self._room.addWidget(self.page)
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """In a panel, the keys that close it come before the window's actions of these keys."""
        if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) in _CLOSING_KEYS:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.close_wanted.emit()
            return True
        return super().event(event)
