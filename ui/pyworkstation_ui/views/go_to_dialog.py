"""Go to date: a time is typed, and the replay jumps there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.state.replay import NO_REPLAY, typed_target
from pyworkstation_ui.state.stored import format_second
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import ReplayState

_WIDTH_PX = 460
_FAULT_LINES = 3
"""Room for them from the start: a dialog that grows while it is read jumps."""


class GoToDialog(QDialog):
    """Asks for a time within the replay's data; `chosen` tells it. The replay goes on meanwhile."""

    chosen = Signal(object)  # microseconds: they do not fit a C++ int

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = NO_REPLAY
        self.field = QLineEdit()
        self.bounds = QLabel()
        self.fault = QLabel()
        self.setWindowTitle("Go to date")
        self._lay_out()

    def open_at(self, state: ReplayState) -> None:
        """Ask, with the time at which the replay stands filled in."""
        if state.position_us is None or state.first_us is None or state.last_us is None:
            return
        self._state = state
        self.bounds.setText(f"{format_clock(state.first_us)}  to  {format_clock(state.last_us)}")
        self.fault.clear()
        self.field.setText(format_second(state.position_us))
        self.field.selectAll()
        self.open()
        self.field.setFocus()

    def accept(self) -> None:
        """Close when it is a time of the replay; otherwise say what was expected."""
        try:
            target_us = typed_target(self.field.text(), self._state)
        except InputError as error:
            self.fault.setText(str(error))
            return
        super().accept()
        self.chosen.emit(target_us)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox()
        for text, role in (
            ("Go", QDialogButtonBox.ButtonRole.AcceptRole),
            ("Cancel", QDialogButtonBox.ButtonRole.RejectRole),
        ):
            buttons.addButton(text, role).setIcon(QIcon())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.fault.setWordWrap(True)
        self.fault.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.fault.setMinimumHeight(_FAULT_LINES * self.fault.fontMetrics().lineSpacing())
        dress(self.fault, "color: $AMBER")
        dress(self.bounds, "color: $DIM")
        layout = QVBoxLayout(self)
        asked = QLabel("&Date, or date and time, in UTC")
        asked.setBuddy(self.field)
        for widget in (asked, self.field, self.bounds, self.fault, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(_WIDTH_PX)
