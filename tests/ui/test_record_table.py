"""Any list of rows as a table: what is told when rows change, and what stays chosen when they are sorted."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from pyworkstation_ui.app import make_application
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.records import Column
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.record_view import RecordView

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


class Row(NamedTuple):
    """A name and a size."""

    name: str
    size: int


COLUMNS: tuple[Column[Row], ...] = (
    Column("Name", lambda row: row.name, "bbb"),
    Column("Size", lambda row: f"{row.size:,}", "1,000", is_number=True, order=lambda row: row.size),
)
ROWS = [Row("b", 9), Row("a", 1000), Row("c", 70)]


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable[Row]:
    table: RecordTable[Row] = RecordTable(COLUMNS, lambda row: row.name)
    table.set_rows(ROWS)
    return table


def names(table: RecordTable[Row]) -> str:
    """Names from the top."""
    return "".join(row.name for row in table.rows)


@pytest.mark.parametrize(
    ("column", "order", "shown"),
    [(0, UP, "abc"), (0, DOWN, "cba"), (1, UP, "bca"), (1, DOWN, "acb"), (-1, UP, "bac")],
)
def test_rows_are_sorted_by_what_they_mean(
    table: RecordTable[Row], column: int, order: Qt.SortOrder, shown: str
) -> None:
    table.sort(0, UP)
    table.sort(column, order)
    assert names(table) == shown


def test_a_row_that_changes_stays_until_the_table_is_sorted_again(table: RecordTable[Row]) -> None:
    table.sort(1, UP)
    table.replace_rows({"a": Row("a", 1)})
    assert [tuple(row) for row in table.rows] == [("b", 9), ("c", 70), ("a", 1)]
    table.sort_again()
    assert names(table) == "abc"
    table.sort(-1, UP)
    assert [tuple(row) for row in table.rows] == [("b", 9), ("a", 1), ("c", 70)]


def test_only_what_changed_is_told(table: RecordTable[Row], qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.dataChanged) as told:
        table.set_rows([ROWS[0], Row("a", 5), ROWS[2]])
    assert [index.row() for index in told.args[:2]] == [1, 1]
    with qtbot.assertNotEmitted(table.dataChanged), qtbot.assertNotEmitted(table.modelReset):
        table.set_rows([ROWS[0], Row("a", 5), ROWS[2]])
    with qtbot.waitSignal(table.modelReset):
        table.set_rows(ROWS[:2])


def test_more_rows_push_the_oldest_out(table: RecordTable[Row]) -> None:
    table.append([Row("d", 1), Row("e", 2)], keep=4)
    assert names(table) == "acde"
    table.prepend([Row("f", 1)], keep=4)
    assert names(table) == "facd"
    table.append([Row(str(each), each) for each in range(9)], keep=4)
    assert names(table) == "5678"
    table.prepend([Row(str(each), each) for each in range(9)], keep=4)
    assert names(table) == "0123"


@pytest.fixture
def view(table: RecordTable[Row], qtbot: QtBot) -> RecordView:
    make_application()
    view = RecordView(table, name="Rows", sorts=True)
    qtbot.addWidget(view)
    view.resize(300, 200)
    with qtbot.waitExposed(view):
        view.show()
    return view


def test_the_chosen_row_stays_chosen(table: RecordTable[Row], view: RecordView) -> None:
    view.choose("a")
    table.sort(1, UP)
    assert view.current().name == "a"
    assert view.selectionModel().selectedRows()[0].row() == 2
    table.set_rows([*ROWS, Row("d", 5)])
    assert view.current().name == "a"


def test_a_click_on_a_title_sorts(table: RecordTable[Row], view: RecordView) -> None:
    header = view.horizontalHeader()
    at = header.rect().center()
    at.setX(header.sectionViewportPosition(1) + 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert names(table) in {"bca", "acb"}


def test_keys_that_move_through_a_table_are_no_shortcuts(view: RecordView) -> None:
    view.setFocus()
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current().name == "a"


def test_a_text_that_does_not_fit_is_cut_and_numbers_end_at_the_right(
    table: RecordTable[Row], view: RecordView
) -> None:
    table.set_rows([Row("a very long name that cannot fit", 5)])
    QApplication.processEvents()
    image = view.viewport().grab().toImage()
    background = image.pixelColor(view.columnWidth(0) + view.columnWidth(1) + 5, 12)
    edge = view.columnWidth(0) - 3
    assert all(image.pixelColor(edge, y) == background for y in range(2, 24)), "cut before the margin"
    right = view.columnWidth(0) + view.columnWidth(1)
    inked = [
        x
        for x in range(view.columnWidth(0), right)
        if any(image.pixelColor(x, y) != background for y in range(2, 24))
    ]
    assert right - 12 < max(inked) < right - 6, "flush right, a margin from the edge"


def test_the_keyboards_place_is_seen(view: RecordView, qtbot: QtBot) -> None:
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.selectRow(0)
    view.setFocus()
    assert view.viewport().grab().toImage().pixelColor(1, 12) == theme.ACCENT
    view.clearFocus()
    assert view.viewport().grab().toImage().pixelColor(1, 12) == theme.SELECTED


def test_old_rows_are_dim(view: RecordView) -> None:
    fresh = view.viewport().grab().toImage()
    view.show_as_old(is_old=True)
    old = view.viewport().grab().toImage()
    places = [(x, y) for x in range(view.columnWidth(0)) for y in range(24)]
    brightest = [max(image.pixelColor(x, y).lightness() for x, y in places) for image in (fresh, old)]
    assert brightest[1] < brightest[0] * 0.8


def test_a_chosen_row_and_the_line_below_the_titles_reach_the_edge(
    table: RecordTable[Row], qtbot: QtBot
) -> None:
    view = RecordView(table, name="Rows")
    qtbot.addWidget(view)
    view.resize(600, 200)
    with qtbot.waitExposed(view):
        view.show()
    view.selectRow(1)
    image = view.viewport().grab().toImage()
    ends = [image.pixelColor(x, view.rowViewportPosition(1) + 3).name() for x in (120, 590)]
    assert ends == [theme.SELECTED.name()] * 2
    view.clearFocus()
    header = view.horizontalHeader().viewport().grab().toImage()
    assert header.pixelColor(590, header.height() - 1).name() == theme.BORDER.name()


@pytest.mark.parametrize(("width", "told"), [(40, "bbbbbbbbbb"), (300, "")])
def test_a_text_that_is_cut_is_told_whole(qtbot: QtBot, width: int, told: str) -> None:
    table: RecordTable[Row] = RecordTable(COLUMNS, lambda row: row.name)
    table.set_rows([Row("bbbbbbbbbb", 1)])
    view = RecordView(table, name="Rows")
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.setColumnWidth(0, width)
    QToolTip.hideText()
    at = view.visualRect(table.index(0, 0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == told
    QToolTip.hideText()


def test_the_right_button_offers_what_can_be_done_with_a_row(table: RecordTable[Row], qtbot: QtBot) -> None:
    view = RecordView(table, name="Rows")
    qtbot.addWidget(view)
    done: list[str] = []
    view.offer_to("Close", lambda: done.append(view.current().name))
    offered = [action.text() for action in view.actions() if not action.isSeparator()]
    assert (offered, view.contextMenuPolicy()) == (
        ["Close", "Copy\tCtrl+C"],
        Qt.ContextMenuPolicy.ActionsContextMenu,
    )
    view.selectRow(1)
    for action in view.actions():
        action.trigger()
    assert (done, QApplication.clipboard().text()) == (["a"], "a\t1,000")
