"""Any list of frozen rows as a Qt table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from pyworkstation_ui.state.records import changed_rows, same_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from pyworkstation_ui.state.records import Column

_Row = TypeVar("_Row")
_Index = QModelIndex | QPersistentModelIndex

_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)


class RecordTable(QAbstractTableModel, Generic[_Row]):
    """Rows, and what the columns make of them. `key` tells which row is which when others come."""

    def __init__(self, columns: Sequence[Column[_Row]], key: Callable[[_Row], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.key = key
        self.rows: Sequence[_Row] = ()
        self._given: Sequence[_Row] = ()
        self._order: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[_Row]) -> None:
        """Show these. Rows of the same keys are told as changed, where they are; others anew."""
        self._given = rows
        rows = self._sorted(rows)
        if same_keys(self.rows, rows, self.key):
            self._change(rows)
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def replace_rows(self, rows: Mapping[Any, _Row]) -> None:
        """Something is said otherwise of these, by their keys: they stay where they are, even in a table that is sorted."""
        told = [rows.get(self.key(row), row) for row in self.rows]
        is_sorted = self._order is not None
        self._given = [rows.get(self.key(row), row) for row in self._given] if is_sorted else told
        self._change(told)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By what a column says from now on; by none, in the order that the rows were given in."""
        self._order = (column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.sort_again()

    def sort_again(self) -> None:
        """Rows that have changed may stand elsewhere now."""
        rows = self._sorted(self._given)
        if same_keys(self.rows, rows, self.key):
            return
        self.layoutAboutToBeChanged.emit()
        places = {self.key(row): place for place, row in enumerate(rows)}
        before = self.persistentIndexList()
        after = [self.index(places[self.key(self.rows[each.row()])], each.column()) for each in before]
        self.rows = rows
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sorted(self, rows: Sequence[_Row]) -> Sequence[_Row]:
        if self._order is None:
            return rows
        column = self.columns[self._order[0]]
        return sorted(rows, key=lambda row: _order(column, row), reverse=self._order[1])

    def append(self, rows: Sequence[_Row], *, keep: int) -> None:
        """More rows at the end; the oldest go beyond `keep`."""
        rows = rows[-keep:]
        self._take_out(0, len(self.rows) + len(rows) - keep)
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows = [*self.rows, *rows]
            self.endInsertRows()

    def prepend(self, rows: Sequence[_Row], *, keep: int) -> None:
        """More rows at the beginning; the last go beyond `keep`."""
        rows = rows[:keep]
        surplus = len(self.rows) + len(rows) - keep
        self._take_out(len(self.rows) - max(surplus, 0), surplus)
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self.rows = [*rows, *self.rows]
            self.endInsertRows()

    def _take_out(self, first: int, count: int) -> None:
        if count > 0:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
            self.rows = [*self.rows[:first], *self.rows[first + count :]]
            self.endRemoveRows()

    def _change(self, rows: Sequence[_Row]) -> None:
        between = changed_rows(self.rows, rows)
        self.rows = rows
        if between is not None:
            self.tell_changed(*between)

    def tell_changed(self, first: int, last: int) -> None:
        """Something in these rows is said otherwise now."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def place_of(self, key: Hashable) -> int | None:
        """Where the row with this key stands."""
        return next((place for place, row in enumerate(self.rows) if self.key(row) == key), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        says = _SAYS.get(role)
        return None if says is None else says(self.columns[index.column()], self.rows[index.row()])

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """A column's title, over its values."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.is_number else _LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return column.says or None
        return None


def _tip(column: Column[Any], row: object) -> str | None:
    return column.tip(row) if column.tip else None


def _order(column: Column[Any], row: object) -> float | str:
    return column.order(row) if column.order else column.text(row)


_SAYS: dict[int, Callable[[Column[Any], Any], Any]] = {
    int(Qt.ItemDataRole.DisplayRole): lambda column, row: column.text(row),
    int(Qt.ItemDataRole.TextAlignmentRole): lambda column, _: _RIGHT if column.is_number else _LEFT,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
}
