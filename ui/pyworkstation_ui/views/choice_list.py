"""A list of lines to choose from, each with a hint at its right: only those that are seen cost anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

_ROW_PX = 26
_MARGIN_PX = 8
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """A line to choose; `hint` stands at its right, and is asked for when the line is seen."""

    text: str
    hint: str | Callable[[], str]
    choose: Callable[[], None]


class ChoiceList(QListView):
    """`taken` when a line is clicked. Five thousand lines open as fast as five: they are painted, not made of widgets."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines()
        self.setModel(self._lines)
        self.setItemDelegate(_Line(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._nothing = ""
        self.clicked.connect(lambda _index: self.taken.emit())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these, the first one marked."""
        self._lines.show_choices(choices)
        self.mark(0)

    def say_nothing(self, text: str) -> None:
        """What stands in it while it has no line."""
        self._nothing = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The lines, or why there is none."""
        super().paintEvent(event)
        if self._nothing and not self._lines.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.DIM)
            around = self.viewport().rect().adjusted(16, 8, -16, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(around, int(flags), self._nothing)

    def marked(self) -> int:
        """The place of the marked line; -1 where there is none."""
        return self.currentIndex().row()

    def mark(self, place: int) -> None:
        """Mark the line at a place, or the nearest that there is."""
        last = self._lines.rowCount() - 1
        self.setCurrentIndex(self._lines.index(min(max(place, 0), last)))


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._choices: Sequence[Choice] = ()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self.beginResetModel()
        self._choices = choices
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._choices[index.row()].text
            case Qt.ItemDataRole.UserRole:
                hint = self._choices[index.row()].hint
                return hint if isinstance(hint, str) else hint()
        return None


class _Line(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, theme.scaled(_ROW_PX, theme.text_percent()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The text is cut where the hint begins."""
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_marked:
            painter.fillRect(option.rect, option.palette.highlight())
        role = QPalette.ColorRole.HighlightedText if is_marked else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        painter.setFont(option.font)
        hint = index.data(Qt.ItemDataRole.UserRole)
        room = option.rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), hint)
        text_px = room.width() - option.fontMetrics.horizontalAdvance(hint) - _MARGIN_PX
        text = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, text_px)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
