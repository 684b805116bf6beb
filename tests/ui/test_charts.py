"""More charts and fewer: added, duplicated, closed, kept with the workspace; the layout's undo; heights of panes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pyworkstation_ui.state.events import IndicatorsListed
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.panels import MOST_CHARTS
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import SPECS

RSI = IndicatorChoice(name="RSI", params={"period": 14.0, "source": "close"}, colour=1)
FIRST = [f"chart{number}" for number in range(1, 7)]


def _press(screen: Screen, key: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keySequence(focus, key)
    screen.tick()


def _again(screen: Screen, qtbot: QtBot) -> Screen:
    """Another run on the same folder."""
    again = Screen(FakeBridge(), screen.log)
    qtbot.addWidget(again.window)
    again.window.show()
    again.tick()
    return again


def test_a_new_chart_shows_any_timeframe_and_has_the_keyboard(live: Screen) -> None:
    _press(live, "Ctrl+T")
    assert list(live.desk.panels) == [*FIRST, "chart7"]
    assert live.window.panels[-1].hasFocus()
    live.window.actions_by_id.by_id["timeframe_M30"].trigger()
    assert live.desk.panels["chart7"].look.timeframe == "M30"
    assert "M30" in live.bridge.timeframes[-1]


def test_a_new_chart_takes_half_the_room_of_one_and_leaves_the_others_theirs(live: Screen) -> None:
    before = [panel.width() for panel in live.window.panels]
    _press(live, "Ctrl+T")
    after = [panel.width() for panel in live.window.panels]
    assert after[1:6] == pytest.approx(before[1:], abs=5)
    assert after[0] == pytest.approx(after[6], abs=5)


def test_a_duplicate_has_the_look_and_the_indicators(live: Screen) -> None:
    live.tick(IndicatorsListed(SPECS))
    live.window.actions_by_id.by_id["kind_area"].trigger()
    live.desk.indicators.add("chart1", RSI)
    _press(live, "Ctrl+D")
    assert live.desk.panels["chart7"].look == live.desk.panels["chart1"].look
    assert live.desk.indicators.choices("chart7") == [RSI]


def test_closing_goes_to_the_neighbour_and_the_last_chart_stays(live: Screen) -> None:
    for left in range(5, 0, -1):
        _press(live, "Ctrl+W")
        assert len(live.window.panels) == left
        assert live.window.panels[0].hasFocus()
    assert not live.window.actions_by_id.by_id["close_chart"].isEnabled()
    live.desk.remove_chart("chart6")
    assert list(live.desk.panels) == ["chart6"]


def test_a_closed_chart_lets_its_timeframe_go(live: Screen) -> None:
    _press(live, "Ctrl+W")
    assert "M1" not in live.bridge.timeframes[-1]
    live.tick()


def test_a_middle_click_on_the_tab_closes_the_chart(live: Screen) -> None:
    tab = live.window.grid.tab("chart3")
    QCursor.setPos(tab.mapToGlobal(tab.rect().center()))  # The tab looks where the mouse is.
    QTest.mouseClick(tab, Qt.MouseButton.MiddleButton)
    assert "chart3" not in live.desk.panels


def test_there_is_an_end_to_charts(live: Screen) -> None:
    while live.window.actions_by_id.by_id["add_chart"].isEnabled():
        live.window.actions_by_id.by_id["add_chart"].trigger()
    assert len(live.desk.panels) == MOST_CHARTS


def test_charts_come_back_as_many_as_there_were(live: Screen, qtbot: QtBot) -> None:
    _press(live, "Ctrl+T")
    live.desk.remove_chart("chart2")
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    assert list(again.desk.panels) == ["chart1", "chart3", "chart4", "chart5", "chart6", "chart7"]
    assert [panel.panel.id for panel in again.window.panels] == list(again.desk.panels)
    assert all(panel.isVisible() for panel in again.window.panels)
    again.window.close()


def test_reset_brings_the_first_charts_back_and_undo_the_others(live: Screen, qtbot: QtBot) -> None:
    _press(live, "Ctrl+T")
    live.desk.remove_chart("chart2")
    live.tick()
    _press(live, "Ctrl+Shift+R")
    assert list(live.desk.panels) == FIRST
    live.window.actions_by_id.by_id["undo_layout"].trigger()
    assert list(live.desk.panels) == ["chart1", "chart3", "chart4", "chart5", "chart6", "chart7"]
    live.window.actions_by_id.by_id["redo_layout"].trigger()
    assert list(live.desk.panels) == FIRST


def test_a_chart_that_was_closed_by_mistake_comes_back_with_its_indicators(live: Screen) -> None:
    live.tick(IndicatorsListed(SPECS))
    live.desk.indicators.add("chart1", RSI)
    live.desktop.workspaces.save_now()
    _press(live, "Ctrl+W")
    assert "chart1" not in live.desk.panels
    _press(live, "Ctrl+Alt+Z")
    assert live.desk.indicators.choices("chart1") == [RSI]
    assert live.window.panels[0].isVisible()
    _press(live, "Ctrl+Alt+Y")
    assert "chart1" not in live.desk.panels


def test_undoing_the_layout_leaves_drawings_alone_and_ends_where_it_began(live: Screen) -> None:
    undo = live.window.actions_by_id.by_id["undo_layout"]
    assert not undo.isEnabled()
    drawings = live.desk.drawings.all
    _press(live, "F2")
    assert undo.isEnabled()
    undo.trigger()
    live.tick()
    assert not live.window.slots["watch"].isVisible()
    assert not undo.isEnabled()
    assert live.desk.drawings.all == drawings


def test_a_maximised_chart_gives_way_to_a_new_one(live: Screen) -> None:
    _press(live, "M")
    _press(live, "Ctrl+T")
    assert all(panel.isVisible() for panel in live.window.panels)


def test_heights_of_panes_are_kept(live: Screen, qtbot: QtBot) -> None:
    live.tick(IndicatorsListed(SPECS))
    live.desk.indicators.add("chart1", RSI)
    live.tick()
    views = live.window.panels[0].indicators
    before, handle = views.sizes(), views.handle(1)
    centre = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    QTest.mouseMove(handle, centre - QPoint(0, 60))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    wanted = views.sizes()
    assert wanted[0] == pytest.approx(before[0] - 60, abs=5)
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    again.tick(IndicatorsListed(SPECS))
    again.tick()
    got = again.window.panels[0].indicators.sizes()
    assert got[0] / sum(got) == pytest.approx(wanted[0] / sum(wanted), abs=0.01)
    again.window.close()


def test_charts_that_were_closed_leave_no_widget_behind(live: Screen) -> None:
    _press(live, "Ctrl+T")
    _press(live, "Ctrl+W")
    before = len(QApplication.allWidgets())
    for _ in range(10):
        _press(live, "Ctrl+T")
        _press(live, "Ctrl+W")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(QApplication.allWidgets()) <= before
