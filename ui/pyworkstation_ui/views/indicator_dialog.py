"""Add or edit an indicator: a searched list, its parameters within their bounds, and the chart as the live preview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.state.indicator import default_choice, matching
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.indicator_form import IndicatorForm

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from pyworkstation.protocol.messages import IndicatorSpec
    from pyworkstation_ui.models.indicators_model import IndicatorsModel
    from pyworkstation_ui.state.indicator import IndicatorChoice

_SIZE = (720, 460)
_LIST_PX = 320
_EDIT_PX = 520
_PREVIEW_AFTER_MS = 150
"""Typing `200` shows neither 2 nor 20."""


class IndicatorDialog(QDialog):
    """What is chosen is on the chart while the dialog is open; Cancel takes it back."""

    def __init__(self, indicators: IndicatorsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._indicators = indicators
        self._panel = ""
        self._key: int | None = None
        self._before: IndicatorChoice | None = None
        self.search = QLineEdit(placeholderText="Search: a name, a word of it, a group")
        self.list = QListWidget()
        self.search.setAccessibleName("Search an indicator")
        self.list.setAccessibleName("Indicators")
        self.list.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )  # What is cut ends in "…".
        self.form = IndicatorForm()
        self.formula = QLabel()
        self.fault = QLabel()
        self._preview = QTimer(self, singleShot=True, interval=_PREVIEW_AFTER_MS)
        self._lay_out()
        self._preview.timeout.connect(self._show_preview)
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._on_choose)
        self.form.edited.connect(self._preview.start)

    def open_for_new(self, panel: str) -> None:
        """Choose one for a panel."""
        if not self._indicators.specs:
            return
        self._panel, self._key, self._before = panel, None, None
        self.setWindowTitle("Add indicator")
        self.search.clear()
        self._fill()
        self._show_list(True)
        self.open()
        self.search.setFocus()

    def open_for(self, key: int) -> None:
        """Edit one that is there."""
        row = self._indicators.get(key)
        if row is None:
            return
        self._panel, self._key, self._before = row.panel, key, row.choice
        self.setWindowTitle(f"Edit {row.spec.title}")
        self._show_list(False)
        self._show_spec(row.spec, row.choice)
        self._fit()
        self.open()
        self.form.setFocus()

    def accept(self) -> None:
        """Keep what the chart shows."""
        if self._preview.isActive():
            self._show_preview()
        self._preview.stop()
        self._key = None
        super().accept()

    def reject(self) -> None:
        """Leave the chart as it was before."""
        self._preview.stop()
        if self._key is not None and self._before is None:
            self._indicators.remove(self._key)
        elif self._key is not None and self._before is not None:
            self._indicators.change(self._key, self._before)
        self._key = None
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """From the search field the arrows move through the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            return
        super().keyPressEvent(event)

    def _fill(self) -> None:
        found = matching(list(self._indicators.specs.values()), self.search.text())
        self.list.blockSignals(True)
        self.list.clear()
        for spec in found:
            item = QListWidgetItem(f"{spec.title}   {spec.name}")
            item.setData(Qt.ItemDataRole.UserRole, spec.name)
            item.setToolTip(spec.group)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self.search.text() and found:
            self.list.setCurrentRow(0)

    def _on_choose(self, item: QListWidgetItem | None) -> None:
        if item is None or self._before is not None:
            return
        spec = self._indicators.specs[item.data(Qt.ItemDataRole.UserRole)]
        taken = [row.choice.colour for row in self._indicators.of(self._panel) if row.key != self._key]
        colour = next(place for place in range(len(taken) + 1) if place not in taken)
        self._show_spec(spec, default_choice(spec, colour=colour))
        self._preview.start()

    def _show_spec(self, spec: IndicatorSpec, choice: IndicatorChoice) -> None:
        self.form.show_choice(spec, choice)
        self.formula.setText(spec.formula)
        self.fault.clear()
        self._ok.setEnabled(True)
        self.usual.setEnabled(True)

    def _show_usual(self) -> None:
        """The parameters that the registry proposes; the colour stays."""
        spec = self._indicators.specs[self.form.choice().name]
        self._show_spec(spec, default_choice(spec, colour=self.form.choice().colour))
        self._preview.start()

    def _show_preview(self) -> None:
        """On the chart itself: nothing shows better what a parameter does."""
        choice = self.form.choice()
        row = self._indicators.get(self._key) if self._key is not None else None
        if row is None or row.choice.name != choice.name:
            if row is not None:
                self._indicators.remove(row.key)
            self._key = self._indicators.add(self._panel, choice)
            self._watch(self._key)
        else:
            self._indicators.change(row.key, replace(choice))

    def _watch(self, key: int) -> None:
        row = self._indicators.get(key)
        assert row is not None  # it was just added
        row.changed.connect(lambda: self.fault.setText(row.fault))

    def _show_list(self, is_shown: bool) -> None:
        self._left.setVisible(is_shown)
        self._ok.setEnabled(not is_shown)
        self.usual.setEnabled(not is_shown)
        self.form.clear()
        self.formula.clear()
        self.fault.clear()
        if is_shown:
            self.resize(*_SIZE)

    def _fit(self) -> None:
        """As high as the fields and the formula need: of text that is broken, that depends on the width."""
        layout = self.layout()
        assert layout is not None  # it was laid out when it was made
        layout.activate()
        needed = layout.totalHeightForWidth(_EDIT_PX)
        self.resize(_EDIT_PX, max(needed, layout.totalMinimumSize().height()))

    def _lay_out(self) -> None:
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        self._left.setFixedWidth(_LIST_PX)
        for label, colour in ((self.formula, theme.DIM), (self.fault, theme.AMBER)):
            label.setWordWrap(True)
            dress(label, "color: $colour", colour=colour)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addStretch(1)
        right.addWidget(self.fault)
        right.addWidget(self.formula)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self._left)
        both.addLayout(right, 1)
        buttons = QDialogButtonBox()
        self._ok = buttons.addButton("OK", QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.usual = buttons.addButton("Usual values", QDialogButtonBox.ButtonRole.ResetRole)
        self.usual.clicked.connect(self._show_usual)
        for button in (self._ok, cancel, self.usual):
            button.setIcon(QIcon())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addWidget(buttons)
        self.list.itemActivated.connect(lambda _item: self.accept())
