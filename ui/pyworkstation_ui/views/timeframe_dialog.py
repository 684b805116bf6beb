"""Any timeframe: typed, or one of the usual."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.state.typed_timeframe import QUICK, typed_timeframe
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH_PX = 420
_COLUMNS = 6
_FAULT_LINES = 2


class TimeframeDialog(QDialog):
    """Asks for a timeframe; `chosen` tells it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.fault = QLabel()
        self.setWindowTitle("Timeframe")
        self._lay_out()

    def open_at(self, timeframe: str) -> None:
        """Ask, with the timeframe of now filled in."""
        self.fault.clear()
        self.field.setText(timeframe)
        self.field.selectAll()
        self.open()
        self.field.setFocus()

    def accept(self) -> None:
        """Close when it is a timeframe; otherwise say what was expected."""
        try:
            timeframe = typed_timeframe(self.field.text())
        except InputError as error:
            self.fault.setText(str(error))
            return
        super().accept()
        self.chosen.emit(timeframe)

    def _choose(self, timeframe: str) -> None:
        self.field.setText(timeframe)
        self.accept()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox()
        for text, role in (
            ("Show", QDialogButtonBox.ButtonRole.AcceptRole),
            ("Cancel", QDialogButtonBox.ButtonRole.RejectRole),
        ):
            buttons.addButton(text, role).setIcon(QIcon())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        hint = QLabel("M7, 90 min, 4h, S30, W1, MN1; T100 ticks, V1000000 units, R10 and K10 points")
        for label, colour in ((hint, theme.DIM), (self.fault, theme.AMBER)):
            label.setWordWrap(True)
            dress(label, "color: $colour", colour=colour)
        self.fault.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.fault.setMinimumHeight(_FAULT_LINES * self.fault.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        asked = QLabel("&Timeframe of the active chart")
        asked.setBuddy(self.field)
        for widget in (asked, self.field, hint):
            layout.addWidget(widget)
        layout.addLayout(self._quick())
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH_PX)

    def _quick(self) -> QGridLayout:
        grid = QGridLayout()
        for place, name in enumerate(QUICK):
            button = QToolButton()
            button.setText(name)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._choose, name))
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        return grid
