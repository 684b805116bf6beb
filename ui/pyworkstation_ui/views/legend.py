"""The legend over a chart: a row for each indicator, with its values, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolButton, QWidget

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.icons import eye_icon
from pyworkstation_ui.views.words import Word, changed_span, draw_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.state.legend import LegendValue

ROW_PX = 18
_PAD_PX = 2
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
        self._over = parent
        self._model = model
        self._words: list[Word] = []
        self._text_px = _PAD_PX
        self._is_hidden: bool | None = None
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
        return " ".join(word.text for word in self._words)

    def show_values(self, values: list[LegendValue]) -> None:
        """Show these beside the name."""
        before, self._words = self._words, self._laid_out(values)
        if before != self._words:
            self._fit()
            left, width = changed_span(before, self._words)
            self.update(left, 0, width, ROW_PX)
        if self._model.choice.is_hidden is not self._is_hidden:
            self._is_hidden = self._model.choice.is_hidden
            self.eye.setIcon(eye_icon(is_shut=self._is_hidden))

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw name and values, each in the colour of its curve."""
        painter = QPainter(self)
        painter.fillRect(0, 0, self._text_px + 4, ROW_PX, theme.VEIL)
        painter.setFont(theme.font(theme.SMALL_PX))
        baseline = theme.baseline(theme.SMALL_PX, ROW_PX)
        draw_words(painter, self._words, baseline=baseline, shown=event.rect())

    def _laid_out(self, values: list[LegendValue]) -> list[Word]:
        model, choice = self._model, self._model.choice
        title = f"{model.title}  {model.fault}" if model.fault else model.title
        plain = theme.FAINT if choice.is_hidden else theme.DIM
        texts = [(title, theme.AMBER if model.fault else plain)]
        texts += [(value.text, theme.line_colour(choice.colour + value.colour)) for value in values]
        words, x = [], _PAD_PX
        for text, colour in texts:
            words.append(Word(x, theme.text_width(theme.SMALL_PX, text), text, colour))
            x += words[-1].width + _GAP_PX
        return words

    def _fit(self) -> None:
        """As wide as its words, with room for the buttons."""
        last = self._words[-1]
        text_px = last.x + last.width + _GAP_PX
        if text_px != self._text_px:
            self._text_px = text_px
            self._place_buttons()
            self.update()

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

    def _place_buttons(self) -> None:
        shown = [button for button in self._buttons if self._is_possible(button)]
        # Where values go on to the edge of the chart, the buttons lie over the last of them.
        room = self._over.width() - self.x() - len(shown) * _BUTTON_PX
        x = max(min(self._text_px, room), 0)
        for place, button in enumerate(shown):
            button.setGeometry(x + place * _BUTTON_PX, 0, _BUTTON_PX, ROW_PX)
        # The row takes the mouse from the chart below it: no wider than what it shows.
        width = x + len(shown) * _BUTTON_PX if self._is_offered else self._text_px
        self.resize(width + _GAP_PX, ROW_PX)


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
