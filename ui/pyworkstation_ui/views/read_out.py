"""The line above a chart: its timeframe, and the bar under the crosshair or the newest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.state.read_out import Piece, Tone
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.words import Word, changed_span, draw_words

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

HEIGHT_PX = 22
_PAD_PX = 8
_GAP_PX = 8
_LABEL_GAP_PX = 3
_MEANING = (
    "Click the timeframe for another one. Open, high, low and close of the side that is shown, and the change from open to close; volume of that side, in the instrument's"
    " unit, in forex the base currency (k thousand, m million, bn billion); ticks. Of heikin-ashi, too, they are the market's prices, not the averages."
)
_COLOURS = {Tone.LABEL: theme.FAINT, Tone.RISING: theme.UP, Tone.FALLING: theme.DOWN, Tone.PLAIN: theme.DIM}


class ReadOut(QWidget):
    """Draws pieces from left to right, the least important left out where there is no room."""

    title_clicked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._pieces: list[Piece] = []
        self._words: list[Word] = []
        self._is_active = False
        self.setFixedHeight(HEIGHT_PX)
        self.setToolTip(_MEANING)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.lay_out()

    def set_title(self, title: str) -> None:
        """Which bars they are."""
        self._title = title
        self.lay_out()

    def show_bar(self, pieces: list[Piece]) -> None:
        """Show these pieces."""
        if pieces != self._pieces:
            self._pieces = pieces
            before, self._words = self._words, self._laid_out()
            left, width = changed_span(before, self._words)
            self.update(left, 0, width, HEIGHT_PX)

    def set_active(self, is_active: bool) -> None:
        """Whether the keyboard acts on this panel."""
        self._is_active = is_active
        self.lay_out()

    def lay_out(self) -> None:
        """Everything may look otherwise."""
        self._words = self._laid_out()
        self.update()

    def text(self) -> str:
        """What it says, for tests and screen readers."""
        return " ".join([self._title, *(f"{piece.label}{piece.value}" for piece in self._pieces)])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The title is a button: it asks for another timeframe."""
        width = _PAD_PX + self._words[0].width + _GAP_PX / 2
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() <= width:
            self.title_clicked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """There may be room for more, or for less."""
        super().resizeEvent(event)
        self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw title and pieces."""
        painter, shown = QPainter(self), event.rect()
        painter.fillRect(shown, theme.PANEL)
        baseline = theme.baseline(theme.SMALL_PX, HEIGHT_PX)
        if shown.left() <= self._words[0].x + self._words[0].width:
            painter.setFont(theme.font(theme.TEXT_PX, bold=True))
            draw_words(painter, self._words[:1], baseline=baseline, shown=shown)
        painter.setFont(theme.font(theme.SMALL_PX))
        draw_words(painter, self._words[1:], baseline=baseline, shown=shown)

    def _laid_out(self) -> list[Word]:
        """The title, then what fits beside it."""
        width = theme.text_width(theme.TEXT_PX, self._title, bold=True)
        words = [Word(_PAD_PX, width, self._title, theme.ACCENT if self._is_active else theme.TEXT)]
        x = _PAD_PX + width + _GAP_PX
        for piece in self._fitting(self.width() - x):
            if piece.label:
                width = theme.text_width(theme.SMALL_PX, piece.label)
                words.append(Word(x, width, piece.label, theme.FAINT))
                x += width + _LABEL_GAP_PX
            width = theme.text_width(theme.SMALL_PX, piece.value)
            words.append(Word(x, width, piece.value, _COLOURS[piece.tone]))
            x += width + _GAP_PX
        return words

    def _fitting(self, room_px: int) -> list[Piece]:
        pieces = list(self._pieces)
        while pieces and sum(self._width(piece) for piece in pieces) > room_px:
            pieces.remove(max(pieces, key=lambda piece: piece.rank))
        return pieces

    def _width(self, piece: Piece) -> int:
        label = theme.text_width(theme.SMALL_PX, piece.label) + _LABEL_GAP_PX if piece.label else 0
        return label + theme.text_width(theme.SMALL_PX, piece.value) + _GAP_PX
