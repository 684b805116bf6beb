"""The tour: by mouse and keys, beside what it is about, within the window, and once by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pyworkstation_ui.settings_file import SettingsFile
from pyworkstation_ui.state.tour import STEPS
from tests.ui.fake_bridge import Screen


def _begin(screen: Screen) -> None:
    screen.window.actions_by_id.by_id["show_tour"].trigger()
    screen.tick()


@pytest.mark.parametrize("size", [(1600, 900), (960, 540)])
def test_every_step_stands_within_the_window_and_its_words_are_whole(
    live: Screen, size: tuple[int, int]
) -> None:
    live.window.resize(*size)
    live.tick()
    _begin(live)
    tour = live.window.tour
    for place, step in enumerate(STEPS, start=1):
        assert (tour.title.text(), tour.count.text()) == (step.title, f"{place} of {len(STEPS)}")
        assert live.window.rect().contains(tour.geometry())
        assert tour.words.height() >= tour.words.heightForWidth(tour.words.width())
        QTest.mouseClick(tour.on, Qt.MouseButton.LeftButton)
        live.tick()
    assert not tour.isVisible()


def test_keys_go_on_back_and_out_and_start_nothing(live: Screen) -> None:
    _begin(live)
    tour = live.window.tour
    for key, place in (
        (Qt.Key.Key_Space, 2),
        (Qt.Key.Key_Right, 3),
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Return, 3),
    ):
        QTest.keyClick(tour, key)
        assert tour.count.text().startswith(f"{place} ")
    assert live.bridge.sent == []
    QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert not tour.isVisible()
    assert live.window.panels[0].hasFocus()


def test_what_was_seen_or_skipped_is_kept(live: Screen) -> None:
    assert not live.desk.settings.now.has_seen_tour
    _begin(live)
    QTest.mouseClick(live.window.tour.skip, Qt.MouseButton.LeftButton)
    assert SettingsFile(live.log.parent / "desktop").load().has_seen_tour
