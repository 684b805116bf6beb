"""Sets, changes or removes the passphrase of the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from pyworkstation_ui.state.lock import wait_text
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.models.lock_model import LockModel

_SHORTEST = 8
_LONGEST = 1024


class PassphraseDialog(QDialog):
    """Made anew each time: nothing that was typed is kept."""

    def __init__(self, lock: LockModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._lock = lock
        self._has_asked = False
        self.setObjectName("passphrase")
        self.setWindowTitle("Passphrase of the lock")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old, self.new, self.again = (_line(name) for name in ("Now", "New", "Once more"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        dress(self.words, "color: $AMBER;")
        self.remove_button = QPushButton("Remove")
        self.remove_button.setAutoDefault(False)
        self.set_button = QPushButton("Change" if lock.is_set else "Set")
        self.set_button.setDefault(True)
        self._lay_out()
        for line in (self.old, self.new, self.again):
            line.textEdited.connect(lambda _text: self._show_state())
        self.set_button.clicked.connect(self._set)
        self.remove_button.clicked.connect(self._remove)
        lock.changed.connect(self._on_change)
        self._show_state()

    def _lay_out(self) -> None:
        text = QLabel(
            "Without it nothing of the account is shown and nothing is traded. Nobody can tell it to you again: who has "
            "forgotten it stops the engine and deletes lock.json of the home."
        )
        text.setWordWrap(True)
        form = QFormLayout()
        if self._lock.is_set:
            form.addRow("Now", self.old)
        form.addRow("New", self.new)
        form.addRow("Once more", self.again)
        row = QHBoxLayout()
        row.addWidget(self.remove_button)
        row.addStretch()
        row.addWidget(self.set_button)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        self.remove_button.setVisible(self._lock.is_set)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(text)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addLayout(row)
        self.setFixedWidth(420)

    def _set(self) -> None:
        self._has_asked = True
        self._lock.set_passphrase(self.new.text(), self.old.text() or None)

    def _remove(self) -> None:
        self._has_asked = True
        self._lock.remove_passphrase(self.old.text())

    def _on_change(self) -> None:
        if self._has_asked and not self._lock.is_asking:
            self._has_asked = False
            if not self._lock.fault and not self._lock.wait_s:
                self.accept()
                return
        self._show_state()

    def _show_state(self) -> None:
        is_known = bool(self.old.text()) or not self._lock.is_set
        fault = self._new_fault()
        can_ask = is_known and not self._lock.is_asking
        self.set_button.setEnabled(can_ask and bool(self.new.text()) and not fault)
        self.remove_button.setEnabled(can_ask)
        self.words.setText(" ".join(filter(None, (fault, self._lock.fault, wait_text(self._lock.wait_s)))))

    def _new_fault(self) -> str:
        letters = sum(not letter.isspace() for letter in self.new.text())
        if self.new.text() and letters < _SHORTEST:
            return f"At least {_SHORTEST} characters besides spaces; several words are better than one."
        if self.again.text() != self.new.text() and self.again.text():
            return "The two are not the same."
        return "" if self.again.text() or not self.new.text() else "Once more, to be sure."


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    line.setMaxLength(_LONGEST)
    return line
