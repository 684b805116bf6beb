"""A list to choose from by typing: the command palette, and whatever else is chosen by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.state.matching import ranked
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

_SIZE = QSize(560, 420)
_ROW_PX = 26
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


@dataclass(frozen=True, slots=True)
class Choice:
    """A line to choose; `hint` stands at its right."""

    text: str
    hint: str
    choose: Callable[[], None]


class Chooser(QDialog):
    """Enter takes the marked line, the arrows mark another one while the field keeps the letters."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._choices: Sequence[Choice] = ()
        self._shown: list[Choice] = []
        self.field = QLineEdit()
        self.list = QListWidget()
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._take)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        dress(self, "Chooser { background: $RAISED; border: 1px solid $BORDER; }")

    def open_with(self, prompt: str, choices: Sequence[Choice]) -> None:
        """Offer these, in the upper middle of the window."""
        self._choices = choices
        self.field.setPlaceholderText(prompt)
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
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))

    def event(self, event: QEvent) -> bool:
        """Whoever goes on with something else is done with it."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.hide()
        return super().event(event)

    def _fill(self) -> None:
        order = ranked([choice.text for choice in self._choices], self.field.text())
        self._shown = [self._choices[place] for place in order]
        self.list.clear()
        for choice in self._shown:
            item = QListWidgetItem()
            item.setSizeHint(QSize(0, _ROW_PX))
            self.list.addItem(item)
            self.list.setItemWidget(item, _line(choice))
        self.list.setCurrentRow(0)

    def _take(self) -> None:
        """Closed first: what is chosen may open a window of its own."""
        row = self.list.currentRow()
        self.hide()
        if 0 <= row < len(self._shown):
            self._shown[row].choose()


def _line(choice: Choice) -> QWidget:
    line = QWidget()
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    layout = QHBoxLayout(line)
    layout.setContentsMargins(8, 0, 8, 0)
    layout.addWidget(QLabel(choice.text), 1)
    hint = QLabel(choice.hint)
    layout.addWidget(hint)
    return line
