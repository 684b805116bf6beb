"""Asks a person to type a word, before something that only a person may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def word_dialog(word: str, do: Callable[[], object], parent: QWidget) -> QDialog:
    """`do` is done when the word stands there and OK is pressed, and not before."""
    dialog = QDialog(parent)
    dialog.setObjectName("word")
    dialog.setWindowTitle("Let trading go on")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    line = QLineEdit()
    line.setAccessibleName("The word")
    line.setPlaceholderText(word)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    ok.setEnabled(False)
    line.textChanged.connect(lambda text: ok.setEnabled(text.strip() == word))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    dialog.accepted.connect(do)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(18, 16, 18, 14)
    column.setSpacing(10)
    column.addWidget(QLabel(f"Orders will be sent again. Type {word} to let trading go on."))
    column.addWidget(line)
    column.addWidget(buttons)
    return dialog
