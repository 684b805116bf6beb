"""Asks for the words of a text on the chart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.models.drawings_model import DrawingsModel

_MOST_LETTERS = 200


def text_dialog(drawings: DrawingsModel, parent: QWidget) -> QInputDialog:
    """One that gives its words to the draft; without words there is no text."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Text")
    dialog.setLabelText("Words on the chart")

    def give(words: str) -> None:
        draft = drawings.draft
        if draft is None or not words.strip():
            drawings.take(None)
            return
        drawings.show_draft(replace(draft, text=words.strip()[:_MOST_LETTERS]))
        drawings.finish()

    dialog.textValueSelected.connect(give)
    dialog.rejected.connect(lambda: drawings.take(None))
    return dialog
