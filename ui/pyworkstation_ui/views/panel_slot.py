"""A panel's place in a dock. The panel is made when it is first seen: until then it asks the engine nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from pyworkstation_ui.views.panel_page import PanelPage

_WITHIN = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PanelSlot(QWidget):
    """Says when the user wants it closed, or to go back to the charts, and when its panel was made; where it sits is the dock's matter."""

    close_wanted = Signal()
    leave_wanted = Signal()
    made = Signal()

    def __init__(self, make: Callable[[], PanelPage]) -> None:
        super().__init__()
        self._make = make
        self._keys: dict[QKeySequence, Callable[[], object]] = {
            QKeySequence("Ctrl+W"): self.close_wanted.emit,
            QKeySequence("Ctrl+F4"): self.close_wanted.emit,
            QKeySequence("Esc"): self.leave_wanted.emit,
        }
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
        self.activateWindow()
        (self.page or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the panel."""
        if self.page is None:
            self.page = self._make()
            self._keys |= {QKeySequence(key): do for key, do in self.page.keys.items()}
            self._room.addWidget(self.page)
            self.page.show()  # Now: what a frame later sees hidden asks nothing.
            self.made.emit()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """In a panel, its keys come before the window's actions of these keys."""
        if isinstance(event, QKeyEvent) and event.type() in _WITHIN:
            do = self._keys.get(QKeySequence(event.keyCombination()))
            if do is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    do()
                return True
            if event.type() == QEvent.Type.ShortcutOverride and _is_for_widgets(event):
                event.accept()
                return True
        return super().event(event)


def _is_for_widgets(event: QKeyEvent) -> bool:
    """Plain keys move and type in what has the keyboard, and no chart; the function keys and Space in a table act everywhere."""
    if event.modifiers() & _CHORDS or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return False
    return event.key() != Qt.Key.Key_Space or not isinstance(QApplication.focusWidget(), QAbstractItemView)
