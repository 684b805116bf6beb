"""Asks for another quantity or another price of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.state.order_change import TITLES, ChangedField, change_of, fields_of
from pyworkstation_ui.state.trading import order_text
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pyworkstation.protocol.messages import ModifyOrder, Order

_WIDTH_PX = 320


class ChangeOrderDialog(QDialog):
    """`do(change)` when something was changed; what is wrong is said below the field, and the dialog stays."""

    def __init__(
        self,
        order: Order,
        do: Callable[[ModifyOrder], object],
        parent: QWidget,
        *,
        volume_digits: int | None,
    ) -> None:
        super().__init__(parent)
        self._order = order
        self._do = do
        self._volume_digits = volume_digits
        self.lines: dict[ChangedField, QLineEdit] = {
            name: QLineEdit(text) for name, text in fields_of(order, volume_digits).items()
        }
        self.fault = QLabel()
        self.setObjectName("change order")
        self.setWindowTitle("Change order")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH_PX)
        self._lay_out()

    def accept(self) -> None:
        """Ask for it, if it can be."""
        try:
            texts = {name: line.text() for name, line in self.lines.items()}
            change = change_of(self._order, texts, self._volume_digits)
        except InputError as error:
            self.fault.setText(str(error))
            self.fault.show()
            return
        super().accept()
        if change is not None:
            self._do(change)

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, line in self.lines.items():
            line.setAccessibleName(TITLES[name])
            form.addRow(TITLES[name], line)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.fault.setWordWrap(True)
        self.fault.hide()
        dress(self.fault, "color: $AMBER;")
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(QLabel(order_text(self._order, self._volume_digits)))
        column.addLayout(form)
        column.addWidget(self.fault)
        column.addWidget(buttons)
        last = list(self.lines.values())[-1]
        last.setFocus()
        last.selectAll()
