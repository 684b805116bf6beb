"""Panels beside the charts as docks: their size, their keys, what they ask while hidden, where they come back."""

from __future__ import annotations

from base64 import b64decode, b64encode

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import ReplayPause
from pyworkstation_ui.actions import ACTIONS
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import HealthTold, PhaseChanged, ReplayMoved, StatusRead
from pyworkstation_ui.state.panels import CHART_IDS
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.system_panel import SystemPanel
from pyworkstation_ui.views.tape import Tape
from pyworkstation_ui.views.watchlist import Watchlist
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.market import HEALTH, replay_state, status, symbol_status

SMALLEST_CHART_PX = (180, 120)


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_panel_can_be_read_and_the_charts_keep_room(live: Screen, qtbot: QtBot, name: str) -> None:
    page = live.open_panel(qtbot, name)
    spec = SIDE_PANELS[name]
    across = page.width() if spec.place == "right" else page.height()
    assert across == pytest.approx(spec.least_px, abs=30)  # its tab is of it
    for chart in live.window.panels:
        assert (chart.width(), chart.height()) > SMALLEST_CHART_PX


@pytest.mark.parametrize(
    ("name", "percent"), [*((name, 100) for name in SIDE_PANELS), ("watch", 130), ("tape", 130)]
)
def test_on_a_usual_screen_every_column_is_seen(live: Screen, name: str, percent: int) -> None:
    """The watchlist hid its last column even there, and the data manager the days of its symbols."""
    live.window.resize(1920, 1040)
    live.window.actions_by_id.by_id[f"text_{percent}"].trigger()
    live.window.sides.enter(name)
    live.tick()
    QApplication.processEvents()
    page = live.window.slots[name].page
    assert page is not None
    tables = [each for each in page.findChildren(RecordView) if each.isVisible()]
    cut = {each.accessibleName(): each.horizontalScrollBar().maximum() for each in tables}
    live.window.actions_by_id.by_id["text_100"].trigger()
    assert set(cut.values()) <= {0}, cut


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_hidden_panel_asks_nothing(live: Screen, qtbot: QtBot, name: str) -> None:
    live.open_panel(qtbot, name)
    QTest.keySequence(_focused(), "Ctrl+W")
    asked = list(live.bridge.asked)
    live.tick(PhaseChanged(Phase.LOST))
    live.tick(PhaseChanged(Phase.CONNECTED), HealthTold(HEALTH))
    live.tick(StatusRead(status(symbol_status(), symbol_status("GBPUSD"))))
    for done in range(20):
        live.tick(ReplayMoved(replay_state(ticks_done=600 + done)))
    assert live.bridge.asked == asked


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_panel_behind_another_tab_is_not_seen(live: Screen, qtbot: QtBot, name: str) -> None:
    live.open_panel(qtbot, name)
    front = next(
        other
        for other, spec in SIDE_PANELS.items()
        if other != name and spec.place == SIDE_PANELS[name].place
    )
    live.open_panel(qtbot, front)
    page = live.window.slots[name].page
    assert page is not None
    assert not page.isVisible()
    assert live.window.slots[front].isVisible()


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_open_panels_come_back_with_the_workspace(live: Screen, qtbot: QtBot, name: str) -> None:
    live.open_panel(qtbot, name)
    live.desktop.workspaces.save_now()
    again = Screen(FakeBridge(), live.log)
    qtbot.addWidget(again.window)
    again.window.show()
    again.tick()
    assert again.window.slots[name].page is not None
    assert again.window.slots[name].isVisible()
    again.window.close()


def test_a_floating_panel_on_a_screen_that_is_gone_comes_back_within_reach(
    live: Screen, qtbot: QtBot
) -> None:
    page = live.open_panel(qtbot, "mtf")
    live.window.grid.toggle_floating("mtf")
    page.window().move(9000, 9000)
    live.tick()
    layout = live.window.grid.layout_text()
    live.window.restore_layout(layout, "")
    live.tick()
    reach = QApplication.primaryScreen().availableGeometry()
    assert reach.contains(page.window().frameGeometry().topLeft())


def test_a_floating_panel_that_comes_back_can_be_read(live: Screen, qtbot: QtBot) -> None:
    """Qt gives a window no size where its screen has another width than the one that it was kept on."""
    page = live.open_panel(qtbot, "mtf")
    live.window.grid.toggle_floating("mtf")
    page.window().resize(62, 41)
    live.window.restore_layout(live.window.grid.layout_text(), "")
    size = page.window().size()
    assert size.width() >= 240
    assert size.height() >= 160


def test_a_floating_panel_that_comes_back_is_painted(live: Screen, qtbot: QtBot) -> None:
    """Docks are given back unpainted; Qt passes the end of that on to widgets, not to windows made meanwhile."""
    page = live.open_panel(qtbot, "mtf")
    live.window.grid.toggle_floating("mtf")
    layout = live.window.grid.layout_text()
    live.window.grid.toggle_floating("mtf")
    live.window.restore_layout(layout, "")
    assert page.window() is not live.window
    assert page.updatesEnabled()
    assert page.window().updatesEnabled()


def test_windows_kept_on_a_wide_screen_that_is_gone_come_back_in_their_size(live: Screen) -> None:
    """Qt refuses places of a screen that was far wider, and leaves such windows tiny, all at one place."""
    grid = live.window.grid
    for name, x in (("chart1", 5000), ("chart2", 5400)):
        grid.toggle_floating(name)
        grid._docks[name].window().setGeometry(x, 100, 500, 400)
    layout = b64decode(grid.layout_text())
    screen_px = QApplication.primaryScreen().geometry().width().to_bytes(4, "big").hex(" ").encode()
    elsewhere = layout.replace(
        b" 00 00 " + screen_px, b" 00 00 " + (7680).to_bytes(4, "big").hex(" ").encode()
    )
    assert elsewhere != layout
    live.window.restore_layout(b64encode(elsewhere).decode(), "")
    live.tick()
    windows = [grid._docks[name].window() for name in ("chart1", "chart2")]
    reach = QApplication.primaryScreen().availableGeometry()
    assert [window.size().toTuple() for window in windows] == [(500, 400)] * 2
    assert all(reach.contains(window.frameGeometry()) for window in windows)
    assert windows[0].pos() != windows[1].pos()


@pytest.mark.parametrize("name", CHART_IDS)
def test_a_chart_that_floated_comes_back_to_its_place(live: Screen, name: str) -> None:
    before = _rectangles(live)
    live.window.grid.toggle_floating(name)
    live.tick()
    assert _rectangles(live) != before
    live.window.grid.toggle_floating(name)
    live.tick()
    QApplication.processEvents()
    after = _rectangles(live)
    for chart, rectangle in before.items():
        assert after[chart] == pytest.approx(rectangle, abs=2), chart


def test_a_chart_that_floated_comes_back_among_its_tabs(live: Screen) -> None:
    grid = live.window.grid
    docks = {dock.objectName(): dock for dock in grid.findChildren(ads.CDockWidget)}
    area = docks["chart1"].dockAreaWidget()
    for name in ("chart2", "chart3"):
        area.dockManager().addDockWidget(ads.CenterDockWidgetArea, docks[name], area)
    for _ in range(2):
        grid.toggle_floating("chart2")
        live.tick()
    assert [dock.objectName() for dock in area.dockWidgets()] == ["chart1", "chart2", "chart3"]


def test_a_chart_whose_neighbours_are_gone_comes_back_all_the_same(live: Screen) -> None:
    grid = live.window.grid
    for name in CHART_IDS[:3]:
        grid.toggle_floating(name)
    for name in CHART_IDS[:3]:
        grid.toggle_floating(name)
    live.tick()
    assert all(panel.window() is live.window for panel in live.window.panels)


def test_a_floating_window_that_is_moved_is_no_step_of_the_layout(live: Screen) -> None:
    workspaces, grid = live.desktop.workspaces, live.window.grid
    grid.toggle_floating("chart1")
    workspaces.save_now()
    grid._docks["chart1"].window().move(60, 70)
    workspaces.save_now()
    workspaces.undo_layout()
    assert not grid._docks["chart1"].isInFloatingContainer()


def test_keys_act_in_the_window_of_a_chart_that_floats(live: Screen, qtbot: QtBot) -> None:
    first, second = live.window.panels[:2]
    second.setFocus()
    QTest.keySequence(second, "Ctrl+Alt+W")
    floating = second.window()
    assert floating is not live.window
    qtbot.waitUntil(floating.isActiveWindow)
    QTest.keyClick(second, Qt.Key.Key_T)
    assert live.window.dialogs.timeframe.isVisible()
    live.window.dialogs.timeframe.close()
    QTest.keySequence(second, "Ctrl+Alt+W")
    assert second.window() is live.window
    assert first.width() > 0
    assert second.width() > 0


@pytest.mark.parametrize("name", ["watch", "alerts"])
def test_a_panel_floats_and_comes_back_with_the_keyboard(live: Screen, qtbot: QtBot, name: str) -> None:
    page = live.open_panel(qtbot, name)
    QTest.keySequence(_focused(), "Ctrl+Alt+W")
    assert page.window() is not live.window
    qtbot.waitUntil(page.window().isActiveWindow)
    QTest.keySequence(_focused(), "Ctrl+Alt+W")
    assert page.window() is live.window
    qtbot.waitUntil(lambda: live.window.slots[name].has_keyboard)


def test_charts_come_and_go_while_another_floats_without_a_warning(live: Screen) -> None:
    live.window.grid.toggle_floating("chart2")
    live.window.charts.activate("chart1")
    live.window.actions_by_id.by_id["add_chart"].trigger()
    live.tick()
    assert len(live.window.panels) == 7


def test_many_charts_in_a_small_window_keep_their_price_axes(live: Screen) -> None:
    live.window.resize(960, 700)
    for chart in ("chart1", "chart6"):
        live.window.charts.activate(chart)
        live.window.actions_by_id.by_id["add_chart"].trigger()
    live.tick()
    QApplication.processEvents()
    docks = [(panel, panel.parentWidget()) for panel in live.window.panels]
    cut = [panel.panel.id for panel, dock in docks if dock is None or panel.width() > dock.width()]
    assert cut == []


def test_the_last_docked_chart_that_floats_finds_its_way_back(live: Screen) -> None:
    for panel in live.window.panels:
        live.window.grid.toggle_floating(panel.panel.id)
    for panel in live.window.panels:
        live.window.grid.toggle_floating(panel.panel.id)
    assert all(panel.window() is live.window for panel in live.window.panels)


def test_escape_goes_back_to_the_chart_and_leaves_the_panel_open(live: Screen, qtbot: QtBot) -> None:
    page = live.open_panel(qtbot, "watch")
    QTest.keyClick(_focused(), Qt.Key.Key_Escape)
    assert live.window.panels[0].hasFocus()
    assert page.isVisible()


def test_one_key_goes_through_all_that_is_open(live: Screen, qtbot: QtBot) -> None:
    """Charts in their order, then the panels beside them, those behind other tabs, too."""
    grid = live.window.grid
    live.open_panel(qtbot, "watch")
    live.open_panel(qtbot, "tape")
    QTest.keyClick(_focused(), Qt.Key.Key_Escape)
    grid._manager.dropWidget(
        grid._docks["chart2"], ads.CenterDockWidgetArea, grid._docks["chart1"].dockAreaWidget()
    )
    live.window.charts.activate("chart1")
    assert not live.window.panels[1].isVisible()
    seen = []
    for _ in range(8):
        QTest.keySequence(_focused(), "Ctrl+Tab")
        seen.append(live.window.sides.with_keyboard or live.desk.active)
    assert seen == ["chart2", "chart3", "chart4", "chart5", "chart6", "watch", "tape", "chart1"]
    QTest.keySequence(_focused(), "Ctrl+Shift+Tab")
    assert live.window.sides.with_keyboard == "tape"
    QTest.keySequence(_focused(), "Ctrl+F4")
    assert not live.window.slots["tape"].isVisible()
    QTest.keySequence(_focused(), "Ctrl+F4")
    assert "chart1" not in live.desk.panels


PLAIN = ["M", "N", "H", "Left", "Up", "Home", "Del", "1"]


@pytest.mark.parametrize("key", PLAIN)
def test_plain_keys_in_a_panel_do_nothing_to_the_charts(live: Screen, qtbot: QtBot, key: str) -> None:
    page = live.open_panel(qtbot, "data")
    triggered = []
    for row in ACTIONS:
        live.window.actions_by_id.by_id[row.id].triggered.connect(
            lambda _on=False, row=row: triggered.append(row.id)
        )
    QTest.keySequence(page.symbols, key)  # type: ignore[attr-defined]
    assert triggered == []


def test_space_in_a_table_plays_and_pauses(live: Screen, qtbot: QtBot) -> None:
    page = live.open_panel(qtbot, "tape")
    assert isinstance(page, Tape)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert live.bridge.sent == [ReplayPause(paused=True)]


def test_h_in_the_tape_holds_it_and_leaves_the_candles_filled(live: Screen, qtbot: QtBot) -> None:
    page = live.open_panel(qtbot, "tape")
    assert isinstance(page, Tape)
    QTest.keyClick(page.table, Qt.Key.Key_H)
    assert page.hold.isChecked()
    assert not live.desk.display.is_hollow


def test_both_searches_are_reached_by_one_key_from_their_own_panels(live: Screen, qtbot: QtBot) -> None:
    system, watch = live.open_panel(qtbot, "system"), live.open_panel(qtbot, "watch")
    assert isinstance(system, SystemPanel)
    assert isinstance(watch, Watchlist)
    QTest.keySequence(watch.table, "Ctrl+F")
    assert watch.search.hasFocus()
    QTest.keySequence(system.log.lines, "Ctrl+F")
    assert system.log.search.hasFocus()


def test_escape_leaves_what_the_mouse_drags_where_it_was(live: Screen) -> None:
    """Escape is an action's key: without help it never reached the preview that waits for it."""
    tab, before = live.window.grid.tab("chart2"), live.window.grid.layout_text()
    QTest.mousePress(tab, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    for step in (60, 160, 200):
        QTest.mouseMove(tab, QPoint(20 + step, 8 + step))
    assert live.window.grid.is_dragging
    QTest.keyClick(live.window, Qt.Key.Key_Escape)
    assert not live.window.grid.is_dragging
    QTest.mouseRelease(tab, Qt.MouseButton.LeftButton, pos=QPoint(240, 240))
    live.tick()
    assert live.window.grid.layout_text() == before


@pytest.mark.parametrize("place", [ads.TopDockWidgetArea, ads.BottomDockWidgetArea])
def test_a_chart_dropped_at_the_edge_squeezes_no_other(
    live: Screen, qtbot: QtBot, place: ads.DockWidgetArea
) -> None:
    """It took all but 40 px of each row of charts."""
    grid = live.window.grid
    live.open_panel(qtbot, "system")
    live.window.reset_layout()
    whole = grid.height()
    QTest.mousePress(grid.tab("chart5"), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(grid.tab("chart5"), Qt.MouseButton.LeftButton)
    grid._manager.dropWidget(grid._docks["chart5"], place, None)
    QApplication.processEvents()
    heights = [live.window.panels[number].height() for number in (0, 3, 4)]
    assert min(heights) > whole / 5
    assert max(heights) < whole / 2


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_panel_in_a_small_dock_is_scrolled(live: Screen, qtbot: QtBot, name: str) -> None:
    """Nothing of it is squashed: it is as large as it must be, and what is out of sight can be reached."""
    page = live.open_panel(qtbot, name)
    live.window.grid.toggle_floating(name)
    page.window().resize(240, 160)
    QApplication.processEvents()
    live.tick()
    least = page.minimumSizeHint()
    assert page.width() >= least.width()
    assert page.height() >= least.height()
    area = live.window.grid._docks[name].findChild(QScrollArea, "dockWidgetScrollArea")
    assert area is not None
    assert area.verticalScrollBar().maximum() == max(page.height() - area.viewport().height(), 0)
    assert area.horizontalScrollBar().maximum() == max(page.width() - area.viewport().width(), 0)


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _rectangles(screen: Screen) -> dict[str, tuple[int, int, int, int]]:
    """Where the charts are in the window: left, top, width, height."""
    found = {}
    for panel in screen.window.panels:
        corner = panel.mapTo(panel.window(), QPoint(0, 0))
        found[panel.panel.id] = corner.x(), corner.y(), panel.width(), panel.height()
    return found


def _places(screen: Screen) -> dict[str, object]:
    """Where each chart and each panel that is seen stands."""
    charts = {each.panel.id: each for each in screen.window.panels}
    seen = {name: slot for name, slot in screen.window.slots.items() if slot.isVisible()}
    return {
        name: (each.mapToGlobal(QPoint(0, 0)), each.size(), each.isVisible())
        for name, each in (charts | seen).items()
    }


@pytest.mark.parametrize("meanwhile", [None, "tape"], ids=["nothing meanwhile", "a panel meanwhile"])
def test_a_chart_that_had_all_the_room_gives_it_back_and_no_dock_is_made_anew(
    live: Screen, qtbot: QtBot, meanwhile: str | None
) -> None:
    for name in ("watch", "data", "alerts"):
        live.open_panel(qtbot, name)
    live.window.charts.enter()
    before, areas = _places(live), {dock.dockAreaWidget() for dock in live.window.grid._docks.values()}
    maximise = live.window.actions_by_id.by_id["maximise"]
    maximise.trigger()
    live.tick()
    assert sum(panel.isVisible() for panel in live.window.panels) == 1
    if meanwhile is not None:
        live.open_panel(qtbot, meanwhile)
    maximise.trigger()
    live.tick()
    assert _places(live) == before
    assert {dock.dockAreaWidget() for dock in live.window.grid._docks.values()} == areas
