"""The declared secrets: what they are for, how they are, and what can be done to them. No value is seen before it is asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.secrets import SecretRow, columns, told
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.secret_dialog import SecretDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent

    from pyworkstation_ui.models.credentials_model import Credentials

_SEEN_MS = 30_000
"""For so long a value that was asked for is on the screen."""


class SecretsPage(QWidget):
    """Buttons act on the chosen row."""

    def __init__(self, model: Credentials) -> None:
        super().__init__()
        self._model = model
        self._table: RecordTable[SecretRow] = RecordTable(
            columns(time.time_ns() // 1000), lambda row: row.name
        )
        self.table = RecordView(self._table, name="Secrets")
        self.about = QLabel(wordWrap=True)
        self.value = QLineEdit(readOnly=True)
        self.said = QLabel(wordWrap=True)
        self.buttons: dict[str, QPushButton] = {}
        self._hide = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._hide.timeout.connect(self.forget_value)
        self._lay_out()
        self.table.chosen.connect(self._choose)
        model.changed.connect(self._show)
        model.shown.connect(self._show_value)
        self._show()

    def refresh(self) -> None:
        """Look how they are."""
        self._model.refresh()

    def forget_value(self) -> None:
        """What was shown is shown no longer."""
        self._hide.stop()
        self.value.clear()
        self.value.hide()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nor when somebody looks elsewhere."""
        self.forget_value()
        super().hideEvent(event)

    def _choose(self) -> None:
        self.forget_value()
        self._show()

    def _show(self) -> None:
        model = self._model
        self._table.set_rows(model.rows or ())
        self.table.say_nothing(model.fault or "Asking the vault")
        row: SecretRow | None = self.table.current()
        self.about.setText("" if row is None else told(row))
        self.said.setText("One moment..." if model.is_busy and model.rows else model.said)
        for name, button in self.buttons.items():
            button.setEnabled(row is not None and not model.is_busy and _is_possible(name, row))
        for name in ("Accept", "Discard"):
            self.buttons[name].setVisible(row is not None and row.has_successor)

    def _show_value(self, name: str, value: str) -> None:
        row: SecretRow | None = self.table.current()
        if row is None or row.name != name or not self.isVisible():
            return
        self.value.setText(value)
        self.value.show()
        self._hide.start()

    def _act(self, name: str, does: Callable[[SecretRow], None]) -> QPushButton:
        button = QPushButton(name)
        button.setAutoDefault(False)

        def act() -> None:
            row: SecretRow | None = self.table.current()
            if row is not None:
                does(row)

        button.clicked.connect(act)
        self.buttons[name] = button
        return button

    def _ask_set(self, row: SecretRow) -> None:
        SecretDialog(row, "Set", lambda value: self._model.set(row.name, value), self).open()

    def _ask_rotate(self, row: SecretRow) -> None:
        SecretDialog(row, "Rotate", lambda value: self._model.rotate(row.name, value), self).open()

    def _ask_delete(self, row: SecretRow) -> None:
        question = f"{row.name} will be gone from the vault, with a new value that waits."
        box = QMessageBox(QMessageBox.Icon.Warning, "pyworkstation", question, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole).clicked.connect(
            lambda _checked=False: self._model.delete(row.name)
        )
        box.setDefaultButton(box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole))
        box.open()

    def _lay_out(self) -> None:
        model = self._model
        self.value.setAccessibleName("Value")
        self.value.hide()
        for label in (self.about, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        dress(self.about, "color: $DIM")
        dress(self.said, "color: $AMBER")
        acts = QHBoxLayout()
        for name, does in (
            ("Set...", self._ask_set),
            ("Rotate...", self._ask_rotate),
            ("Accept", lambda row: model.accept(row.name)),
            ("Discard", lambda row: model.discard(row.name)),
            ("Check", lambda row: model.check(row.name)),
            ("Show", lambda row: model.show(row.name)),
            ("Delete...", self._ask_delete),
        ):
            acts.addWidget(self._act(name, does))
        acts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.about)
        layout.addWidget(self.value)
        layout.addWidget(self.said)
        layout.addLayout(acts)


def _is_possible(button: str, row: SecretRow) -> bool:
    return button == "Set..." or row.condition != "missing"
