"""The window as a whole: what it says when the engine is there, lost, and back."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import ReplayStart
from pyworkstation_ui.app import show_bugs
from pyworkstation_ui.models.desk import Desk
from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.models.settings_model import SettingsModel
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import (
    BarsArrived,
    BugFound,
    EngineFound,
    HealthTold,
    PhaseChanged,
    PingMeasured,
    QuoteArrived,
    ReplayMoved,
    RequestFailed,
    StatusRead,
    StreamMeasured,
)
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.state.settings import Settings
from pyworkstation_ui.views import theme
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.market import (
    HEALTH,
    HOUR,
    MONDAY,
    bars,
    replay_state,
    snapshot,
    status,
    symbol_status,
)


def test_a_fresh_window_looks_for_the_engine(screen: Screen) -> None:
    assert screen.window.engine_bar.state.text() == "Looking for the engine"
    assert screen.window.engine_bar.light.colour == theme.AMBER
    assert screen.window.veil.text() == "Looking for the engine"
    assert not screen.window.banners.isVisible()


def test_connected_panels_are_clear_and_the_light_is_green(live: Screen) -> None:
    assert live.window.engine_bar.light.colour == theme.GREEN
    assert not live.window.veil.isVisible()
    assert not live.window.banners.isVisible()


STANDING = "  -  the charts stand at Mon 10 Mar 2025  12:00:00 UTC"


@pytest.mark.parametrize(
    ("event", "text", "buttons"),
    [
        (PhaseChanged(Phase.LOST, "no heartbeat for 1.25 s"), "Engine lost", set()),
        (PhaseChanged(Phase.ABSENT, "It ended."), "It ended.", {"start_engine"}),
        (PhaseChanged(Phase.ABSENT), "The engine is not running", {"start_engine"}),
        (
            PhaseChanged(Phase.HUNG, "process 7"),
            "The engine (process 7) does not answer: it may come back by itself, or be killed",
            {"kill_engine"},
        ),
        (PhaseChanged(Phase.STARTING), "Starting the engine", set()),
        (PhaseChanged(Phase.STOPPING), "Stopping the engine", set()),
    ],
)
def test_an_engine_that_is_away_is_said_once_and_over_no_candle(
    live: Screen, event: PhaseChanged, text: str, buttons: set[str]
) -> None:
    live.tick(event)
    window = live.window
    assert window.banners.engine.text() == text + STANDING
    assert window.banners.geometry().bottom() < window.grid.geometry().top()
    assert (window.veil.isVisible(), window.veil.text()) == (True, "")
    assert all(panel.frame is not None for panel in window.panels)
    shown = {
        name
        for name in ("start_engine", "stop_engine", "kill_engine")
        if any(each.isVisible() for each in _buttons(live, name, window.banners))
    }
    assert shown == buttons


def _buttons(screen: Screen, action: str, within: QWidget) -> list[QWidget]:
    wanted = screen.window.actions_by_id.by_id[action]
    return [each for each in within.findChildren(QToolButton) if each.defaultAction() is wanted]


@pytest.mark.parametrize(("phase", "action"), [(Phase.ABSENT, "start_engine"), (Phase.HUNG, "kill_engine")])
def test_the_strip_s_button_does_what_helps(live: Screen, phase: Phase, action: str) -> None:
    live.tick(PhaseChanged(phase, "process 7"))
    assert live.window.engine_bar.light.colour == theme.RED
    QTest.mouseClick(live.button(action, within=live.window.banners), Qt.MouseButton.LeftButton)
    assert {"start_engine": live.bridge.starts, "kill_engine": live.bridge.kills}[action] == 1
    assert live.bridge.starts + live.bridge.kills == 1


def test_back_again_it_says_how_many_bars_were_caught_up(live: Screen) -> None:
    seen = live.desk.charts["M1"].series
    live.tick(PhaseChanged(Phase.LOST))
    state = replay_state(epoch=2)
    live.tick(PhaseChanged(Phase.CONNECTED), EngineFound(status(symbol_status(), replay=state), again=True))
    later = bars(303, start_us=int(seen.open_us[0]))
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(later, epoch=2)))
    assert live.window.banners.notice.text() == "Reconnected, 3 bars caught up"
    assert live.bridge.sent == []
    assert not live.window.veil.isVisible()
    live.desk.notices.dismiss()
    assert not live.window.banners.isVisible()


def test_back_without_a_missed_bar(live: Screen) -> None:
    seen = live.desk.charts["M1"].series
    live.tick(PhaseChanged(Phase.LOST))
    live.tick(
        PhaseChanged(Phase.CONNECTED), EngineFound(status(symbol_status(), replay=replay_state()), again=True)
    )
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(bars(300, start_us=int(seen.open_us[0])))))
    assert live.window.banners.notice.text() == "Reconnected, no bar was missed"


def test_an_engine_that_forgot_the_replay_is_asked_to_go_on_with_it(live: Screen) -> None:
    live.tick(PhaseChanged(Phase.LOST))
    live.tick(PhaseChanged(Phase.CONNECTED), EngineFound(status(symbol_status()), again=True))
    assert live.bridge.sent == [ReplayStart(symbol="EURUSD", from_us=MONDAY + 12 * HOUR, speed=50.0)]


def test_the_command_line_speaks_to_the_first_engine_only(screen: Screen) -> None:
    door = FakeBridge()
    settings = SettingsModel(Settings(), lambda _: None)
    desk = Desk(door, Wish(symbol="EURUSD", from_us=MONDAY, speed=7.0), settings)
    stored = status(symbol_status("EURUSD"), symbol_status("GBPUSD"))
    desk.apply([EngineFound(stored, again=False)])
    assert door.sent == [ReplayStart(symbol="EURUSD", from_us=MONDAY, speed=7.0)]
    chosen = replay_state(symbol="GBPUSD")
    desk.apply([ReplayMoved(chosen), PhaseChanged(Phase.LOST)])
    running = status(symbol_status("EURUSD"), symbol_status("GBPUSD"), replay=chosen)
    desk.apply([EngineFound(running, again=True)])
    assert len(door.sent) == 1


def test_an_empty_store_tells_how_to_fill_it_and_a_first_import_starts_the_replay(screen: Screen) -> None:
    screen.tick(PhaseChanged(Phase.CONNECTED), EngineFound(status(), again=False))
    assert "pyworkstation import" in screen.window.veil.text()
    assert screen.bridge.sent == []
    screen.tick(StatusRead(status(symbol_status())))
    (request,) = screen.bridge.sent
    assert isinstance(request, ReplayStart)
    screen.tick(StatusRead(status(symbol_status())))
    assert len(screen.bridge.sent) == 1


def test_a_symbol_imported_during_a_replay_can_be_chosen_and_disturbs_nothing(live: Screen) -> None:
    stored = status(symbol_status("EURUSD"), symbol_status("XAUUSD"), replay=replay_state())
    live.tick(StatusRead(stored))
    combo = live.window.engine_bar.symbol
    assert [combo.itemText(place) for place in range(combo.count())] == ["EURUSD", "XAUUSD"]
    assert combo.currentText() == "EURUSD"
    assert live.bridge.sent == []


def test_quotes_and_symbols_are_shown(live: Screen) -> None:
    live.tick(QuoteArrived("EURUSD", 5, MONDAY, 108_012, 108_019))
    bar = live.window.engine_bar
    assert (bar.bid.value(), bar.ask.value(), bar.spread.value()) == ("1.08012", "1.08019", "7 pt")
    assert bar.symbol.currentText() == "EURUSD"
    assert not bar.badge.isVisible()


def test_synthetic_data_wear_a_badge(screen: Screen) -> None:
    made = symbol_status(source="EURUSD_synthetic.csv.gz")
    screen.tick(
        PhaseChanged(Phase.CONNECTED),
        EngineFound(status(made, replay=replay_state()), again=False),
        ReplayMoved(replay_state()),
    )
    assert screen.window.engine_bar.badge.isVisible()


def test_choosing_another_symbol_replays_it(screen: Screen) -> None:
    stored = status(symbol_status("EURUSD"), symbol_status("GBPUSD"), replay=replay_state())
    screen.tick(PhaseChanged(Phase.CONNECTED), EngineFound(stored, again=False), ReplayMoved(replay_state()))
    combo = screen.window.engine_bar.symbol
    assert [combo.itemText(place) for place in range(combo.count())] == ["EURUSD", "GBPUSD"]
    combo.textActivated.emit("GBPUSD")
    (request,) = screen.bridge.sent
    assert isinstance(request, ReplayStart)
    assert (request.symbol, request.speed) == ("GBPUSD", 50.0)


def test_gauges_show_ping_stream_epoch_and_gaps(live: Screen) -> None:
    for seconds in (80e-6, 90e-6, 2e-3):
        live.tick(PingMeasured(seconds))
    live.tick(StreamMeasured(212.4, 3))
    live.tick(HealthTold(HEALTH))
    gauges = live.window.gauges
    gauges.refresh()
    assert gauges.ping.text() == "Ping 2.00 ms  (median 90 µs)"
    assert gauges.stream.text() == "Stream 212 msg/s"
    assert gauges.epoch.text() == "Epoch 1   Gaps 3"
    assert "266,219 ticks taken in" in gauges.stream.toolTip()
    assert gauges.frame.text().endswith("ms")
    live.tick(PhaseChanged(Phase.LOST))
    gauges.refresh()
    assert gauges.ping.text() == "Ping -  (median -)"
    assert gauges.stream.toolTip() == "Stream messages from the engine"


@pytest.mark.parametrize("event", [RequestFailed(1, "replay: expected EURUSD, found XXX"), BugFound("oops")])
def test_failures_are_shown_and_can_be_dismissed(live: Screen, event: RequestFailed | BugFound) -> None:
    live.tick(event)
    assert event.message in live.window.banners.notice.text()
    (button,) = [
        each for each in live.window.banners.notice.children() if getattr(each, "text", str)() == "Dismiss"
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    assert live.desk.notices.current is None


_ERRORS = [(Tone.ERROR, "settings"), (Tone.ERROR, "workspace")]


@pytest.mark.parametrize(
    ("shown", "seen_one_by_one"),
    [
        ([*_ERRORS, (Tone.ALERT, "fired")], ["fired", "workspace", "settings"]),
        ([_ERRORS[0], _ERRORS[0]], ["settings"]),
        ([*_ERRORS, (Tone.GOOD, "saved")], ["saved"]),
        ([(Tone.GOOD, "saved"), _ERRORS[0]], ["settings"]),
        ([(Tone.ERROR, str(number)) for number in range(9)], ["8", "7", "6", "5"]),
    ],
)
def test_a_fault_that_another_covered_is_seen_after_it(
    live: Screen, shown: list[tuple[Tone, str]], seen_one_by_one: list[str]
) -> None:
    notices = live.desk.notices
    for tone, text in shown:
        notices.show(tone, text)
    seen = []
    while notices.current is not None:
        seen.append(notices.current.text)
        notices.dismiss()
    assert seen == seen_one_by_one


def test_notices_go_by_themselves(live: Screen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tone.GOOD, "_value_", 10)
    live.desk.notices.show(Tone.GOOD, "hello")
    qtbot.waitUntil(lambda: live.desk.notices.current is None)


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_slot_is_shown_and_the_window_lives(
    live: Screen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    show_bugs(live.desk)

    def broken() -> None:
        raise ZeroDivisionError("broken slot")

    QTimer.singleShot(0, broken)
    qtbot.waitUntil(lambda: live.desk.notices.current is not None)
    live.tick()
    assert "ZeroDivisionError: broken slot" in live.window.banners.notice.text()
    assert "uncaught exception" in caplog.text
    assert live.window.isVisible()


def test_what_lies_over_the_charts_leaves_the_panels_beside_them_free(screen: Screen) -> None:
    """Without ticks the data manager is where they come from: it must be read, and not be written over."""
    screen.tick(PhaseChanged(Phase.CONNECTED), EngineFound(status(), again=False))
    veil = screen.window.veil
    for name in ("data", "watch"):
        screen.window.sides.enter(name)
    screen.tick()
    shade = QImage(veil.size(), QImage.Format.Format_ARGB32_Premultiplied)
    shade.fill(Qt.GlobalColor.transparent)
    veil.render(shade, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    widgets = (screen.window.slots["data"], screen.window.slots["watch"], screen.window.panels[0])
    places = [each.mapTo(screen.window.grid, QPoint(20, 20)) for each in widgets]
    assert veil.isVisible()
    assert [shade.pixelColor(place).alpha() > 0 for place in places] == [False, False, True]
