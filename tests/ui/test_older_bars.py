"""Scrolled back to the oldest bar that the engine keeps at hand, a chart asks for those before it."""

from __future__ import annotations

import pytest

from pyworkstation_ui.state.events import BarsArrived
from pyworkstation_ui.state.older_bars import OlderArrived, OlderWanted
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import DAY, MINUTE, MONDAY, bars, replay_state, snapshot

ALL = bars(1300, start_us=MONDAY - 800 * MINUTE)
FIRST_US = MONDAY
WEEK = 7 * DAY
PAGE = OlderWanted("EURUSD", "M1", 1, FIRST_US, WEEK)


@pytest.fixture
def cut(live: Screen) -> Screen:
    """M1 shows the last 500 bars of 1,300; the engine has the 800 before them."""
    live.connect(replay_state(first_us=MONDAY - 30 * DAY))
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(ALL[800:], first_index=800)))
    return live


def test_the_newest_bars_ask_for_nothing(cut: Screen) -> None:
    assert cut.bridge.older == []


def test_at_the_oldest_bar_the_page_before_it_is_asked_for_once_and_shown_in_its_place(cut: Screen) -> None:
    panel = cut.panel("M1")
    panel.to_oldest()
    for _ in range(3):
        cut.tick()
        panel.pan(3)
    assert cut.bridge.older == [PAGE]
    cut.tick()
    assert panel.frame is not None
    before = panel.frame.left, panel.frame.bar_px
    cut.tick(OlderArrived(PAGE, ALL[300:800]))
    assert (panel.frame.left, panel.frame.bar_px) == before
    series = cut.desk.charts["M1"].series
    assert (series.first_index, len(series)) == (300, 1000)
    panel.to_oldest()
    cut.tick()
    assert cut.bridge.older[1:] == [OlderWanted("EURUSD", "M1", 1, int(ALL.open_us[300]), WEEK)]


def test_a_hole_in_the_data_is_looked_beyond_and_the_beginning_of_the_data_ends_it(cut: Screen) -> None:
    cut.panel("M1").to_oldest()
    cut.tick()
    for weeks in (1, 2, 4):
        cut.tick(OlderArrived(OlderWanted("EURUSD", "M1", 1, FIRST_US, weeks * WEEK), ALL[:0]))
    assert [wanted.reach_us // WEEK for wanted in cut.bridge.older] == [1, 2, 4, 8]
    cut.tick(OlderArrived(OlderWanted("EURUSD", "M1", 1, FIRST_US, 8 * WEEK), ALL[:0]))
    cut.tick()
    assert len(cut.bridge.older) == 4
    assert not cut.desk.charts["M1"].series.has_older


def test_bars_of_another_epoch_come_too_late(cut: Screen) -> None:
    cut.panel("M1").to_oldest()
    cut.tick()
    cut.tick(BarsArrived("bars.EURUSD.M1", snapshot(ALL[800:], first_index=800, epoch=2)))
    cut.tick(OlderArrived(PAGE, ALL[300:800]))
    assert len(cut.desk.charts["M1"].series) == 500
