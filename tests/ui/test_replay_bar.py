"""The replay bar: shows where the replay stands, seeks on release and by keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import ReplaySeek
from pyworkstation_ui.state.events import ReplayMoved, StatusRead
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import DAY, HOUR, MINUTE, MONDAY, replay_state, status, symbol_status

NOON = MONDAY + 12 * HOUR
LEFT = Qt.MouseButton.LeftButton
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
PLAIN = Qt.KeyboardModifier.NoModifier


def test_it_shows_time_ticks_and_rate(live: Screen) -> None:
    bar = live.window.replay_bar
    assert bar.clock.text() == "Mon 10 Mar 2025  12:00:00 UTC"
    assert bar.ticks.text() == "500 / 1,000 ticks"
    assert bar.rate.text() == "42 ticks/s"
    assert bar.left.text() == "12 s left"
    assert bar.slider.value() == 12 * 3600
    assert bar.slider.maximum() == 24 * 3600


def test_a_drag_seeks_once_on_release_and_the_replay_does_not_pull_the_handle(live: Screen) -> None:
    slider = live.window.replay_bar.slider
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, PLAIN, QPoint(slider.width() // 2, y))
    QTest.mouseMove(slider, QPoint(slider.width() * 3 // 4, y))
    held = slider.sliderPosition()
    live.tick(ReplayMoved(replay_state(position_us=NOON + MINUTE)))
    assert slider.sliderPosition() == held
    assert live.bridge.sent == []
    QTest.mouseRelease(slider, LEFT, PLAIN, QPoint(slider.width() * 3 // 4, y))
    (request,) = live.bridge.sent
    assert request == ReplaySeek(to_us=MONDAY + held * 1_000_000)
    assert abs(request.to_us - (MONDAY + DAY * 3 // 4)) < 15 * MINUTE


def test_a_click_takes_the_handle_there(live: Screen) -> None:
    slider = live.window.replay_bar.slider
    QTest.mouseClick(slider, LEFT, PLAIN, QPoint(0, slider.height() // 2))
    assert live.bridge.sent == [ReplaySeek(to_us=MONDAY)]


def test_arrow_keys_on_the_slider_seek_once_they_rest(live: Screen, qtbot: QtBot) -> None:
    slider = live.window.replay_bar.slider
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    chart = live.window.panels[0]
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert live.bridge.sent == []
    qtbot.waitUntil(lambda: bool(live.bridge.sent))
    assert live.bridge.sent == [ReplaySeek(to_us=NOON + 3 * MINUTE + HOUR)]
    live.tick()
    assert chart.is_following


def test_a_finished_replay_cannot_be_played_but_sought(live: Screen) -> None:
    live.tick(ReplayMoved(replay_state(finished=True, position_us=MONDAY + DAY)))
    assert not live.window.actions_by_id.by_id["play_pause"].isEnabled()
    assert live.window.replay_bar.slider.isEnabled()
    assert live.window.replay_bar.rate.text() == "end of data"


def test_play_and_pause_say_what_they_would_do(live: Screen) -> None:
    action = live.window.actions_by_id.by_id["play_pause"]
    assert action.text() == "Pause"
    live.tick(ReplayMoved(replay_state(paused=True)))
    assert action.text() == "Play"


@pytest.mark.parametrize("width", [300, 960, 1100, 1300])
def test_nothing_overprints_in_a_small_window(live: Screen, width: int) -> None:
    live.window.resize(width, 200)
    live.tick(ReplayMoved(replay_state(speed=1e6)))
    live.tick()
    assert (live.window.width(), live.window.height()) == (max(width, 960), 540)
    for bar in (live.window.replay_bar, live.window.engine_bar):
        shown = [each for each in bar.findChildren(QWidget, options=DIRECT) if each.isVisible()]
        places = sorted((each.geometry() for each in shown), key=lambda place: place.left())
        assert all(before.right() < after.left() for before, after in pairwise(places))
        assert places[-1].right() < bar.width()
    assert live.window.replay_bar.slider.width() >= 120


def test_an_import_into_the_symbol_that_is_replayed_lengthens_the_time_line(live: Screen) -> None:
    slider = live.window.replay_bar.slider
    before = slider.maximum()
    longer = structs.replace(symbol_status(), last_us=MONDAY + 2 * DAY)
    live.tick(StatusRead(status(longer, replay=replay_state())))
    assert slider.maximum() == before + DAY // 1_000_000
