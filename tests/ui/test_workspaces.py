"""Workspaces: docks, names, what comes back after a crash, and the palette that reaches everything."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import AttachIndicator
from pyworkstation_ui.state.drawing import Anchor, Drawing
from pyworkstation_ui.state.events import EngineFound, Event, IndicatorsListed, ReplayMoved
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.matching import ranked
from pyworkstation_ui.state.workspace import Workspace, check_name, pack, unpack
from pyworkstation_ui.views.record_view import RecordView
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import SPECS
from tests.unit.ui_state.market import MONDAY, replay_state, status, symbol_status

EMA_9 = IndicatorChoice(name="EMA", params={"period": 9.0, "source": "close"}, colour=2)
LINE = Drawing(1, "trend", "EURUSD", (Anchor(MONDAY, 108_000), Anchor(MONDAY + 60_000_000, 108_500)))


def _trigger(screen: Screen, action: str) -> None:
    screen.window.actions_by_id.by_id[action].trigger()
    screen.tick()


def _arrange(screen: Screen) -> None:
    screen.tick(IndicatorsListed(SPECS))
    _trigger(screen, "timeframe_H1")
    _trigger(screen, "kind_area")
    _trigger(screen, "zone_2")
    screen.desk.remove_chart("chart6")
    screen.desk.indicators.add("chart2", EMA_9)
    screen.desk.drawings.restore([LINE])


def _again(screen: Screen, qtbot: object) -> Screen:
    """Another run on the same folder; the first was not closed."""
    return Screen(FakeBridge(), screen.log)


def test_columns_are_as_wide_again_as_they_were_made(live: Screen, qtbot: object) -> None:
    live.window.sides.enter("watch")
    first = live.window.slots["watch"].findChild(RecordView)
    assert first is not None
    usual = first.columnWidth(1)
    first.horizontalHeader().resizeSection(0, 222)
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    assert again.desktop.workspaces.taken().columns == {"watch": {"Watchlist": {"0 Symbol": 222}}}
    again.window.show()
    again.window.sides.enter("watch")
    view = again.window.slots["watch"].findChild(RecordView)
    assert view is not None
    assert (view.columnWidth(0), view.columnWidth(1)) == (222, usual)
    again.desk.settings.set_text_percent(130)
    assert (view.columnWidth(0), view.columnWidth(1) > usual) == (289, True)
    assert again.desktop.workspaces.taken().columns == {"watch": {"Watchlist": {"0 Symbol": 222}}}
    again.desk.settings.set_text_percent(100)
    again.window.close()


def test_what_was_arranged_is_there_again_after_a_crash(live: Screen, qtbot: object) -> None:
    _arrange(live)
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    desk = again.desk
    assert (desk.panels["chart1"].look.timeframe, desk.panels["chart1"].look.kind) == ("H1", "area")
    assert again.bridge.timeframes[-1][0] == "H1"
    assert desk.display.zone == "New York"
    assert desk.drawings.all == (LINE,)
    assert again.window.grid.open_panels() == {f"chart{n}" for n in range(1, 6)}
    assert desk.indicators.choices("chart2") == [EMA_9]
    again.tick(IndicatorsListed(SPECS))
    assert [row.choice for row in desk.indicators.of("chart2")] == [EMA_9]
    both = (each.desktop.workspaces.taken() for each in (again, live))
    now, before = (replace(workspace, layout="", geometry="") for workspace in both)
    assert now == before
    again.window.close()


@pytest.mark.parametrize("is_listed_first", [True, False])
def test_indicators_that_came_back_are_attached_to_a_replay_that_runs_already(
    live: Screen, qtbot: object, is_listed_first: bool
) -> None:
    _arrange(live)
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    state = replay_state()
    found = EngineFound(status(symbol_status(), replay=state), again=False)
    listed = IndicatorsListed(SPECS)
    events: list[Event] = [listed, found] if is_listed_first else [found, listed]
    again.tick(*events)
    again.tick(ReplayMoved(state))
    asked = [body for body in again.bridge.sent if isinstance(body, AttachIndicator)]
    assert [(body.symbol, body.timeframe) for body in asked] == [("EURUSD", "M5")]
    again.window.close()


def test_a_named_workspace_comes_back_by_its_name(live: Screen) -> None:
    _arrange(live)
    QTest.keySequence(live.window, "Ctrl+S")
    dialog = live.window.findChild(QInputDialog, "workspace name")
    assert dialog is not None
    dialog.setTextValue("Scalping")
    dialog.accept()
    _trigger(live, "timeframe_M5")
    live.desk.remove_chart("chart5")
    live.desk.indicators.clear("chart2")
    _trigger(live, "open_workspace")
    chooser = live.window.dialogs.chooser
    assert chooser.texts() == ["Scalping"]
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    live.tick()
    assert live.desk.panels["chart1"].look.timeframe == "H1"
    assert [row.choice for row in live.desk.indicators.of("chart2")] == [EMA_9]
    assert set(live.window.grid.open_panels()) == {f"chart{n}" for n in range(1, 6)}
    _trigger(live, "reset_layout")
    assert "chart6" in live.window.grid.open_panels()


def _names(screen: Screen) -> list[str]:
    return screen.desktop.workspaces.names()


def _choose_workspace(screen: Screen, action: str, name: str) -> None:
    _trigger(screen, action)
    chooser = screen.window.dialogs.chooser
    QTest.keyClicks(chooser.field, name)
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    screen.tick()


def test_a_workspace_is_renamed(live: Screen) -> None:
    live.desktop.workspaces.save_as("Scalping")
    live.desktop.workspaces.save_as("Swing")
    for text, names in (("Scalping", ["Scalping", "Swing"]), ("scalping", ["Scalping", "Swing"])):
        live.desktop.workspaces.rename("Swing", text)
        assert _names(live) == names
        assert live.desk.notices.current is not None
        assert "not renamed" in live.desk.notices.current.text
    _choose_workspace(live, "rename_workspace", "Swing")
    dialog = live.window.findChild(QInputDialog, "workspace name")
    assert dialog is not None
    assert dialog.textValue() == "Swing"
    dialog.setTextValue("Position")
    dialog.accept()
    assert _names(live) == ["Position", "Scalping"]
    assert live.desktop.workspaces.name == "Position"
    live.desktop.workspaces.rename("Position", "position")
    assert _names(live) == ["position", "Scalping"]
    live.desktop.workspaces.open("position")
    assert live.desktop.workspaces.name == "position"


def test_a_workspace_is_deleted_when_that_is_sure(live: Screen) -> None:
    live.desktop.workspaces.save_as("Scalping")
    before = live.desktop.workspaces.taken()
    for button, names in (("Cancel", ["Scalping"]), ("Delete", [])):
        _choose_workspace(live, "delete_workspace", "Scalping")
        box = live.window.findChild(QMessageBox, "ask first")
        assert box is not None
        next(each for each in box.buttons() if each.text() == button).click()
        live.tick()
        QApplication.processEvents()
        assert _names(live) == names
    assert live.desktop.workspaces.taken() == replace(before, name="")


def test_the_active_chart_is_the_active_one_again(live: Screen, qtbot: QtBot) -> None:
    live.window.charts.activate("chart4")
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    qtbot.addWidget(again.window)
    again.window.show()
    again.tick()
    assert again.desk.active == "chart4"
    again.window.activateWindow()
    qtbot.waitUntil(again.window.isActiveWindow)
    assert again.window.panels[3].hasFocus()


def test_a_window_that_was_placed_is_not_maximised_again(live: Screen, qtbot: QtBot) -> None:
    live.window.place_first()
    assert live.window.isMaximized()
    live.window.showNormal()
    live.window.resize(960, 600)  # The screen of the tests is narrower than the window may be.
    live.desktop.workspaces.save_now()
    again = _again(live, qtbot)
    qtbot.addWidget(again.window)
    again.window.place_first()
    assert not again.window.isMaximized()
    assert again.window.size() == live.window.size()


def test_a_damaged_file_is_set_aside_and_said(live: Screen, qtbot: object) -> None:
    folder = live.log.parent / "desktop"
    folder.mkdir(exist_ok=True)
    (folder / "workspace.json").write_text('{"version": 1, "panels": 7}')
    again = _again(live, qtbot)
    notice = again.desk.notices.current
    assert notice is not None
    assert "set aside" in notice.text
    assert (folder / "workspace.damaged").exists()
    again.window.close()


def test_a_folder_that_cannot_be_written_is_asked_about_before_the_window_closes(live: Screen) -> None:
    (live.log.parent / "desktop").write_text("a file where the folder should be")
    live.desktop.workspaces.save_now()
    notice = live.desk.notices.current
    assert notice is not None
    assert "could not be saved" in notice.text
    assert not live.window.close()
    box = live.window.findChild(QMessageBox, "closing")
    assert box is not None
    assert "cannot be saved" in box.text()
    next(each for each in box.buttons() if each.text() == "Close anyway").click()
    assert not live.window.isVisible()


def test_closing_asks_nothing_where_all_is_kept(live: Screen) -> None:
    _arrange(live)
    assert live.window.close()
    assert live.window.findChild(QMessageBox, "closing") is None


def test_nothing_is_written_where_nothing_has_changed(live: Screen) -> None:
    live.desktop.workspaces.save_now()
    file = live.log.parent / "desktop" / "workspace.json"
    file.unlink()
    live.desktop.workspaces.save_now()
    assert not file.exists()


def test_the_palette_does_what_is_typed(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+K")
    chooser = live.window.dialogs.chooser
    QTest.keyClicks(chooser.field, "heikin")
    assert chooser.texts() == ["Chart: Kind: Heikin-ashi"]
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    live.tick()
    assert live.desk.panels["chart1"].look.kind == "heikin-ashi"
    assert not chooser.isVisible()


def test_the_palette_offers_only_what_is_possible(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+K")
    live.tick()
    texts = live.window.dialogs.chooser.texts()
    assert "Engine: Stop engine" in texts
    assert "Engine: Start engine" not in texts
    QTest.keyClick(live.window.dialogs.chooser.field, Qt.Key.Key_Down)
    assert live.window.dialogs.chooser.list.marked() == 1
    live.window.dialogs.chooser.hide()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("zoom", "Zoom in"), ("hm", "Hollow something more"), ("li tr", "Trend line"), ("", "Zoom in")],
)
def test_letters_in_their_order_are_enough(typed: str, first: str) -> None:
    texts = ["Zoom in", "Trend line", "Hollow something more", "Trailing inside nets"]
    found = [texts[place] for place in ranked(texts, typed)]
    assert found[:1] == [first]


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "a/b", "con", "COM1.x", "x" * 41, "a\\b", "dot.", "../up"]
)
def test_a_name_that_is_none_of_a_file_everywhere_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="name of the workspace"):
        check_name(name)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_workspace_are_refused(data: bytes) -> None:
    try:
        unpack(data, where="test")
    except InputError:
        return
    assert isinstance(json.loads(data), dict)


def test_a_newer_workspace_is_refused_and_a_whole_one_comes_back() -> None:
    workspace = Workspace(name="A", drawings=[LINE], zone="local")
    assert unpack(pack(workspace), where="test") == workspace
    with pytest.raises(InputError, match="version 2"):
        unpack(pack(Workspace(version=2)), where="test")


def test_a_floating_chart_is_docked_again_with_the_layout(live: Screen, tmp_path: Path) -> None:
    grid = live.window.grid
    before = grid.layout_text()
    dock = grid._docks["chart2"]
    dock.setFloating()
    live.tick()
    assert dock.isFloating()
    floating = grid.layout_text()
    assert grid.restore_layout(before)
    assert not dock.isFloating()
    assert grid.restore_layout(floating)
    assert dock.isFloating()
    _trigger(live, "reset_layout")
