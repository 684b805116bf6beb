"""Links by colour: which charts point at one time, which change their symbol together, and what stored bars show of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import AttachIndicator, BarsPart, GetBars, ReplayStart
from pyworkstation_ui.state.events import IndicatorsListed, ReplayMoved, ReplyArrived, ReplyEnded, StatusRead
from pyworkstation_ui.state.indicator import IndicatorChoice
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import SPECS
from tests.unit.ui_state.market import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    bars,
    bars_of,
    replay_state,
    status,
    symbol_status,
)

NOON = MONDAY + 12 * HOUR
A_SECOND_OF_FRAMES = 60


@pytest.fixture
def two(live: Screen) -> Screen:
    """Two symbols are stored; the second chart (M5) is in group B."""
    live.tick(StatusRead(status(symbol_status(), symbol_status("GBPUSD"), replay=replay_state())))
    live.window.activate("chart2")
    _trigger(live, "link_B")
    return live


def _trigger(screen: Screen, action: str) -> None:
    screen.window.actions_by_id.by_id[action].trigger()
    screen.tick()


def _choose(screen: Screen, symbol: str) -> None:
    _trigger(screen, "symbol")
    chooser = screen.window.chooser
    QTest.keyClicks(chooser.field, symbol)
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    screen.tick()


def _answer(screen: Screen, count: int, *, first: int = 0) -> None:
    """M5 bars that open from ten o'clock on, `first` of them left out."""
    whole = bars(count, start_us=NOON - 2 * HOUR, span_us=5 * MINUTE)[first:]
    part = BarsPart(symbol="GBPUSD", timeframe="M5", digits=5, count=len(whole), packed=whole.pack())
    screen.bridge.answer(GetBars, part)
    screen.tick()


def _run(screen: Screen, frames: int) -> None:
    for _ in range(frames):
        screen.desktop.frames.tick()


def test_each_symbol_has_the_marks_of_its_own_days(two: Screen) -> None:
    _trigger(two, "day_breaks")
    _choose(two, "GBPUSD")
    asked = [body.symbol for body in two.bridge.asked if isinstance(body, GetBars) and body.timeframe == "D1"]
    assert asked == ["EURUSD", "GBPUSD"]
    days = bars_of([MONDAY - DAY], [[1]] * 4, [1], span_us=DAY)
    part = BarsPart(symbol="GBPUSD", timeframe="D1", digits=5, count=1, packed=days.pack())
    asked_as = 1000 + two.bridge.asked.index(GetBars(symbol="GBPUSD", timeframe="D1"))
    two.tick(ReplyArrived(asked_as, part), ReplyEnded(asked_as, ""))
    display = two.desk.display
    assert display.day_ends_us("GBPUSD").tolist() == [MONDAY]
    assert display.day_ends_us("EURUSD").tolist() == []


def test_charts_of_one_group_point_at_one_time_and_others_do_not(two: Screen) -> None:
    first, second, third = two.window.panels[:3]
    two.hover(first, 200, 60)
    assert first.canvas.crosshair.index is not None
    assert third.canvas.crosshair.index is not None
    assert second.canvas.crosshair.index is None
    two.hover(second, 200, 60)
    assert second.canvas.crosshair.index is not None


def test_an_unlinked_chart_points_alone(live: Screen) -> None:
    _trigger(live, "link_none")
    first, second = live.window.panels[:2]
    live.hover(first, 200, 60)
    assert first.canvas.crosshair.index is not None
    assert second.canvas.crosshair.index is None


def test_a_symbol_chosen_in_the_first_group_is_replayed(two: Screen) -> None:
    two.window.activate("chart1")
    _choose(two, "GBP")
    asked = two.bridge.sent[-1]
    assert isinstance(asked, ReplayStart)
    assert asked.symbol == "GBPUSD"


def test_a_symbol_chosen_in_another_group_shows_its_closed_bars_up_to_the_clock(two: Screen) -> None:
    sent = list(two.bridge.sent)
    _choose(two, "GBP")
    assert two.bridge.sent == sent
    _run(two, 1)
    asked = two.bridge.asked[-1]
    assert isinstance(asked, GetBars)
    assert (asked.symbol, asked.timeframe, asked.to_us) == ("GBPUSD", "M5", NOON)
    _answer(two, 25)  # The last of them opens at noon: what it will be is the future.
    series = two.desk.panels["chart2"].chart.series
    assert (series.completed, len(series)) == (24, 24)
    assert int(series.close_us[-1]) == NOON
    assert two.window.panels[1].frame is not None
    assert two.window.grid.tab("chart2").text() == "GBPUSD M5"  # type: ignore[attr-defined]


def test_closed_bars_follow_the_clock_on_and_back(two: Screen) -> None:
    _choose(two, "GBP")
    _run(two, 1)
    _answer(two, 24)
    asked = len(two.bridge.asked)
    _run(two, 2 * A_SECOND_OF_FRAMES)
    assert len(two.bridge.asked) == asked  # The clock stands.
    two.tick(ReplayMoved(replay_state(position_us=NOON + 5 * MINUTE)))
    _run(two, A_SECOND_OF_FRAMES)
    _answer(two, 26, first=24)
    series = two.desk.panels["chart2"].chart.series
    assert (series.completed, int(series.close_us[-1])) == (25, NOON + 5 * MINUTE)
    two.tick(ReplayMoved(replay_state(position_us=NOON - HOUR)))
    assert len(two.desk.panels["chart2"].chart.series) == 0
    _run(two, 1)
    _answer(two, 24)
    assert int(two.desk.panels["chart2"].chart.series.close_us[-1]) == NOON - HOUR


def test_a_symbol_without_bars_near_the_clock_is_looked_for_further_back(two: Screen) -> None:
    _choose(two, "GBP")
    _run(two, 1)
    near = two.bridge.asked[-1]
    two.bridge.answer(GetBars)
    two.tick()
    _run(two, A_SECOND_OF_FRAMES)
    far = two.bridge.asked[-1]
    assert isinstance(near, GetBars)
    assert isinstance(far, GetBars)
    assert near.from_us is not None
    assert far.from_us is not None
    assert NOON - far.from_us == 8 * (NOON - near.from_us)


def test_a_hidden_chart_of_another_symbol_asks_nothing(two: Screen) -> None:
    two.window.activate("chart1")
    _trigger(two, "maximise")
    two.desk.show_symbol("B", "GBPUSD")
    asked = list(two.bridge.asked)
    _run(two, 2 * A_SECOND_OF_FRAMES)
    assert two.bridge.asked == asked


def test_members_change_together_and_whoever_joins_shows_what_they_show(two: Screen) -> None:
    two.window.activate("chart3")
    _trigger(two, "link_B")
    _choose(two, "GBP")
    assert [two.desk.panels[f"chart{n}"].look.symbol for n in (1, 2, 3)] == [None, "GBPUSD", "GBPUSD"]
    two.window.activate("chart4")
    _trigger(two, "link_B")
    assert two.desk.panels["chart4"].look.symbol == "GBPUSD"
    _trigger(two, "link_A")
    assert two.desk.panels["chart4"].look.symbol is None


def test_when_the_other_symbol_is_replayed_its_charts_are_live(two: Screen) -> None:
    _choose(two, "GBP")
    two.tick(ReplayMoved(replay_state(symbol="GBPUSD")))
    assert two.desk.panels["chart2"].chart is two.desk.charts["M5"]
    two.tick(ReplayMoved(replay_state()))
    assert two.desk.panels["chart2"].chart is not two.desk.charts["M5"]


def test_the_watchlist_shows_a_symbol_in_its_own_group(two: Screen, qtbot: QtBot) -> None:
    page = two.open_panel(qtbot, "watch")
    _trigger(two, "link_B")
    assert two.desk.side_groups["watch"] == "B"
    sent = list(two.bridge.sent)
    page.table.choose("GBPUSD")  # type: ignore[attr-defined]
    QTest.keyClick(page.table, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert two.desk.panels["chart2"].look.symbol == "GBPUSD"
    assert two.bridge.sent == sent


def test_an_indicator_is_refused_where_the_engine_has_none_and_says_why_on_the_chart(two: Screen) -> None:
    two.tick(IndicatorsListed(SPECS))
    two.desk.indicators.add(
        "chart2", IndicatorChoice(name="RSI", params={"period": 14.0, "source": "close"}, colour=1)
    )
    _choose(two, "GBP")
    _trigger(two, "add_indicator")
    notice = two.desk.notices.current
    assert notice is not None
    assert "link the chart to A" in notice.text
    assert not two.window.indicator_dialog.isVisible()
    _run(two, 1)
    _answer(two, 24)
    (row,) = two.desk.indicators.of("chart2")
    assert row.fault == "only of the symbol that is replayed"
    assert "only of the symbol" in two.window.panels[1].indicators.panes[0].legend.rows[0].text()
    _trigger(two, "link_A")
    assert isinstance(two.bridge.sent[-1], AttachIndicator)


def test_a_click_on_the_chip_offers_the_groups(live: Screen) -> None:
    tab = live.window.grid.tab("chart3")
    chip = next(each for each in tab.findChildren(QLabel) if not each.pixmap().isNull())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    menu = live.window.actions_by_id.menus["Chart/Link"]
    assert menu.isVisible()
    menu.hide()
    assert live.desk.active == "chart3"


@pytest.mark.parametrize(
    ("key", "group"), [("Alt+2", "B"), ("Alt+3", "C"), ("Alt+4", "D"), ("Alt+0", ""), ("Alt+1", "A")]
)
def test_links_are_within_reach_of_the_keyboard(live: Screen, key: str, group: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keySequence(focus, key)
    assert live.desk.panels["chart1"].look.group == group
    assert live.window.actions_by_id.by_id[f"link_{group or 'none'}"].isChecked()


def test_links_come_back_with_the_workspace(two: Screen) -> None:
    _choose(two, "GBP")
    two.desk.link_side("watch", "C")
    two.desktop.workspaces.save_now()
    again = Screen(FakeBridge(), two.log)
    look = again.desk.panels["chart2"].look
    assert (look.group, look.symbol, again.desk.side_groups["watch"]) == ("B", "GBPUSD", "C")
    again.window.close()
