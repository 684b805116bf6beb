"""Takes a secret from the keyboard without showing it, or from a file, as a key in several lines needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.state.secrets import SecretRow

_MOST_CHARACTERS = 16_384


class SecretDialog(QDialog):
    """Forgets what was typed as soon as it is handed on."""

    def __init__(self, row: SecretRow, verb: str, use: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._use = use
        self._of_file: str | None = None
        self.value = QLineEdit(maxLength=_MOST_CHARACTERS, echoMode=QLineEdit.EchoMode.Password)
        self.from_file = QPushButton("From a file...")
        self.said = QLabel(wordWrap=True)
        self.setWindowTitle(f"{verb} {row.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.value.setAccessibleName(row.name)
        self.value.setPlaceholderText("Is not shown")
        self.from_file.setAutoDefault(False)
        self.from_file.clicked.connect(self._ask_file)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(f"{row.purpose}\nExpected: {row.expected}.", wordWrap=True))
        for widget in (self.value, self.from_file, self.said, buttons):
            layout.addWidget(widget)

    def take_file(self, path: Path) -> None:
        """The value is what this file has."""
        try:
            with path.open("rb") as file:
                self._of_file = file.read(_MOST_CHARACTERS * 4).decode()
        except (OSError, UnicodeDecodeError) as error:
            self.said.setText(f"{path.name}: cannot be read ({type(error).__name__})")
            return
        self.value.clear()
        self.value.setEnabled(False)
        self.said.setText(
            f"What {path.name} has. The file itself stays where it is: take it away afterwards."
        )

    def accept(self) -> None:
        """Hand it on."""
        value = self.value.text() if self._of_file is None else self._of_file
        self.value.clear()
        self._of_file = None
        super().accept()
        if value:
            self._use(value)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Read a secret from a file")
        if chosen:
            self.take_file(Path(chosen))
