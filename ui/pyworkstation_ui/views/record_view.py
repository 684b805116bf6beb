"""A table of records: one row each, numbers flush right, and in words why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pyworkstation_ui.models.record_table import ORDER_ROLE, SHARE_ROLE, SPARK_ROLE, TONE_ROLE
from pyworkstation_ui.state.records import Tone
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QColor, QPaintEvent

    from pyworkstation_ui.models.record_table import RecordTable

_ROW_PX = 25
_CELL_MARGIN_PX = 24
TONES: dict[Tone, QColor] = {
    Tone.DIM: theme.DIM,
    Tone.GOOD: theme.GREEN,
    Tone.WARN: theme.AMBER,
    Tone.BAD: theme.RED,
    Tone.UP: theme.UP,
    Tone.DOWN: theme.DOWN,
}
_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
"""In a table these move through it, whatever they do in the window around it."""


class RecordView(QTableView):
    """Shows a `RecordTable`. `chosen` when another row is the current one, `entered_row` on Enter or a double click."""

    chosen = Signal()
    entered_row = Signal()

    def __init__(self, table: RecordTable[Any], *, name: str, sorts: bool = False) -> None:
        super().__init__()
        self._table = table
        self._key: Hashable = None
        self._nothing = ""
        self._order = QSortFilterProxyModel()
        self._cells = _Cells(self)
        self.setAccessibleName(name)
        self._dress()
        self._set_model(sorts=sorts)
        self._set_widths()
        table.modelAboutToBeReset.connect(self._remember)
        table.modelReset.connect(self._recall)
        self.doubleClicked.connect(lambda _index: self.entered_row.emit())

    def say_nothing(self, text: str) -> None:
        """What stands in the table while it has no row."""
        if text != self._nothing:
            self._nothing = text
            self.viewport().update()

    def nothing(self) -> str:
        """What it says while it has no row."""
        return self._nothing

    def show_as_old(self, is_old: bool) -> None:
        """Dim: nothing of it is known to hold any more."""
        if is_old != self._cells.is_old:
            self._cells.is_old = is_old
            self.viewport().update()

    def is_shown_as_old(self) -> bool:
        """Whether it is dim."""
        return self._cells.is_old

    def current(self) -> Any:
        """The current row; None when there is none."""
        index = self._order.mapToSource(self.currentIndex())
        return self._table.rows[index.row()] if index.isValid() else None

    def choose(self, key: Hashable) -> None:
        """Make the row of this key the current one."""
        place = self._table.place_of(key)
        if place is not None:
            index = self._order.mapFromSource(self._table.index(place, 0))
            self.setCurrentIndex(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The rows, or why there is none."""
        super().paintEvent(event)
        if self._nothing and not self._order.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.DIM)
            around = self.viewport().rect().adjusted(16, 8, -16, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(around, int(flags), self._nothing)

    def event(self, event: QEvent) -> bool:
        """Keys that move through a table are the table's, not shortcuts of the window."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the current row, copying writes the chosen rows as lines of a spreadsheet."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)

    def chosen_text(self) -> str:
        """The chosen rows: cells parted by tabs."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        cells = range(len(self._table.columns))
        return "\n".join(
            "\t".join(str(self._order.index(row, cell).data()) for cell in cells) for row in rows
        )

    def currentChanged(  # noqa: N802 - Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Another row is the current one."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.chosen.emit()

    def _dress(self) -> None:
        self.setFont(theme.font(theme.TEXT_PX))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(self._cells)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)

    def _set_model(self, *, sorts: bool) -> None:
        self._order.setSourceModel(self._table)
        self._order.setSortRole(ORDER_ROLE)
        self.setModel(self._order)
        if sorts:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)

    def _set_widths(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        header.setStretchLastSection(not self._table.columns[-1].is_number)
        for place, column in enumerate(self._table.columns):
            longest = max(theme.text_width(theme.TEXT_PX, each) for each in (column.title, column.sample))
            self.setColumnWidth(place, longest + _CELL_MARGIN_PX)

    def _remember(self) -> None:
        row = self.current()
        self._key = None if row is None else self._table.key(row)

    def _recall(self) -> None:
        if self._key is not None:
            self.choose(self._key)


class _Cells(QStyledItemDelegate):
    """Cells in the colours that their tones say, with the bars and lines that they have; all dim when they are `is_old`."""

    is_old = False

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A share lies below its text, a line in the place of it."""
        share, spark = index.data(SHARE_ROLE), index.data(SPARK_ROLE)
        super().paint(painter, option, index)
        if share is not None:
            _draw_share(painter, option.rect, share)
        if spark is not None and len(spark) > 1:
            _draw_spark(painter, option.rect, spark, self._spark_colour(index, spark))

    def _spark_colour(self, index: QModelIndex | QPersistentModelIndex, values: Sequence[float]) -> QColor:
        if self.is_old or index.data(TONE_ROLE) is Tone.DIM:
            return theme.FAINT
        return theme.UP if values[-1] >= values[0] else theme.DOWN

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Colour the text."""
        super().initStyleOption(option, index)
        tone = index.data(TONE_ROLE)
        if self.is_old:
            option.palette.setColor(QPalette.ColorRole.Text, theme.FAINT)
        elif tone in TONES:
            option.palette.setColor(QPalette.ColorRole.Text, TONES[tone])


def _draw_share(painter: QPainter, rect: QRect, share: float) -> None:
    """A line at the foot of the cell, the rest of it dim."""
    foot = QRect(rect.left() + _SHARE_PX, rect.bottom() - _SHARE_PX, rect.width() - 2 * _SHARE_PX, 2)
    painter.fillRect(foot, theme.BORDER)
    painter.fillRect(QRect(foot.left(), foot.top(), round(foot.width() * share), 2), theme.ACCENT)


def _draw_spark(painter: QPainter, rect: QRect, values: Sequence[float], colour: QColor) -> None:
    """From the cell's left to its right, the least value at its foot."""
    low, high = min(values), max(values)
    height, width = rect.height() - 2 * _SPARK_PX, rect.width() - 2 * _SPARK_PX
    step, scale = width / (len(values) - 1), height / (high - low or 1)
    left, foot = rect.left() + _SPARK_PX, rect.bottom() - _SPARK_PX
    painter.setPen(colour)
    painter.drawPolyline(
        [QPointF(left + place * step, foot - (value - low) * scale) for place, value in enumerate(values)]
    )


_SHARE_PX = 3
_SPARK_PX = 5
