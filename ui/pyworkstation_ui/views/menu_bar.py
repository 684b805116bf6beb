"""The menu bar: Alt goes to it, and there a menu's first letter opens it. Alt with a letter takes a drawing tool in hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenuBar

_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class MenuBar(QMenuBar):
    """While the keyboard is in it, plain keys move in it: arrows are keys of the charts elsewhere."""

    def event(self, event: QEvent) -> bool:
        """A plain key is no action's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(not event.modifiers() & _CHORDS)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The first letter of a menu, or what Qt makes of the key."""
        letter = event.text().casefold()
        action = next(
            (each for each in self.actions() if letter and each.text().casefold().startswith(letter)), None
        )
        if action is None or event.modifiers() & _CHORDS:
            super().keyPressEvent(event)
        else:
            self.setActiveAction(action)
