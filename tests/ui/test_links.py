"""Links by colour: which charts point at one time, which change their symbol together, and what shows other symbols."""

from __future__ import annotations

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import AttachIndicator, BarsPart, DetachIndicator, GetBars, ReplayStart
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.drawing import Anchor, Drawing
from pyworkstation_ui.state.events import (
    BarsArrived,
    IndicatorAttached,
    IndicatorsListed,
    ReplayMoved,
    ReplyArrived,
    ReplyEnded,
    StatusRead,
)
from pyworkstation_ui.state.indicator import IndicatorChoice
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import SPECS, attached
from tests.unit.ui_state.market import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    SECOND,
    bars,
    bars_of,
    replay_state,
    snapshot,
    status,
    symbol_status,
    update,
    with_close,
)

NOON = MONDAY + 12 * HOUR


@pytest.fixture
def two(live: Screen) -> Screen:
    """Two symbols are stored; the second chart (M5) is in group B."""
    live.tick(StatusRead(status(symbol_status(), symbol_status("GBPUSD"), replay=replay_state())))
    live.window.charts.activate("chart2")
    _trigger(live, "link_B")
    return live


def _trigger(screen: Screen, action: str) -> None:
    screen.window.actions_by_id.by_id[action].trigger()
    screen.tick()


def _choose(screen: Screen, symbol: str) -> None:
    _trigger(screen, "symbol")
    chooser = screen.window.dialogs.chooser
    QTest.keyClicks(chooser.field, symbol)
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    screen.tick()


def test_any_number_of_symbols_is_offered_without_a_widget_for_each(live: Screen) -> None:
    many = [symbol_status(f"SYM{number:04}") for number in range(2_000)]
    live.tick(StatusRead(status(*many, replay=replay_state())))
    _trigger(live, "symbol")
    chooser = live.window.dialogs.chooser
    assert len(chooser.texts()) == 2_000
    assert len(chooser.findChildren(QWidget)) < 30
    chooser.hide()


def _pounds(count: int) -> Bars:
    """M5 bars that open from ten o'clock on."""
    return bars(count, start_us=NOON - 2 * HOUR, span_us=5 * MINUTE)


def _show_pounds(screen: Screen, count: int) -> None:
    """The engine tells of GBPUSD, the last bar forming."""
    message = snapshot(_pounds(count), timeframe="M5", symbol="GBPUSD")
    screen.tick(BarsArrived("bars.GBPUSD.M5", message))


def test_remove_all_takes_the_drawings_of_the_chart_that_is_seen(two: Screen) -> None:
    _choose(two, "GBPUSD")
    _show_pounds(two, 20)
    euro, pound = (
        Drawing(place, "horizontal", symbol, (Anchor(NOON, 1),))
        for place, symbol in enumerate(("EURUSD", "GBPUSD"), 1)
    )
    two.desk.drawings.restore([euro, pound])
    _trigger(two, "remove_drawings")
    assert two.desk.drawings.all == (euro,)


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
    two.window.charts.activate("chart1")
    _choose(two, "GBP")
    asked = two.bridge.sent[-1]
    assert isinstance(asked, ReplayStart)
    assert asked.symbol == "GBPUSD"


def test_a_symbol_chosen_in_another_group_is_followed_along_the_clock_with_its_forming_bar(
    two: Screen,
) -> None:
    sent = list(two.bridge.sent)
    _choose(two, "GBP")
    assert two.bridge.sent == sent
    assert two.bridge.beside[-1] == Beside(charts=(("GBPUSD", "M5"),))
    _show_pounds(two, 25)
    series = two.desk.panels["chart2"].chart.series
    assert (series.completed, len(series)) == (24, 25)
    assert two.window.panels[1].frame is not None
    assert two.window.grid.tab("chart2").text() == "GBPUSD M5"  # type: ignore[attr-defined]
    moved = with_close(_pounds(25)[-1:], 107_000)
    topic = "bars.GBPUSD.M5"
    two.tick(
        BarsArrived(
            topic, None, (update(_pounds(0), moved, first_index=24, timeframe="M5", symbol="GBPUSD"),)
        )
    )
    assert int(series.ohlc(slice(24, 25))[3][0]) == 107_000


def test_bars_of_another_symbol_are_no_bars_of_the_replayed_one(two: Screen) -> None:
    replayed = two.desk.charts["M5"]
    before = len(replayed.series)
    _choose(two, "GBP")
    _show_pounds(two, 25)
    assert (replayed.symbol, len(replayed.series)) == ("EURUSD", before)
    _trigger(two, "link_A")
    _show_pounds(two, 30)  # Those of a chart that is gone by now.
    assert (replayed.symbol, len(replayed.series)) == ("EURUSD", before)
    assert two.bridge.beside[-1] == Beside()


def test_after_bars_that_do_not_follow_on_a_snapshot_is_asked_for(two: Screen) -> None:
    _choose(two, "GBP")
    _show_pounds(two, 25)
    late = update(_pounds(30)[28:29], _pounds(30)[-1:], first_index=28, timeframe="M5", symbol="GBPUSD")
    two.tick(BarsArrived("bars.GBPUSD.M5", None, (late,)))
    assert two.bridge.resynced == ["bars.GBPUSD.M5"]


def test_with_another_engine_its_bars_come_anew(two: Screen) -> None:
    _choose(two, "GBP")
    _show_pounds(two, 25)
    two.connect()
    chart = two.desk.panels["chart2"].chart
    assert (chart.symbol, len(chart.series)) == ("GBPUSD", 0)


def test_members_change_together_and_whoever_joins_shows_what_they_show(two: Screen) -> None:
    two.window.charts.activate("chart3")
    _trigger(two, "link_B")
    _choose(two, "GBP")
    assert [two.desk.panels[f"chart{n}"].look.symbol for n in (1, 2, 3)] == [None, "GBPUSD", "GBPUSD"]
    two.window.charts.activate("chart4")
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


def test_an_indicator_is_computed_of_the_symbol_that_its_chart_shows(two: Screen) -> None:
    two.tick(IndicatorsListed(SPECS))
    key = two.desk.indicators.add(
        "chart2", IndicatorChoice(name="RSI", params={"period": 14.0, "source": "close"}, colour=1)
    )
    two.tick(IndicatorAttached(len(two.bridge.sent), attached(_attach_of(two), 7)))
    _choose(two, "GBP")
    detached, asked = two.bridge.sent[-2:]
    assert isinstance(detached, DetachIndicator)
    assert (detached.symbol, detached.id) == ("EURUSD", 7)
    assert isinstance(asked, AttachIndicator)
    assert (asked.symbol, asked.timeframe) == ("GBPUSD", "M5")
    two.tick(IndicatorAttached(len(two.bridge.sent), attached(asked, 8)))
    row = two.desk.indicators.get(key)
    assert row is not None
    assert row.attached is not None
    assert row.attached.topic == "values.GBPUSD.M5.8"
    _trigger(two, "add_indicator")
    assert two.window.dialogs.indicator.isVisible()


def _attach_of(screen: Screen) -> AttachIndicator:
    asked = screen.bridge.sent[-1]
    assert isinstance(asked, AttachIndicator)
    return asked


def test_chips_and_titles_are_made_again_for_another_symbol_and_not_with_each_tick(live: Screen) -> None:
    """Each chip that was made went into Qt's cache of pictures: six a frame, until it had 17 MB."""
    docks = live.window.findChildren(ads.CDockWidget, QRegularExpression("^chart[12]$"))

    def shown() -> list[tuple[str, int]]:
        return [(dock.windowTitle(), dock.icon().cacheKey()) for dock in docks]

    before = shown()
    for second in range(3):
        live.tick(ReplayMoved(replay_state(position_us=NOON + second * SECOND)))
    assert shown() == before
    live.tick(ReplayMoved(replay_state(symbol="GBPUSD")))
    assert sorted(title for title, _ in shown()) == ["GBPUSD M1", "GBPUSD M5"]


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
