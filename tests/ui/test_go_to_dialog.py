"""Go to date: a time is typed, the replay jumps there and the charts with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pyworkstation.protocol.messages import ReplaySeek
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import HOUR, MINUTE, MONDAY


def _type(screen: Screen, text: str) -> None:
    QTest.keySequence(screen.window, "Ctrl+G")
    field = screen.window.dialogs.go_to.field
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_it_opens_at_the_position_and_says_the_bounds(live: Screen) -> None:
    QTest.keySequence(live.window, "Ctrl+G")
    dialog = live.window.dialogs.go_to
    assert dialog.isVisible()
    assert dialog.field.text() == "2025-03-10 12:00:00"
    assert dialog.field.selectedText() == dialog.field.text()
    assert "Mon 10 Mar 2025  00:00:00" in dialog.bounds.text()
    assert "Tue 11 Mar 2025  00:00:00" in dialog.bounds.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert live.bridge.sent == []


def test_the_replay_jumps_and_panels_scrolled_back_follow(live: Screen) -> None:
    for panel in live.window.panels:
        panel.pan(900)
    live.tick()
    _type(live, "2025-03-10 14:30")
    assert live.bridge.sent == [ReplaySeek(to_us=MONDAY + 14 * HOUR + 30 * MINUTE)]
    assert not live.window.dialogs.go_to.isVisible()
    assert all(panel.is_following for panel in live.window.panels)


@pytest.mark.parametrize(("text", "said"), [("soon", "ISO 8601"), ("2030-01-01", "2025-03-10T00:00:00")])
def test_what_is_no_time_of_the_replay_is_refused_in_the_dialog(live: Screen, text: str, said: str) -> None:
    _type(live, text)
    dialog = live.window.dialogs.go_to
    assert dialog.isVisible()
    assert said in dialog.fault.text()
    assert live.bridge.sent == []
    dialog.reject()
