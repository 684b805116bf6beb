"""What actions do beyond the one thing that `test_every_action.py` looks at, and what buttons do."""

from __future__ import annotations

import platform
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    ReplayPause,
    ReplaySeek,
    ReplaySpeed,
    ReplayStart,
    ReplayState,
    Request,
)
from pyworkstation_ui.actions import ACTIONS
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, ReplayMoved
from pyworkstation_ui.state.replay import FULL_SPEED
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.chart_screenshot import CAPTION_PX
from pyworkstation_ui.views.frame import ChartFrame
from pyworkstation_ui.views.system_panel import SystemPanel
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import DAY, HOUR, MONDAY, replay_state

NOON = MONDAY + 12 * HOUR

START = ReplayStart(symbol="EURUSD", from_us=MONDAY + DAY * 3 // 4, speed=1)
LOOKS = (
    "show_timeframe",
    "show_kind",
    "show_side",
    "show_scale",
    "show_zone",
    "link",
    "draw",
    "wear_theme",
    "colour_candles",
    "size_text",
)
ALWAYS = {
    "show_log",
    "zoom_in",
    "zoom_out",
    "zoom_box",
    "reset_view",
    "more_prices",
    "fewer_prices",
    "higher_prices",
    "lower_prices",
    "scroll_back",
    "scroll_on",
    "page_back",
    "page_on",
    "to_oldest",
    "follow",
    "follow_all",
    "auto_scale",
    "next_panel",
    "maximise",
    "float",
    "copy_chart",
    "save_chart",
    "add_chart",
    "duplicate_chart",
    "close_chart",
    "hollow",
    "timeframe",
    "day_breaks",
    "put_tool_away",
    "magnet",
    "palette",
    "save_workspace",
    "open_workspace",
    "rename_workspace",
    "delete_workspace",
    "step_on",
    "step_back",
    "full_screen",
    "reset_layout",
    "show_settings",
    "change_shortcuts",
    "remove_drawings",
    *(action.id for action in ACTIONS if action.callback in LOOKS),
    "remove_indicators",
    "show_keys",
    "show_reports",
    "show_tour",
    "show_about",
    "quit",
} | {f"panel_{name}" for name in SIDE_PANELS}


def _in_menu(screen: Screen, action: str) -> QAction:
    title = next(row.menu for row in ACTIONS if row.id == action)
    wanted = screen.window.actions_by_id.by_id[action]
    assert wanted in screen.window.actions_by_id.menus[title].actions()
    return wanted


def test_menus_are_divided_into_groups(live: Screen) -> None:
    groups = {
        title: [
            sum(1 for _ in group)
            for is_line, group in groupby(menu.actions(), key=QAction.isSeparator)
            if not is_line
        ]
        for title, menu in live.window.actions_by_id.menus.items()
        if "/" not in title
    }
    assert groups == {
        "Engine": [3, 1, 2, 1],
        "Replay": [2, 7, 4, 4, 3],
        "Chart": [2, 4, 5, 2, 12, 2, 3],
        "Draw": [10, 10, 2],
        "Trade": [1, 2, 3, 3, 3],
        "Panels": [len(SIDE_PANELS)],
        "View": [9, 7],
        "Help": [4],
    }


@pytest.mark.parametrize(
    ("key", "menu"),
    [(Qt.Key.Key_C, "Chart"), (Qt.Key.Key_V, "View"), (Qt.Key.Key_H, "Help"), (Qt.Key.Key_Down, "Engine")],
)
def test_plain_keys_in_the_menu_bar_are_its_own(live: Screen, key: Qt.Key, menu: str) -> None:
    """The arrows zoomed and scrolled the chart: no menu could be opened with the keyboard."""
    bar, frame = live.window.menuBar(), live.window.panels[0].frame
    bar.setFocus()
    bar.setActiveAction(live.window.actions_by_id.menus["Engine"].menuAction())
    QTest.keyClick(live.window.actions_by_id.menus["Engine"], Qt.Key.Key_Escape)
    bar.setFocus()
    QTest.keyClick(bar, key)
    live.tick()
    assert live.window.actions_by_id.menus[menu].isVisible()
    live.window.actions_by_id.menus[menu].close()
    assert live.window.panels[0].frame is frame


def test_start_replay_starts_one_only_where_none_stands(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+R")
    assert live.bridge.sent == []
    live.tick(ReplayMoved(ReplayState()))
    QTest.keySequence(live.window, "Ctrl+R")
    assert live.bridge.sent == [START]


def test_the_symbol_that_is_shown_already_is_not_begun_anew(live: Screen) -> None:
    live.window.engine_bar.symbol.textActivated.emit("EURUSD")
    assert live.bridge.sent == []


@pytest.mark.parametrize("key", ["Ctrl+Home", "Ctrl+End"])
def test_jumps_far_away_bring_every_panel_along(live: Screen, key: str) -> None:
    for panel in live.window.panels:
        panel.pan(900)
    live.tick()
    QTest.keySequence(live.window, key)
    assert all(panel.is_following for panel in live.window.panels)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("play_pause", ReplayPause(paused=True)),
        *((f"speed_{speed}", ReplaySpeed(speed=speed)) for speed in (1, 10, 100)),
        ("speed_max", ReplaySpeed(speed=FULL_SPEED)),
    ],
)
def test_buttons_send_their_request(live: Screen, action: str, body: Request) -> None:
    QTest.mouseClick(live.button(action), Qt.MouseButton.LeftButton)
    assert live.bridge.sent == [body]


def test_engine_buttons_start_and_stop_it(live: Screen) -> None:
    QTest.mouseClick(live.button("stop_engine"), Qt.MouseButton.LeftButton)
    assert (live.bridge.starts, live.bridge.stops) == (0, 1)
    live.tick(PhaseChanged(Phase.ABSENT))
    QTest.mouseClick(live.button("start_engine", within=live.window.engine_bar), Qt.MouseButton.LeftButton)
    assert (live.bridge.starts, live.bridge.stops) == (1, 1)
    QTest.keySequence(live.window, "Ctrl+E")
    assert live.bridge.starts == 2


def test_space_plays_what_is_paused(live: Screen) -> None:
    live.tick(ReplayMoved(replay_state(paused=True)))
    QTest.keyClick(live.window, Qt.Key.Key_Space)
    assert live.bridge.sent == [ReplayPause(paused=False)]


def test_quick_jumps_add_up_before_the_first_has_arrived(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+Right")
    QTest.keySequence(live.window, "Ctrl+Right")
    assert live.bridge.sent == [ReplaySeek(to_us=NOON + HOUR), ReplaySeek(to_us=NOON + 2 * HOUR)]
    live.tick(ReplayMoved(replay_state(epoch=2, position_us=NOON + 5 * HOUR)))
    QTest.keySequence(live.window, "Ctrl+Right")
    assert live.bridge.sent[-1] == ReplaySeek(to_us=NOON + 6 * HOUR)


def test_what_cannot_be_done_is_disabled(screen: Screen) -> None:
    enabled = {name for name, action in screen.window.actions_by_id.by_id.items() if action.isEnabled()}
    assert enabled == ALWAYS
    screen.connect()
    assert not screen.window.actions_by_id.by_id["start_engine"].isEnabled()
    for phase, possible in (
        (Phase.LOST, set()),
        (Phase.ABSENT, {"start_engine"}),
        (Phase.HUNG, {"kill_engine"}),
    ):
        screen.tick(PhaseChanged(phase))
        enabled = {name for name, action in screen.window.actions_by_id.by_id.items() if action.isEnabled()}
        assert enabled == ALWAYS | possible


def test_the_speed_that_runs_is_checked(live: Screen) -> None:
    def checked() -> set[str]:
        actions = live.window.actions_by_id.by_id.items()
        return {name for name, action in actions if action.isChecked() and name.startswith("speed")}

    assert checked() == {"speed_50"}
    live.tick(ReplayMoved(replay_state(speed=60.0)))
    assert checked() == set()
    assert live.window.replay_bar.speed.text() == "60x"


def test_a_chart_is_copied_and_saved_as_a_picture(
    live: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = live.window.panels[0]
    size = chart.size()
    QTest.keySequence(live.window, "Ctrl+Shift+C")
    assert QApplication.clipboard().image().size() == size + QSize(0, CAPTION_PX)
    assert chart.caption() == ("EURUSD M1", "Mon 10 Mar 2025  12:00:59 UTC")
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.keySequence(live.window, "Ctrl+Alt+S")
    assert QImage(f"{path}.png").width() == size.width()
    notice = live.desk.notices.current
    assert notice is not None
    assert notice.text.endswith("mine.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "where.png"), ""))
    QTest.keySequence(live.window, "Ctrl+Alt+S")
    notice = live.desk.notices.current
    assert notice is not None
    assert "could not be saved" in notice.text


def test_log_is_shown_and_hidden(live: Screen, qtbot: QtBot) -> None:
    QTest.mouseClick(live.button("show_log"), Qt.MouseButton.LeftButton)
    slot = live.window.slots["system"]
    page = slot.page
    assert isinstance(page, SystemPanel)
    assert page.log.isVisible()
    page.tabs.setCurrentWidget(page.topics)
    page.topics.setFocus()
    qtbot.waitUntil(lambda: slot.has_keyboard)
    QTest.keySequence(live.window, "Ctrl+L")
    assert page.log.isVisible()
    QTest.keySequence(live.window, "Ctrl+L")
    assert not page.isVisible()


def test_zoom_scroll_and_follow_act_on_the_active_panel(live: Screen) -> None:
    first, second = live.window.panels[:2]
    before = (_bar_px(first), _bar_px(second))
    QTest.keyClick(live.window, Qt.Key.Key_N)
    QTest.keyClick(live.window, Qt.Key.Key_Up)
    live.tick()
    assert _bar_px(first) == before[0]
    assert _bar_px(second) == pytest.approx(before[1] * 1.25)
    QTest.keyClick(live.window, Qt.Key.Key_Down)
    for _ in range(4):
        QTest.keyClick(live.window, Qt.Key.Key_Left)
    live.tick()
    assert _bar_px(second) == pytest.approx(before[1])
    assert (first.is_following, second.is_following) == (True, False)
    QTest.keyClick(live.window, Qt.Key.Key_Right)
    QTest.keyClick(live.window, Qt.Key.Key_End)
    assert second.is_following


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _tab_to(screen: Screen, target: QWidget) -> None:
    for _ in range(12):
        if target.hasFocus():
            return
        QTest.keyClick(_focused(), Qt.Key.Key_Tab)
    raise AssertionError("Tab never came there")


def test_the_chart_has_the_keys_from_the_start(live: Screen) -> None:
    assert live.window.panels[0].hasFocus()


KEYS_OF_THE_CHART = ["Left", "Up", "Down", "PgUp", "Home"]


@pytest.mark.parametrize("key", KEYS_OF_THE_CHART)
@pytest.mark.parametrize("place", [0, 3])
def test_plain_keys_move_the_chart_that_was_clicked_and_seek_nothing(
    live: Screen, key: str, place: int
) -> None:
    panel = live.window.panels[place]
    QTest.mouseClick(live.window.replay_bar.slider, Qt.MouseButton.LeftButton)
    sent = list(live.bridge.sent)
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton)
    live.tick()
    before = [each.frame for each in live.window.panels]
    QTest.keySequence(_focused(), key)
    live.tick()
    moved = [
        each.timeframe
        for each, frame in zip(live.window.panels, before, strict=True)
        if each.frame is not None and frame is not None and _view(each.frame) != _view(frame)
    ]
    assert moved == [panel.timeframe]
    assert not live.window.replay_bar.slider.hasFocus()
    assert live.bridge.sent == sent


def test_tab_goes_from_chart_to_chart_and_then_to_the_slider(live: Screen) -> None:
    for panel in live.window.panels[1:]:
        QTest.keyClick(_focused(), Qt.Key.Key_Tab)
        assert panel.hasFocus()
        QTest.keyClick(panel, Qt.Key.Key_Up)
        live.tick()
        assert _bar_px(panel) > _bar_px(live.window.panels[0])
    _tab_to(live, live.window.replay_bar.slider)


def test_home_shows_the_oldest_bar_and_pages_are_what_is_in_view(live: Screen) -> None:
    panel = live.panel("M1")
    QTest.keyClick(live.window, Qt.Key.Key_Home)
    live.tick()
    assert panel.frame is not None
    assert panel.frame.left == pytest.approx(-0.5)
    width = panel.frame.right - panel.frame.left
    QTest.keyClick(live.window, Qt.Key.Key_PageDown)
    live.tick()
    assert panel.frame.left == pytest.approx(-0.5 + width)


def _view(frame: ChartFrame) -> tuple[float, float]:
    return frame.left, frame.bar_px


def test_follow_all_brings_every_panel_back(live: Screen) -> None:
    for panel in live.window.panels:
        panel.pan(900)
    live.tick()
    assert not any(panel.is_following for panel in live.window.panels)
    QTest.keySequence(live.window, "Shift+End")
    assert all(panel.is_following for panel in live.window.panels)


def _bar_px(panel: object) -> float:
    frame = panel.frame  # type: ignore[attr-defined]
    assert frame is not None
    return float(frame.bar_px)


def test_one_panel_can_have_all_the_room(live: Screen) -> None:
    QTest.keyClick(live.window, Qt.Key.Key_M)
    QApplication.processEvents()
    assert [panel.isVisible() for panel in live.window.panels] == [True] + [False] * 5
    assert live.window.panels[0].width() > 1500
    QTest.keyClick(live.window, Qt.Key.Key_N)
    assert [panel.isVisible() for panel in live.window.panels] == [False, True] + [False] * 4
    QTest.keyClick(live.window, Qt.Key.Key_M)
    assert all(panel.isVisible() for panel in live.window.panels)


def test_hollow_candles_are_toggled(live: Screen) -> None:
    for is_hollow in (True, False):
        QTest.keyClick(live.window, Qt.Key.Key_H)
        live.tick()
        assert {panel.frame is not None and panel.frame.is_hollow for panel in live.window.panels} == {
            is_hollow
        }


def test_f1_lists_every_action_with_its_keys(live: Screen) -> None:
    QTest.keyClick(live.window, Qt.Key.Key_F1)
    assert live.window.dialogs.help.isVisible()
    said = live.window.dialogs.help.text.toPlainText()
    for row in ACTIONS:
        keys = live.window.actions_by_id.by_id[row.id].shortcuts()
        assert row.title in said or not keys
        assert all(key.toString(QKeySequence.SequenceFormat.NativeText) in said for key in keys)
    live.window.dialogs.help.reject()


@pytest.mark.parametrize("key", ["F1", "Shift+F1"])
def test_help_needs_no_scrolling_on_a_common_screen(
    live: Screen, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.window.dialogs.help, "room", lambda: QSize(1920, 1040))
    QTest.keySequence(live.window, key)
    QApplication.processEvents()
    text = live.window.dialogs.help.text
    assert (text.verticalScrollBar().maximum(), text.horizontalScrollBar().maximum()) == (0, 0)
    assert live.window.dialogs.help.height() < 900
    live.window.dialogs.help.reject()


@pytest.mark.parametrize("percent", [100, 130])
def test_help_is_never_wider_than_the_screen(
    live: Screen, percent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.window.dialogs.help, "room", lambda: QSize(1366, 768))
    live.window.actions_by_id.by_id[f"text_{percent}"].trigger()
    QTest.keySequence(live.window, "F1")
    QApplication.processEvents()
    text = live.window.dialogs.help.text
    assert text.horizontalScrollBar().maximum() == 0
    assert "Timeframe: Any..." in text.toPlainText()
    live.window.dialogs.help.reject()
    live.window.actions_by_id.by_id["text_100"].trigger()


def test_about_names_the_versions_of_desktop_and_engine(live: Screen) -> None:
    _in_menu(live, "show_about").trigger()
    said = live.window.dialogs.help.text.toPlainText()
    for text in ("0.1.0, ci, process 1", "/home", qVersion(), platform.python_version()):
        assert text in said
    live.window.dialogs.help.reject()


def test_quit_closes_the_window(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+Q")
    assert not live.window.isVisible()


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_panel_opens_by_its_key_and_closes_by_it_again(live: Screen, qtbot: QtBot, name: str) -> None:
    slot, key = live.window.slots[name], SIDE_PANELS[name].key
    assert (slot.isVisible(), slot.page) == (False, None)
    QTest.keySequence(live.window, key)
    qtbot.waitUntil(lambda: slot.has_keyboard)
    QTest.keySequence(slot.window().focusWidget(), key)
    assert not slot.isVisible()
    _in_menu(live, f"panel_{name}").trigger()
    qtbot.waitUntil(lambda: slot.has_keyboard)
    QTest.keySequence(slot.window().focusWidget(), "Ctrl+W")
    assert not slot.isVisible()
