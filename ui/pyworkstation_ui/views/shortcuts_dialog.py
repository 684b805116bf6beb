"""The keys of every action, to be changed: press the new ones, and whose they are already is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from pyworkstation_ui.actions import ACTIONS, BY_ID
from pyworkstation_ui.state.matching import ranked
from pyworkstation_ui.state.shortcuts import keys_of, taken_by, with_keys
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.models.settings_model import SettingsModel

_SIZE = (620, 560)
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class ShortcutsDialog(QDialog):
    """What is changed holds at once."""

    def __init__(self, settings: SettingsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.search = QLineEdit(placeholderText="Search an action")
        self.list = QTreeWidget()
        self.keys = QKeySequenceEdit()
        self.said = QLabel()
        self.assign = _button("Assign")
        self.clear_keys = _button("No key")
        self.restore = _button("Default")
        self.setWindowTitle("Change shortcuts")
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._on_choose)
        self.assign.clicked.connect(self._assign)
        self.clear_keys.clicked.connect(lambda: self._set(""))
        self.restore.clicked.connect(self._restore)
        settings.changed.connect(self._fill)

    def open_all(self) -> None:
        """Offer all actions."""
        self.search.clear()
        self._fill()
        self.open()
        self.search.setFocus()

    def chosen(self) -> str | None:
        """Which action is marked."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(0, Qt.ItemDataRole.UserRole))

    def _fill(self) -> None:
        kept = self.chosen()
        texts = [row.path for row in ACTIONS]
        self.list.clear()
        for place in ranked(texts, self.search.text()):
            row = ACTIONS[place]
            item = QTreeWidgetItem([texts[place], keys_of(row, self._settings.now.shortcuts)])
            item.setData(0, Qt.ItemDataRole.UserRole, row.id)
            self.list.addTopLevelItem(item)
            if row.id == kept:
                self.list.setCurrentItem(item)
        first = self.list.topLevelItem(0)
        if first is not None and self.chosen() is None:
            self.list.setCurrentItem(first)

    def _on_choose(self) -> None:
        name = self.chosen()
        self.keys.clear()
        self.said.clear()
        for widget in (self.keys, self.assign, self.clear_keys, self.restore):
            widget.setEnabled(name is not None)

    def _assign(self) -> None:
        name, key = self.chosen(), self.keys.keySequence().toString(_PORTABLE)
        if name is None or not key:
            self.said.setText("Press the new keys in the field first.")
            return
        other = taken_by(key, ACTIONS, self._settings.now.shortcuts, besides=name)
        if other is not None:
            self.said.setText(f"{key} is already: {other.title}. Take it away there first.")
            return
        self._set(key)

    def _restore(self) -> None:
        name = self.chosen()
        if name is None:
            return
        for key in BY_ID[name].shortcut.split():
            other = taken_by(key, ACTIONS, self._settings.now.shortcuts, besides=name)
            if other is not None:
                self.said.setText(f"{key} is now: {other.title}. Take it away there first.")
                return
        self._set(BY_ID[name].shortcut)

    def _set(self, keys: str) -> None:
        name = self.chosen()
        if name is not None:
            chosen = with_keys(BY_ID[name], keys, self._settings.now.shortcuts)
            self._settings.set_shortcuts(chosen)

    def _lay_out(self) -> None:
        for widget, name in (
            (self.search, "Search an action"),
            (self.list, "Actions"),
            (self.keys, "New keys"),
        ):
            widget.setAccessibleName(name)
        self.list.setHeaderLabels(["Action", "Keys"])
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        dress(self.said, "color: $AMBER")
        row = QHBoxLayout()
        row.addWidget(self.keys, 1)
        for button in (self.assign, self.clear_keys, self.restore):
            row.addWidget(button)
        close = QDialogButtonBox()
        button = close.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        button.setIcon(QIcon())
        button.setAutoDefault(False)  # Enter in the search line closes nothing.
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        layout.addWidget(self.said)
        layout.addWidget(close)
        self.resize(*_SIZE)


def _button(text: str) -> QPushButton:
    """None of them is pressed by Enter in the search field."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
