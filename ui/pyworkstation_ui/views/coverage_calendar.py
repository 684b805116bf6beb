"""The coverage calendar: a square for each day, brighter the more ticks it has, red where the market was open and none is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from pyworkstation_ui.state.coverage import LEVELS, Coverage, day_words, week_of
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pyworkstation_ui.state.coverage import DayCell

_CELL_PX = 13
_STEP_PX = 16
_LEFT_PX = 40
_TOP_PX = 20
_BAND_PX = _TOP_PX + 7 * _STEP_PX + 16
_WEEKS = 54
_DAY_NAMES = (("Mon", 0), ("Wed", 2), ("Fri", 4))
_MISSING = QColor("#7a2f36")
_HOLE = QColor("#ef7d74")
_CLOSED = theme.GRID
_MOVES = {
    Qt.Key.Key_Left: -7,
    Qt.Key.Key_Right: 7,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -28,
    Qt.Key.Key_PageDown: 28,
}
_KEY_PX = 470
_KEY = (("no tick", _MISSING), ("with a gap", _HOLE), ("closed", _CLOSED))

LEVEL_COLOURS = tuple(
    QColor.fromHslF(
        (215 - 55 * level / (LEVELS - 1)) / 360, 0.4 + 0.03 * level, 0.2 + 0.4 * level / (LEVELS - 1)
    )
    for level in range(LEVELS)
)
"""From a dull blue to a bright green, as the eye tells them apart."""


class CoverageCalendar(QWidget):
    """Days under the mouse are told in a tool tip; arrow keys move from day to day, and `day_chosen` tells which."""

    day_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._coverage = Coverage({}, (), 0)
        self.day: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Coverage calendar")

    def show_coverage(self, coverage: Coverage) -> None:
        """Show these days."""
        self._coverage = coverage
        self.day = None
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for all years."""
        return QSize(_LEFT_PX + _WEEKS * _STEP_PX + 4, max(len(self._coverage.years), 1) * _BAND_PX)

    def cell_rect(self, day: date) -> QRect:
        """The square of a day."""
        band = self._coverage.years.index(day.year)
        x = _LEFT_PX + week_of(day) * _STEP_PX
        y = band * _BAND_PX + _TOP_PX + day.weekday() * _STEP_PX
        return QRect(x, y, _CELL_PX, _CELL_PX)

    def day_at(self, at: QPoint) -> date | None:
        """The day whose square is there."""
        band, below = divmod(at.y(), _BAND_PX)
        week, row = (at.x() - _LEFT_PX) // _STEP_PX, (below - _TOP_PX) // _STEP_PX
        if not (0 <= band < len(self._coverage.years) and week >= 0 and 0 <= row < len(_ROWS)):
            return None
        year = self._coverage.years[band]
        first = date(year, 1, 1)
        day = first + timedelta(days=week * 7 + row - first.weekday())
        return day if day.year == year else None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the years."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL_PX))
        for band, year in enumerate(self._coverage.years):
            self._draw_names(painter, band, year)
            self._draw_days(painter, year)
        if self.day is not None:
            painter.setPen(theme.TEXT)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.cell_rect(self.day).adjusted(-1, -1, 0, 0))

    def _draw_names(self, painter: QPainter, band: int, year: int) -> None:
        top = band * _BAND_PX
        painter.setPen(theme.TEXT)
        painter.drawText(0, top + 12, str(year))
        painter.setPen(theme.DIM)
        for month in range(1, 13):
            x = _LEFT_PX + week_of(date(year, month, 1)) * _STEP_PX
            painter.drawText(x + (_STEP_PX if month > 1 else 0), top + 12, f"{date(year, month, 1):%b}")
        for name, row in _DAY_NAMES:
            painter.drawText(0, top + _TOP_PX + row * _STEP_PX + 11, name)

    def _draw_days(self, painter: QPainter, year: int) -> None:
        day = date(year, 1, 1)
        while day.year == year:
            self._draw_day(painter, day, self._coverage.cells.get(day))
            if day == date.max:
                return
            day += timedelta(days=1)

    def _draw_day(self, painter: QPainter, day: date, cell: DayCell | None) -> None:
        rect = self.cell_rect(day)
        painter.fillRect(rect, self.colour_of(cell))
        if cell is not None and cell.has_hole:
            painter.fillRect(rect.adjusted(0, _CELL_PX - 3, 0, 0), _HOLE)

    def colour_of(self, cell: DayCell | None) -> QColor:
        """How a day shows."""
        if cell is None or (cell.ticks == 0 and not cell.is_missing):
            return _CLOSED
        return _MISSING if cell.is_missing else LEVEL_COLOURS[self._coverage.level(cell)]

    def event(self, event: QEvent) -> bool:
        """A tool tip for the day under the mouse; the arrow keys are the calendar's."""
        if isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words_of(day) if day else "", self)
            return True
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _MOVES
        ):
            event.accept()
            return True
        return super().event(event)

    def words_of(self, day: date) -> str:
        """A day in one line."""
        return day_words(self._coverage.cells.get(day), day)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the day under the mouse."""
        self._choose(self.day_at(event.position().toPoint()))
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """From day to day."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None or not self._coverage.cells:
            super().keyPressEvent(event)
            return
        first, last = min(self._coverage.cells), max(self._coverage.cells)
        start = self.day or first
        moved = start + timedelta(days=step) if self.day else start
        self._choose(min(max(moved, first), last))

    def _choose(self, day: date | None) -> None:
        self.day = day
        self.update()
        self.day_chosen.emit(self.words_of(day) if day else "")


class CoverageKey(QWidget):
    """What the colours of the calendar mean, in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(20)
        self.setMinimumWidth(_KEY_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL_PX))
        x = self._say(painter, 0, "few")
        for colour in LEVEL_COLOURS:
            painter.fillRect(QRect(x, 3, _CELL_PX, _CELL_PX), colour)
            x += _STEP_PX
        x = self._say(painter, x + 2, "many ticks") + 14
        for words, colour in _KEY:
            box = QRect(x, 3, _CELL_PX, _CELL_PX)
            if colour is _HOLE:
                painter.fillRect(box, LEVEL_COLOURS[LEVELS // 2])
                painter.fillRect(box.adjusted(0, _CELL_PX - 3, 0, 0), colour)
            else:
                painter.fillRect(box, colour)
            x = self._say(painter, x + _STEP_PX + 2, words) + 14

    def _say(self, painter: QPainter, x: int, words: str) -> int:
        painter.setPen(theme.DIM)
        painter.drawText(x, 14, words)
        return x + theme.text_width(theme.SMALL_PX, words) + 6


_ROWS = range(7)
