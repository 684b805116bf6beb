"""One setting of the engine: its name, a widget for its value, what it means, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QSpinBox, QWidget

from pyworkstation_ui.state.engine_settings import meaning, title_of, waiting_words
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from pyworkstation.protocol.messages import SettingRow

_MOST = 2**31 - 1
_FIELD_PX = 200


class SettingField(QWidget):
    """`edited(name, text)` with what the user wants it to be."""

    edited = Signal(str, str)

    def __init__(self, row: SettingRow) -> None:
        super().__init__()
        self.row = row
        self.title = QLabel()
        self.field: QSpinBox | QComboBox = _choices(row) if row.choices else _number(row)
        self.reset = QPushButton("Default")
        self.doc = QLabel(wordWrap=True)
        self.waiting = QLabel(wordWrap=True)
        self.fault = QLabel(wordWrap=True)
        self._lay_out()
        self.show_row(row, row.value, "")
        if isinstance(self.field, QSpinBox):
            self.field.valueChanged.connect(self._tell)
        else:
            self.field.currentTextChanged.connect(self._tell)
        self.reset.clicked.connect(lambda: self._put(self.row.default))

    def text(self) -> str:
        """What stands in the field."""
        return self.field.currentText() if isinstance(self.field, QComboBox) else str(self.field.value())

    def show_row(self, row: SettingRow, text: str, fault: str) -> None:
        """What it is, what was typed, and what is wrong with that."""
        self.row = row
        if self.text() != text:
            with QSignalBlocker(self.field):  # It is no edit of the user's.
                self._put(text)
        mark = " *" if text != row.value else ""
        self.title.setText(f"{title_of(row.name)}{mark}")
        for label, words in (
            (self.doc, meaning(row)),
            (self.waiting, waiting_words(row)),
            (self.fault, fault),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self.field.setEnabled(not row.fixed)
        self.reset.setEnabled(not row.fixed and text != row.default)

    def _put(self, text: str) -> None:
        if isinstance(self.field, QComboBox):
            self.field.setCurrentText(text)
        elif text.lstrip("-").isdecimal():
            self.field.setValue(int(text))

    def _tell(self) -> None:
        self.edited.emit(self.row.name, self.text())

    def _lay_out(self) -> None:
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setToolTip(self.row.name)
        self.title.setBuddy(self.field)
        self.field.setAccessibleName(title_of(self.row.name))
        self.field.setMinimumWidth(_FIELD_PX)
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reset.setAutoDefault(False)
        self.reset.setToolTip(f"Back to {self.row.default}")
        dress(self.doc, "color: $DIM")
        dress(self.waiting, "color: $AMBER")
        dress(self.fault, "color: $RED")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 4, 0, 10)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.title, 0, 0)
        layout.addWidget(self.field, 0, 1)
        layout.addWidget(self.reset, 0, 2)
        for place, label in enumerate((self.doc, self.waiting, self.fault), start=1):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label, place, 0, 1, 3)


class _Number(QSpinBox):
    """The wheel scrolls the page; it must not change what lies under it."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """It is the page's."""
        event.ignore()


class _Choice(QComboBox):
    """The same of words."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """It is the page's."""
        event.ignore()


def _choices(row: SettingRow) -> QComboBox:
    field = _Choice()
    field.addItems(row.choices)
    field.setCurrentText(row.value)
    return field


def _number(row: SettingRow) -> QSpinBox:
    field = _Number(minimum=min(row.low, _MOST), maximum=min(row.high, _MOST))
    field.setGroupSeparatorShown(True)
    if not row.unit.startswith("a "):
        field.setSuffix(f" {row.unit}")
    field.setToolTip(f"{row.low:,} to {row.high:,}")
    field.setValue(int(row.value))
    return field
