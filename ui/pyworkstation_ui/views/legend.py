"""The legend over a chart: a row for each indicator, with its values, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolButton, QWidget

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.state.legend import LegendValue

ROW_PX = 18
_GAP_PX = 7
_BUTTON_PX = 18


class LegendRow(QWidget):
    """Name and values of one indicator. Under the mouse it has a button to edit and one to remove it."""

    edit_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, model: IndicatorModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._title = ""
        self._values: list[LegendValue] = []
        self.edit = _button(self, "✎", "Edit the indicator (double click)")
        self.remove = _button(self, "✕", "Remove the indicator")
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(model.key))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(model.key))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip(model.spec.title)
        self.show()

    @property
    def key(self) -> int:
        """Which indicator it is about."""
        return self._model.key

    def text(self) -> str:
        """What it says."""
        return " ".join([self._title, *(value.text for value in self._values)])

    def show_values(self, values: list[LegendValue]) -> None:
        """Show these beside the name."""
        title = f"{self._model.title}  {self._model.fault}" if self._model.fault else self._model.title
        if (title, values) != (self._title, self._values):
            self._title, self._values = title, values
            self.resize(self._text_px() + 2 * _BUTTON_PX + _GAP_PX, ROW_PX)
            self._place_buttons()
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Offer what can be done."""
        super().enterEvent(event)
        self._offer(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Only show."""
        super().leaveEvent(event)
        self._offer(False)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Edit."""
        self.edit_wanted.emit(self._model.key)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw name and values, each in the colour of its curve."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self._text_px() + 4, ROW_PX, theme.VEIL)
        painter.setFont(theme.font(theme.SMALL_PX))
        metrics = painter.fontMetrics()
        baseline = round((ROW_PX + metrics.ascent() - metrics.descent()) / 2)
        painter.setPen(theme.AMBER if self._model.fault else theme.DIM)
        painter.drawText(QPointF(2, baseline), self._title)
        x = 2 + theme.text_width(theme.SMALL_PX, self._title) + _GAP_PX
        for value in self._values:
            painter.setPen(theme.line_colour(self._model.choice.colour + value.colour))
            painter.drawText(QPointF(x, baseline), value.text)
            x += theme.text_width(theme.SMALL_PX, value.text) + _GAP_PX

    def _offer(self, is_offered: bool) -> None:
        for button in (self.edit, self.remove):
            button.setVisible(is_offered)

    def _text_px(self) -> int:
        pieces = [self._title, *(value.text for value in self._values)]
        return 2 + sum(theme.text_width(theme.SMALL_PX, piece) + _GAP_PX for piece in pieces)

    def _place_buttons(self) -> None:
        x = self._text_px()
        for place, button in enumerate((self.edit, self.remove)):
            button.setGeometry(x + place * _BUTTON_PX, 0, _BUTTON_PX, ROW_PX)


class Legend:
    """The rows over one drawing area, from its top left corner down."""

    def __init__(self, over: QWidget) -> None:
        self._over = over
        self.rows: list[LegendRow] = []

    def show_indicators(self, models: list[IndicatorModel]) -> list[LegendRow]:
        """Have a row for each of these; returns those that are new."""
        gone = [row for row in self.rows if row.key not in {model.key for model in models}]
        for row in gone:
            self.rows.remove(row)
            row.hide()
            row.deleteLater()
        there = {row.key for row in self.rows}
        new = [LegendRow(model, self._over) for model in models if model.key not in there]
        self.rows += new
        for place, row in enumerate(self.rows):
            row.move(QPoint(6, 4 + place * ROW_PX))
        return new


def _button(parent: QWidget, text: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setFont(theme.font(theme.SMALL_PX))
    button.setStyleSheet("QToolButton { padding: 0px; }")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAutoFillBackground(True)
    button.hide()
    return button
