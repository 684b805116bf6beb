"""A list to choose from by typing: the command palette, and whatever else is chosen by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from pyworkstation_ui.state.matching import ranked
from pyworkstation_ui.views.choice_list import ChoiceList
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.views.choice_list import Choice

_SIZE = QSize(560, 420)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class Chooser(QDialog):
    """Enter takes the marked line, the arrows mark another one while the field keeps the letters."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._choices: Sequence[Choice] = ()
        self._shown: list[Choice] = []
        self._nothing = ""
        self.field = QLineEdit()
        self.list = ChoiceList()
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._take)
        self.list.taken.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        dress(self, "Chooser { background: $RAISED; border: 1px solid $BORDER; }")

    def open_with(self, prompt: str, choices: Sequence[Choice], *, nothing: str = "") -> None:
        """Offer these, in the upper middle of the window; `nothing` says what to do where there are none."""
        self._choices, self._nothing = choices, nothing
        self.field.setPlaceholderText(prompt)
        self.field.setAccessibleName(prompt)
        self.field.clear()
        self._fill()
        self.resize(_SIZE)
        window = self.parentWidget()
        assert window is not None  # it is made with one
        at = window.mapToGlobal(window.rect().topLeft())
        self.move(at.x() + (window.width() - _SIZE.width()) // 2, at.y() + window.height() // 8)
        self.show()
        self.field.setFocus()

    def texts(self) -> list[str]:
        """What is offered now."""
        return [choice.text for choice in self._shown]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The arrows mark."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.list.mark(self.list.marked() + step)

    def event(self, event: QEvent) -> bool:
        """Whoever goes on with something else is done with it."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.hide()
        return super().event(event)

    def _fill(self) -> None:
        order = ranked([choice.text for choice in self._choices], self.field.text())
        self._shown = [self._choices[place] for place in order]
        self.list.show_choices(self._shown)
        typed = self.field.text().strip()
        self.list.say_nothing(f"Nothing has {typed} in its name" if self._choices else self._nothing)

    def _take(self) -> None:
        """Closed first: what is chosen may open a window of its own."""
        row = self.list.marked()
        self.hide()
        if 0 <= row < len(self._shown):
            self._shown[row].choose()
