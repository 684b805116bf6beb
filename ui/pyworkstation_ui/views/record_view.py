"""A table of records: one row each, numbers flush right, and in words why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from pyworkstation_ui.state.records import Tone
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from PySide6.QtGui import QColor, QPaintEvent

    from pyworkstation_ui.models.record_table import RecordTable


_ROW_PX = 25
_CELL_MARGIN_PX = 18
TONES: dict[Tone, QColor] = {
    Tone.DIM: theme.DIM,
    Tone.GOOD: theme.GREEN,
    Tone.WARN: theme.AMBER,
    Tone.BAD: theme.RED,
    Tone.UP: theme.UP,
    Tone.DOWN: theme.DOWN,
}
_SHARE_TONES = {tone: TONES[tone] for tone in (Tone.WARN, Tone.BAD)}
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
    """Shows a `RecordTable`. `chosen` when another row is the current one, `entered_row` on Enter or a double click.

    `widened` when the user made a column wider or narrower: `own_widths` are what is kept of that.
    """

    chosen = Signal()
    entered_row = Signal()
    widened = Signal()

    def __init__(self, table: RecordTable[Any], *, name: str, sorts: bool = False) -> None:
        super().__init__()
        self._table = table
        self._key: Hashable = None
        self._nothing = ""
        self._own_widths: dict[str, int] = {}
        self._is_fitting = False
        self._cells = _Cells(self, table)
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Header(self))
        self._dress()
        self._set_model(sorts=sorts)
        self._set_widths()
        table.modelAboutToBeReset.connect(self._remember)
        table.modelReset.connect(self._recall)
        self.horizontalHeader().sectionResized.connect(self._on_resized)
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
        index = self.currentIndex()
        return self._table.rows[index.row()] if index.isValid() else None

    def choose(self, key: Hashable) -> None:
        """Make the row of this key the current one."""
        place = self._table.place_of(key)
        if place is not None:
            self.setCurrentIndex(self._table.index(place, 0))

    def own_widths(self) -> dict[str, int]:
        """By places and titles of columns, in pixels at a text size of 100 %."""
        return dict(self._own_widths)

    def show_widths(self, widths: Mapping[str, int]) -> None:
        """As wide as they were made; all others as wide as what is written in them."""
        self._own_widths = dict(widths)
        self._set_widths()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The rows, or why there is none. A chosen row is marked up to the edge, where no column is any more."""
        self._mark_beyond_columns()
        super().paintEvent(event)
        if self._nothing and not self._table.rows:
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
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit()
        elif event.text().isprintable() and event.text():
            event.ignore()  # Letters are the panel's keys: there is a line to search in.
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The line below the titles says so, in a table without rows, too."""
        super().focusInEvent(event)
        self.horizontalHeader().viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """It has the keyboard no longer."""
        super().focusOutEvent(event)
        self.horizontalHeader().viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Text of another size needs other columns."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.model() is not None:
            self._set_widths()

    def offer(self, *actions: QAction) -> None:
        """More that the right button offers, above copying."""
        first = self.actions()[0]
        self.insertActions(first, actions)
        line = QAction(self)
        line.setSeparator(True)
        self.insertAction(self.actions()[-1], line)

    def offer_to(self, title: str, do: Callable[[], object]) -> None:
        """One of them, which is no action of the window."""
        action = QAction(title, self)
        action.triggered.connect(lambda _checked=False: do())
        self.offer(action)

    def copy_rows(self) -> None:
        """The chosen rows into the clipboard."""
        QGuiApplication.clipboard().setText(self.chosen_text())

    def chosen_text(self) -> str:
        """The chosen rows: cells parted by tabs."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        cells = range(len(self._table.columns))
        return "\n".join(
            "\t".join(str(self._table.index(row, cell).data()) for cell in cells) for row in rows
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
        copy = QAction("Copy\tCtrl+C", self)
        copy.triggered.connect(self.copy_rows)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)

    def _set_model(self, *, sorts: bool) -> None:
        self.setModel(self._table)
        if sorts:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)

    def _set_widths(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        self._is_fitting = True
        header.setStretchLastSection(not self._table.columns[-1].is_number)
        for place, column in enumerate(self._table.columns):
            longest = max(theme.text_width(theme.TEXT_PX, each) for each in (column.title, column.sample))
            own = self._own_widths.get(self._name_of(place))
            self.setColumnWidth(
                place, longest + _CELL_MARGIN_PX if own is None else theme.scaled(own, theme.text_percent())
            )
        self._is_fitting = False

    def _on_resized(self, place: int, _before: int, width: int) -> None:
        """By the mouse, or by a double click on an edge. The last one has what is left, however large the window is."""
        header = self.horizontalHeader()
        is_rest = header.stretchLastSection() and place == header.count() - 1
        if not self._is_fitting and not is_rest:
            self._own_widths[self._name_of(place)] = width * 100 // theme.text_percent()
            self.widened.emit()

    def _name_of(self, place: int) -> str:
        """Two columns may have one title; another one in its place is another one."""
        return f"{place} {self._table.columns[place].title}"

    def _mark_beyond_columns(self) -> None:
        left = self.horizontalHeader().length() - self.horizontalHeader().offset()
        rows = self.selectionModel().selectedRows() if left < self.viewport().width() else []
        if rows:
            painter = QPainter(self.viewport())
            colour = theme.BORDER if self._cells.is_old else theme.SELECTED
            for index in rows:
                top, height = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
                painter.fillRect(QRect(left, top, self.viewport().width() - left, height), colour)

    def _remember(self) -> None:
        row = self.current()
        self._key = None if row is None else self._table.key(row)

    def _recall(self) -> None:
        if self._key is not None:
            self.choose(self._key)


class _Header(QHeaderView):
    """With its line up to the edge, where no column is any more; it shines when the table has the keyboard."""

    def __init__(self, view: RecordView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(True)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Titles, and the line below them."""
        super().paintEvent(event)
        below = self.viewport().rect()
        colour = theme.ACCENT if self._view.hasFocus() else theme.BORDER
        QPainter(self.viewport()).fillRect(below.adjusted(0, below.height() - 1, 0, 0), colour)


class _Cells(QStyledItemDelegate):
    """Draws cells itself, from the rows: the style would take ten times as long, for a frame that changes them all."""

    def __init__(self, view: RecordView, table: RecordTable[Any]) -> None:
        super().__init__(view)
        self._view = view
        self._table = table
        self.is_old = False

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The text in the colour of its tone; a share lies below it, a line in the place of it."""
        column, row = self._table.columns[index.column()], self._table.rows[index.row()]
        rect: QRect = option.rect
        colour = theme.FAINT if self.is_old else TONES.get(column.tone(row), theme.TEXT)
        if self._view.selectionModel().isSelected(index):
            colour = theme.readable(colour, theme.SELECTED)
            painter.fillRect(rect, theme.BORDER if self.is_old else theme.SELECTED)
        if index.column() == 0 and self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.fillRect(QRect(rect.left(), rect.top(), _FOCUS_PX, rect.height()), theme.ACCENT)
        painter.setFont(theme.font(theme.TEXT_PX))
        if column.share is not None and (share := column.share(row)) is not None:
            _draw_share(painter, rect, share, _SHARE_TONES.get(column.tone(row), theme.ACCENT))
        if column.spark is not None:
            _draw_spark(painter, rect, column.spark(row), is_dim=colour in (theme.FAINT, theme.DIM))
        _draw_text(painter, rect, column.text(row), colour, is_number=column.is_number)

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A text that does not fit is told whole, where there is nothing else to tell."""
        if index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
            rect: QRect = option.rect
            text = self._table.columns[index.column()].text(self._table.rows[index.row()])
            if theme.text_width(theme.TEXT_PX, text) > rect.width() - 2 * _TEXT_PX:
                QToolTip.showText(event.globalPos(), text, view, rect)
                return True
        return super().helpEvent(event, view, option, index)


def _draw_text(painter: QPainter, rect: QRect, text: str, colour: QColor, *, is_number: bool) -> None:
    if not text:
        return
    painter.setPen(colour)
    room = rect.adjusted(_TEXT_PX, 0, -_TEXT_PX, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _RIGHT if is_number else _LEFT, shown)


def _draw_share(painter: QPainter, rect: QRect, share: float, colour: QColor) -> None:
    """A line at the foot of the cell, the rest of it dim."""
    foot = QRect(rect.left() + _SHARE_PX, rect.bottom() - _SHARE_PX, rect.width() - 2 * _SHARE_PX, 2)
    painter.fillRect(foot, theme.BORDER)
    painter.fillRect(QRect(foot.left(), foot.top(), round(foot.width() * share), 2), colour)


def _draw_spark(painter: QPainter, rect: QRect, values: Sequence[float], *, is_dim: bool) -> None:
    """From the cell's left to its right, the least value at its foot."""
    if len(values) < _SPARK_LEAST:
        return
    low, high = min(values), max(values)
    height, width = rect.height() - 2 * _SPARK_PX, rect.width() - 2 * _SPARK_PX
    step, scale = width / (len(values) - 1), height / (high - low or 1)
    left, foot = rect.left() + _SPARK_PX, rect.bottom() - _SPARK_PX
    painter.setPen(theme.FAINT if is_dim else theme.UP if values[-1] >= values[0] else theme.DOWN)
    painter.drawPolyline(
        [QPointF(left + place * step, foot - (value - low) * scale) for place, value in enumerate(values)]
    )


_SHARE_PX = 3
_SPARK_PX = 5
_SPARK_LEAST = 2
_FOCUS_PX = 3
_TEXT_PX = 8
_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
