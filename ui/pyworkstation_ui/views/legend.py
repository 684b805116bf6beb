"""The legend over a chart: a row for each indicator, with its values, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolButton, QWidget

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.icons import eye_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.state.legend import LegendValue

ROW_PX = 18
_GAP_PX = 7
_BUTTON_PX = 18


class LegendRow(QWidget):
    """Name and values of one indicator. Under the mouse it has buttons for what can be done to it."""

    edit_wanted = Signal(int)
    remove_wanted = Signal(int)
    hide_wanted = Signal(int)
    shift_wanted = Signal(int, int)

    can_shift: Callable[[int, int], bool] = staticmethod(lambda _key, _by: False)
    """Whether there is another one above (-1) or below (1)."""

    def __init__(self, model: IndicatorModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._title = ""
        self._values: list[LegendValue] = []
        self._is_hidden = False
        self._is_offered = False
        self.eye = _button(self, "", "Hide the indicator, or show it again")
        self.up = _button(self, "▲", "Further up")
        self.down = _button(self, "▼", "Further down")
        self.edit = _button(self, "✎", "Edit the indicator (double click)")
        self.remove = _button(self, "✕", "Remove the indicator")
        self.eye.clicked.connect(lambda: self.hide_wanted.emit(model.key))
        self.up.clicked.connect(lambda: self.shift_wanted.emit(model.key, -1))
        self.down.clicked.connect(lambda: self.shift_wanted.emit(model.key, 1))
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
        is_hidden = self._model.choice.is_hidden
        if (title, values, is_hidden) != (self._title, self._values, self._is_hidden):
            self._title, self._values, self._is_hidden = title, values, is_hidden
            self.eye.setIcon(eye_icon(is_shut=is_hidden))
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
        plain = theme.FAINT if self._is_hidden else theme.DIM
        painter.setPen(theme.AMBER if self._model.fault else plain)
        painter.drawText(QPointF(2, baseline), self._title)
        x = 2 + theme.text_width(theme.SMALL_PX, self._title) + _GAP_PX
        for value in self._values:
            painter.setPen(theme.line_colour(self._model.choice.colour + value.colour))
            painter.drawText(QPointF(x, baseline), value.text)
            x += theme.text_width(theme.SMALL_PX, value.text) + _GAP_PX

    def _offer(self, is_offered: bool) -> None:
        self._is_offered = is_offered
        for button in self._buttons:
            button.setVisible(is_offered and self._is_possible(button))
        self._place_buttons()

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        return self.eye, self.up, self.down, self.edit, self.remove

    def _is_possible(self, button: QToolButton) -> bool:
        ways = {self.up: -1, self.down: 1}
        return button not in ways or self.can_shift(self._model.key, ways[button])

    def _text_px(self) -> int:
        pieces = [self._title, *(value.text for value in self._values)]
        return 2 + sum(theme.text_width(theme.SMALL_PX, piece) + _GAP_PX for piece in pieces)

    def _place_buttons(self) -> None:
        x = self._text_px()
        shown = [button for button in self._buttons if self._is_possible(button)]
        for place, button in enumerate(shown):
            button.setGeometry(x + place * _BUTTON_PX, 0, _BUTTON_PX, ROW_PX)
        # The row takes the mouse from the chart below it: no wider than what it shows.
        buttons_px = len(shown) * _BUTTON_PX if self._is_offered else 2 * _BUTTON_PX
        self.resize(x + buttons_px + _GAP_PX, ROW_PX)


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
        keys = [model.key for model in models]
        self.rows = sorted([*self.rows, *new], key=lambda row: keys.index(row.key))
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
