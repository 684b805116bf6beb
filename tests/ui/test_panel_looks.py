"""What a panel shows: any timeframe, kind, side, scale and zone, through menu, keys and dialog."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from pyworkstation.protocol.messages import BarsPart, GetBars
from pyworkstation_ui.actions import ACTIONS
from pyworkstation_ui.state.events import BarsArrived, ReplayMoved
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from pyworkstation_ui.views.frame import ChartFrame
from tests.ui.fake_bridge import Screen, colours, picture
from tests.unit.ui_state.market import DAY, HOUR, MONDAY, bars, bars_of, replay_state, snapshot


def _frame(panel: ChartPanel) -> ChartFrame:
    assert panel.frame is not None
    return panel.frame


def _trigger(screen: Screen, action: str) -> None:
    screen.window.actions_by_id.by_id[action].trigger()
    screen.tick()


def test_another_timeframe_is_asked_for_and_shown(live: Screen) -> None:
    QTest.keySequence(live.window, "T")
    dialog = live.window.dialogs.timeframe
    QTest.keyClicks(dialog.field, "7 min")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    live.tick()
    assert live.bridge.timeframes == [("M7", "M5", "M15", "H1", "H4", "D1")]
    panel = live.window.panels[0]
    assert (panel.timeframe, panel.frame) == ("M7", None)
    live.tick(BarsArrived("bars.EURUSD.M7", snapshot(bars(50), timeframe="M7")))
    assert len(_frame(panel).candles) == 50
    assert panel.read_out_text().startswith("M7 ")


def test_what_is_no_timeframe_is_said_and_asked_again(live: Screen) -> None:
    QTest.keySequence(live.window, "T")
    dialog = live.window.dialogs.timeframe
    QTest.keyClicks(dialog.field, "often")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "expected a timeframe" in dialog.fault.text()
    dialog.reject()


def test_two_panels_may_show_the_same_bars(live: Screen) -> None:
    _trigger(live, "timeframe_M5")
    first, second = live.window.panels[:2]
    assert _frame(first).last_price == _frame(second).last_price
    assert "M1" not in live.desk.charts


@pytest.mark.parametrize(
    "action",
    [action.id for action in ACTIONS if action.menu in ("Chart/Timeframe", "Chart/Kind", "Chart/Prices")],
)
def test_a_chosen_look_is_checked_in_the_menu(live: Screen, action: str) -> None:
    if action == "timeframe":
        return
    _trigger(live, action)
    assert live.window.actions_by_id.by_id[action].isChecked()
    live.window.charts.focus_next()
    shown = {"timeframe_M5", "kind_candles", "side_bid", "hollow"}
    assert live.window.actions_by_id.by_id[action].isChecked() is (action in shown)


@pytest.mark.parametrize("kind", ["candles", "bars", "line", "area", "heikin-ashi"])
def test_every_kind_draws_something_else(live: Screen, kind: str) -> None:
    panel = live.panel("M1")
    before = picture(panel.canvas)
    _trigger(live, f"kind_{kind}")
    assert (picture(panel.canvas) == before) is (kind == "candles")


def test_a_bar_has_its_open_at_the_left_and_its_close_at_the_right(live: Screen) -> None:
    panel = live.panel("H4")
    live.window.charts.focus(panel)
    _trigger(live, "kind_bars")
    frame, index = _frame(panel), 290
    bar = live.desk.charts["H4"].series.bar(index)
    assert bar is not None
    image, x = picture(panel.canvas), round(frame.x_px(index))
    colour = (theme.UP if bar.close >= bar.open else theme.DOWN).name()
    assert colours(image, x - 1)[round(frame.scale.y_px(bar.open))] == colour
    assert colours(image, x + 1)[round(frame.scale.y_px(bar.close))] == colour


def test_heikin_ashi_is_what_its_definition_says(live: Screen) -> None:
    _trigger(live, "kind_heikin-ashi")
    candles, shown = _frame(live.panel("M1")).candles, bars(300)
    opened = (float(shown.bid_open[0]) + float(shown.bid_close[0])) / 2
    series = live.desk.charts["M1"].series
    opens: list[float] = []
    closes: list[float] = []
    for row in range(300):
        o, h, l, c = (float(column[row]) for column in series.ohlc(slice(None)))  # noqa: E741
        opened = (o + c) / 2 if row == 0 else (opens[-1] + closes[-1]) / 2
        opens.append(opened)
        closes.append((o + h + l + c) / 4)
    rows = candles.x.astype(int)
    np.testing.assert_allclose(candles.open, np.array(opens)[rows], atol=0.51)
    np.testing.assert_allclose(candles.close, np.array(closes)[rows], atol=0.51)


def test_the_side_of_the_quote_moves_the_prices(live: Screen) -> None:
    panel = live.panel("M1")
    bid = _frame(panel).last_price
    assert _frame(panel).other_price == bid + 3
    _trigger(live, "side_ask")
    assert (_frame(panel).last_price, _frame(panel).other_price) == (bid + 3, bid)
    _trigger(live, "side_mid")
    assert _frame(panel).last_price in (bid + 1, bid + 2)
    assert _frame(panel).other_price is None


@pytest.mark.parametrize("key", ["Alt+L", "Alt+P"])
def test_another_scale_draws_each_price_where_its_axis_says(live: Screen, key: str) -> None:
    QTest.keySequence(live.window, key)
    live.tick()
    panel = live.panel("M1")
    frame = _frame(panel)
    row = round(frame.scale.y_px(frame.last_price))
    image, right = picture(panel.canvas), panel.canvas.width()
    tone = (theme.UP if frame.is_rising else theme.DOWN).name()
    # Of three columns at the edge one has a dot.
    edge = [colours(image, x) for x in range(right - 3, right)]
    dotted = [at for line in edge for at, name in enumerate(line) if name == tone]
    assert abs(dotted[0] - row) <= 1
    assert frame.scale.points_at(frame.scale.y_px(108_000)) == pytest.approx(108_000)


def test_percent_is_from_the_first_bar_in_view(live: Screen) -> None:
    _trigger(live, "scale_percent")
    frame = _frame(live.panel("M1"))
    base = int(frame.candles.close[0])
    assert frame.scale.written(base) == "0.00%"
    assert frame.scale.written(round(base * 1.0125)) == "+1.25%"


def test_zones_and_day_marks_are_those_of_all_panels(live: Screen) -> None:
    before = [[tick.label for tick in _frame(panel).times] for panel in live.window.panels]
    _trigger(live, "zone_2")
    after = [[tick.label for tick in _frame(panel).times] for panel in live.window.panels]
    assert after[0] != before[0]
    assert after[-1] == before[-1]  # days have a date and no time


def _days(ends_us: list[int]) -> BarsPart:
    flat = [[1] * len(ends_us)] * 4
    days = bars_of([end_us - DAY for end_us in ends_us], flat, flat[0], span_us=DAY)
    return BarsPart(symbol="EURUSD", timeframe="D1", digits=5, count=len(days), packed=days.pack())


def test_trading_days_are_marked_where_those_of_the_instrument_end(live: Screen) -> None:
    """In view are quarters of an hour up to Monday noon: the evening of Sunday is among them."""
    assert GetBars(symbol="EURUSD", timeframe="D1") not in live.bridge.asked
    _trigger(live, "day_breaks")
    assert live.bridge.asked[-1] == GetBars(symbol="EURUSD", timeframe="D1")
    assert _frame(live.panel("M15")).breaks == ()
    opens_us = live.desk.charts["M15"].series.open_us
    marked = []
    for end_us in (MONDAY - 3 * HOUR, MONDAY):
        live.bridge.answer(GetBars, _days([end_us - DAY, end_us]))
        live.tick()
        marked.append([int(opens_us[index]) for index in _frame(live.panel("M15")).breaks][-1])
        # The bars were built anew: the days may be others, too.
        asked = len(live.bridge.asked)
        epoch = live.desk.replay.state.epoch
        live.tick(ReplayMoved(replay_state(epoch=epoch + 1)), ReplayMoved(replay_state(epoch=epoch + 1)))
        assert live.bridge.asked[asked:] == [GetBars(symbol="EURUSD", timeframe="D1")]
    assert marked == [MONDAY - 3 * HOUR, MONDAY]
    _trigger(live, "day_breaks")
    assert _frame(live.panel("M15")).breaks == ()


def test_the_last_price_has_the_time_that_its_bar_has_to_go(live: Screen) -> None:
    """The last tick of these bars comes a microsecond before their end."""
    panel = live.panel("M1")
    notes = [tag.note for tag, _ in panel.price_axis.placed(_frame(panel))]
    assert notes == ["", "00:00"]


def test_a_click_on_the_timeframe_asks_for_another_of_that_chart(live: Screen) -> None:
    panel = live.panel("H4")
    QTest.mouseClick(
        panel._read_out, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(12, 8)
    )
    dialog = live.window.dialogs.timeframe
    assert (dialog.isVisible(), dialog.field.text()) == (True, "H4")
    dialog.field.setText("H2")
    dialog.accept()
    assert panel.timeframe == "H2"


def test_the_right_button_offers_what_can_be_done_to_the_chart(live: Screen) -> None:
    panel = live.panel("H4")
    QTest.mouseClick(panel.canvas, Qt.MouseButton.RightButton, pos=QPoint(60, 60))
    panel.canvas.menu_wanted.emit(QPoint(300, 300))
    menu = live.window.actions_by_id.menus["Chart"]
    assert menu.isVisible()
    assert live.desk.active == panel.panel.id
    menu.close()
