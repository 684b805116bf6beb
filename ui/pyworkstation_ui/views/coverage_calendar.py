"""The coverage calendar: a square for each day, brighter the more ticks it has, red where the market was open and none is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from pyworkstation_ui.state.coverage import LEVELS, Coverage, day_words, week_of
from pyworkstation_ui.state.dates import month_name
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pyworkstation_ui.state.coverage import DayCell

_WEEKS = 54
_DAY_NAMES = (("Mon", 0), ("Wed", 2), ("Fri", 4))
_MOVES = {
    Qt.Key.Key_Left: -7,
    Qt.Key.Key_Right: 7,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -28,
    Qt.Key.Key_PageDown: 28,
}


@dataclass(frozen=True, slots=True)
class _Sizes:
    """In pixels, by the size of text: squares and the steps between them, the names at the left and above, a year."""

    cell: int
    step: int
    left: int
    top: int

    @property
    def band(self) -> int:
        return self.top + 8 * self.step


def _sizes() -> _Sizes:
    return _Sizes(*(theme.scaled(px, theme.text_percent()) for px in (13, 16, 40, 20)))


@dataclass(frozen=True, slots=True)
class _Dress:
    """`levels` from few ticks to many: on a dark ground from dull to bright, on a light one from pale to deep."""

    missing: QColor
    hole: QColor
    levels: tuple[QColor, ...]


def _blends(first: tuple[int, float, float], last: tuple[int, float, float]) -> tuple[QColor, ...]:
    """Hue in degrees, saturation and lightness, as the eye tells them apart."""
    shares = (level / (LEVELS - 1) for level in range(LEVELS))
    return tuple(
        QColor.fromHslF(*(a + (b - a) * share for a, b in zip(_parts(first), _parts(last), strict=True)))
        for share in shares
    )


def _parts(hsl: tuple[int, float, float]) -> tuple[float, float, float]:
    return hsl[0] / 360, hsl[1], hsl[2]


_DARK = _Dress(QColor("#7a2f36"), QColor("#ef7d74"), _blends((215, 0.40, 0.20), (160, 0.61, 0.60)))
_LIGHT = _Dress(QColor("#e58a86"), QColor("#c3312e"), _blends((190, 0.45, 0.82), (215, 0.65, 0.32)))


def level_colours() -> tuple[QColor, ...]:
    """From few ticks to many, in the dress that is worn."""
    return _dress().levels


def _dress() -> _Dress:
    return _DARK if theme.PANEL.lightness() < theme.TEXT.lightness() else _LIGHT


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
        sizes = _sizes()
        return QSize(sizes.left + _WEEKS * sizes.step + 4, max(len(self._coverage.years), 1) * sizes.band)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Text of another size needs other squares."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setMinimumSize(self.sizeHint())
            self.updateGeometry()

    def cell_rect(self, day: date) -> QRect:
        """The square of a day."""
        sizes, band = _sizes(), self._coverage.years.index(day.year)
        x = sizes.left + week_of(day) * sizes.step
        y = band * sizes.band + sizes.top + day.weekday() * sizes.step
        return QRect(x, y, sizes.cell, sizes.cell)

    def day_at(self, at: QPoint) -> date | None:
        """The day whose square is there."""
        sizes = _sizes()
        band, below = divmod(at.y(), sizes.band)
        week, row = (at.x() - sizes.left) // sizes.step, (below - sizes.top) // sizes.step
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
        sizes, tall = _sizes(), painter.fontMetrics().ascent()
        top = band * sizes.band
        painter.setPen(theme.TEXT)
        painter.drawText(0, top + tall, str(year))
        painter.setPen(theme.DIM)
        for month in range(1, 13):
            x = sizes.left + week_of(date(year, month, 1)) * sizes.step
            painter.drawText(
                x + (sizes.step if month > 1 else 0), top + tall, month_name(date(year, month, 1))
            )
        for name, row in _DAY_NAMES:
            at = QRect(0, top + sizes.top + row * sizes.step, sizes.left, sizes.cell)
            painter.drawText(at, int(Qt.AlignmentFlag.AlignVCenter), name)

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
            painter.fillRect(_foot(rect), _dress().hole)

    def colour_of(self, cell: DayCell | None) -> QColor:
        """How a day shows."""
        if cell is None or (cell.ticks == 0 and not cell.is_missing):
            return theme.GRID
        return _dress().missing if cell.is_missing else _dress().levels[self._coverage.level(cell)]

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
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Text of another size needs more room."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        self._draw(QPainter(self))

    def _fit(self) -> None:
        self.setFixedSize(self._draw(None), _sizes().step + 4)

    def _draw(self, painter: QPainter | None) -> int:
        """How wide it comes out; without a painter nothing more."""
        sizes, dress = _sizes(), _dress()
        x = _say(painter, 0, "few")
        for colour in dress.levels:
            _fill(painter, _square(x), colour)
            x += sizes.step
        x = _say(painter, x + 2, "many ticks") + 14
        for words, colour in (
            ("no tick", dress.missing),
            ("with a gap", dress.levels[LEVELS // 2]),
            ("closed", theme.GRID),
        ):
            _fill(painter, _square(x), colour)
            if words == "with a gap":
                _fill(painter, _foot(_square(x)), dress.hole)
            x = _say(painter, x + sizes.step + 2, words) + 14
        return x - 14


def _square(x: int) -> QRect:
    return QRect(x, 3, _sizes().cell, _sizes().cell)


def _foot(square: QRect) -> QRect:
    """Where a day with a gap is marked."""
    return square.adjusted(0, square.height() - 3, 0, 0)


def _fill(painter: QPainter | None, square: QRect, colour: QColor) -> None:
    if painter is not None:
        painter.fillRect(square, colour)


def _say(painter: QPainter | None, x: int, words: str) -> int:
    width = theme.text_width(theme.SMALL_PX, words)
    if painter is not None:
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.DIM)
        painter.drawText(QRect(x, 3, width + 6, _sizes().cell), int(Qt.AlignmentFlag.AlignVCenter), words)
    return x + width + 6


_ROWS = range(7)
