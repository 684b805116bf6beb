"""The line above a chart: its timeframe, and the bar under the crosshair or the newest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.state.read_out import Piece, Tone
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

HEIGHT_PX = 22
_PAD_PX = 8
_GAP_PX = 8
_LABEL_GAP_PX = 3
_MEANING = (
    "Click the timeframe for another one. Open, high, low and close of the side that is shown, and the change from open to close; volume of that side, in the instrument's"
    " unit, in forex the base currency (k thousand, m million, bn billion); ticks."
)
_COLOURS = {Tone.LABEL: theme.FAINT, Tone.RISING: theme.UP, Tone.FALLING: theme.DOWN, Tone.PLAIN: theme.DIM}


class ReadOut(QWidget):
    """Draws pieces from left to right, the least important left out where there is no room."""

    title_clicked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._pieces: list[Piece] = []
        self._is_active = False
        self._bold = theme.font(theme.TEXT_PX, bold=True)
        self.setFixedHeight(HEIGHT_PX)
        self.setToolTip(_MEANING)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.font(theme.SMALL_PX))

    def set_title(self, title: str) -> None:
        """Which bars they are."""
        self._title = title
        self.update()

    def show_bar(self, pieces: list[Piece]) -> None:
        """Show these pieces."""
        if pieces != self._pieces:
            self._pieces = pieces
            self.update()

    def set_active(self, is_active: bool) -> None:
        """Whether the keyboard acts on this panel."""
        self._is_active = is_active
        self.update()

    def text(self) -> str:
        """What it says, for tests and screen readers."""
        return " ".join([self._title, *(f"{piece.label}{piece.value}" for piece in self._pieces)])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The title is a button: it asks for another timeframe."""
        width = _PAD_PX + QFontMetrics(self._bold).horizontalAdvance(self._title) + _GAP_PX / 2
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() <= width:
            self.title_clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw title and pieces."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        painter.setFont(self._bold)
        painter.setPen(theme.ACCENT if self._is_active else theme.TEXT)
        x = _PAD_PX + QFontMetrics(self._bold).horizontalAdvance(self._title) + _GAP_PX
        baseline = round((HEIGHT_PX + self._metrics.ascent() - self._metrics.descent()) / 2)
        painter.drawText(QPointF(_PAD_PX, baseline), self._title)
        painter.setFont(theme.font(theme.SMALL_PX))
        for piece in self._fitting(self.width() - x):
            x = self._paint_piece(painter, piece, x, baseline)

    def _paint_piece(self, painter: QPainter, piece: Piece, x: int, baseline: int) -> int:
        if piece.label:
            painter.setPen(theme.FAINT)
            painter.drawText(QPointF(x, baseline), piece.label)
            x += theme.text_width(theme.SMALL_PX, piece.label) + _LABEL_GAP_PX
        painter.setPen(_COLOURS[piece.tone])
        painter.drawText(QPointF(x, baseline), piece.value)
        return x + theme.text_width(theme.SMALL_PX, piece.value) + _GAP_PX

    def _fitting(self, room_px: int) -> list[Piece]:
        pieces = list(self._pieces)
        while pieces and sum(self._width(piece) for piece in pieces) > room_px:
            pieces.remove(max(pieces, key=lambda piece: piece.rank))
        return pieces

    def _width(self, piece: Piece) -> int:
        label = theme.text_width(theme.SMALL_PX, piece.label) + _LABEL_GAP_PX if piece.label else 0
        return label + theme.text_width(theme.SMALL_PX, piece.value) + _GAP_PX
