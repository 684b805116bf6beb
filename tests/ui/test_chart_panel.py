"""One panel: follows, zooms, pans, reads out, shares its time with the others."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pyworkstation_ui.state.events import BarsArrived, ReplayMoved
from pyworkstation_ui.state.viewport import MARGIN_PX
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from pyworkstation_ui.views.frame import ChartFrame
from tests.ui.fake_bridge import Screen, colours, picture
from tests.unit.ui_state.market import HOUR, MINUTE, bars, replay_state, snapshot, update, with_close


def _frame(panel: ChartPanel) -> ChartFrame:
    assert panel.frame is not None
    return panel.frame


def _grow(screen: Screen, bars_by_timeframe: dict[str, object], *, close: int) -> None:
    """Complete the forming M1 bar; the next one forms at `close`."""
    shown = bars_by_timeframe["M1"]
    forming = with_close(shown[-1:], close)  # type: ignore[index]
    message = update(shown[-1:], forming, first_index=299)  # type: ignore[index]
    screen.tick(BarsArrived("bars.EURUSD.M1", None, (message,)))


def test_the_newest_bar_stands_at_the_margin(live: Screen) -> None:
    panel = live.panel("M1")
    frame = _frame(panel)
    assert frame.bar_px == 7
    assert (frame.right - 299.5) * frame.bar_px == pytest.approx(MARGIN_PX)
    assert (frame.right - frame.left) * frame.bar_px == pytest.approx(panel.canvas.width())


def test_a_completed_bar_moves_the_view_on_by_one(live: Screen) -> None:
    panel = live.panel("M1")
    before = _frame(panel)
    _grow(live, {"M1": bars(300)}, close=108_500)
    assert _frame(panel).left == pytest.approx(before.left + 1)
    assert _frame(panel).last_price == 108_500


def test_the_forming_bar_moves_price_tag_and_read_out(live: Screen) -> None:
    all_bars = bars(300)
    moved = update(all_bars[:0], with_close(all_bars[-1:], 108_777), first_index=299)
    live.tick(BarsArrived("bars.EURUSD.M1", None, (moved,)))
    panel = live.panel("M1")
    assert _frame(panel).last_price == 108_777
    assert "C1.08777" in panel.read_out_text()


def test_prices_in_view_fill_the_panel(live: Screen) -> None:
    frame = _frame(live.panel("H1"))
    assert frame.scale.low < frame.candles.low.min()
    assert frame.scale.high > frame.candles.high.max()
    shown = (frame.candles.high.max() - frame.candles.low.min()) / (frame.scale.high - frame.scale.low)
    assert shown == pytest.approx(0.74)


def test_the_wheel_zooms_at_the_mouse(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel)
    live.wheel(panel, 120, 80, 2)
    after = _frame(panel)
    assert after.bar_px == pytest.approx(before.bar_px * 1.18**2)
    # Views stand on whole pixels, so it may be half a one aside in each.
    aside = 0.5 / after.bar_px + 0.5 / before.bar_px
    assert after.left + 120 / after.bar_px == pytest.approx(before.left + 120 / before.bar_px, abs=aside)
    live.wheel(panel, 120, 80, -2)
    assert _frame(panel).bar_px == pytest.approx(before.bar_px)


def test_dragging_pans_and_a_double_click_follows_again(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel)
    live.drag(panel, 100, 310)
    assert _frame(panel).left == pytest.approx(before.left - 210 / before.bar_px)
    assert not panel.is_following
    stood = _frame(panel).left
    _grow(live, {"M1": bars(300)}, close=108_500)
    assert _frame(panel).left == stood
    QTest.mouseDClick(panel.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 50))
    live.tick()
    assert panel.is_following
    assert _frame(panel).left == pytest.approx(before.left)


def test_a_standing_view_stays_while_bars_complete(live: Screen) -> None:
    panel = live.panel("M1")
    live.drag(panel, 100, 400)
    stood = _frame(panel).left
    _grow(live, {"M1": bars(300)}, close=108_500)
    assert _frame(panel).left == stood


def test_a_resync_keeps_a_standing_view_and_a_seek_before_it_leads_back(live: Screen) -> None:
    panel = live.panel("M1")
    live.drag(panel, 100, 400)
    stood = _frame(panel).left
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(bars(310))))
    assert _frame(panel).left == stood
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(bars(20), epoch=2)))
    assert panel.is_following


def test_hovering_points_at_the_same_time_in_every_panel(live: Screen) -> None:
    source = live.panel("M5")
    frame = _frame(source)
    x = (290 - frame.left) * frame.bar_px
    live.hover(source, x, 70)
    time_us = live.desk.crosshair.time_us
    assert time_us == int(live.desk.charts["M5"].series.open_us[290])
    for panel in live.window.panels:
        index = panel.canvas.crosshair.index
        assert index is not None
        bar = live.desk.charts[panel.timeframe].series.bar(index)
        assert bar is not None
        assert bar.open_us <= time_us < bar.close_us or bar.close_us <= time_us
        assert f"Ticks{bar.ticks:,}" in panel.read_out_text()
    assert source.canvas.crosshair.points is not None
    others = [panel for panel in live.window.panels if panel is not source]
    assert [panel.canvas.crosshair.points for panel in others] == [None] * 5


def test_the_crosshair_is_drawn_where_the_mouse_is(live: Screen) -> None:
    panel = live.panel("M15")
    live.hover(panel, 203, 70)
    image = picture(panel.canvas)
    crosshair = theme.CROSSHAIR.name()
    frame = _frame(panel)
    index, points = panel.canvas.crosshair.index, panel.canvas.crosshair.points
    assert index is not None
    assert points is not None
    y = round(frame.scale.y_px(points))
    assert abs(y - 70) <= frame.scale.y_px(0) - frame.scale.y_px(1)
    row = [image.pixelColor(x, y).name() for x in range(image.width())]
    assert row.count(crosshair) > image.width() / 4
    middle = int((index - frame.left) * frame.bar_px)
    assert abs(middle - 203) <= frame.bar_px / 2 + 1
    assert (
        max(colours(image, x).count(crosshair) for x in (middle - 1, middle, middle + 1)) > image.height() / 5
    )


@pytest.mark.parametrize("away_px", [-16, -5, 0, 5, 16, 40])
def test_the_crosshair_s_price_and_the_last_price_do_not_cover_each_other(live: Screen, away_px: int) -> None:
    panel = live.panel("M15")
    frame = _frame(panel)
    live.hover(panel, 203, frame.scale.y_px(frame.last_price) + away_px)
    placed = panel.price_axis.placed(_frame(panel))
    pointed_y = placed[-1][1]
    rows = sorted((y - 8.5, y - 8.5 + tag.height_px) for tag, y in placed)
    assert len(rows) == 3
    assert all(above[1] <= below[0] for above, below in pairwise(rows))
    assert pointed_y == pytest.approx(_frame(panel).scale.y_px(frame.last_price) + away_px, abs=2)


def test_when_the_mouse_leaves_all_panels_show_their_newest_bar(live: Screen) -> None:
    panel = live.panel("M5")
    newest = [each.read_out_text() for each in live.window.panels]
    live.hover(panel, 150, 70)
    assert [each.read_out_text() for each in live.window.panels] != newest
    QApplication.sendEvent(panel.canvas, QEvent(QEvent.Type.Leave))
    live.tick()
    assert [each.read_out_text() for each in live.window.panels] == newest
    assert live.desk.crosshair.time_us is None


def test_right_of_the_newest_bar_the_mouse_points_at_no_time(live: Screen) -> None:
    panel = live.panel("M5")
    live.hover(panel, panel.canvas.width() - 4, 70)
    assert live.desk.crosshair.time_us is None
    assert panel.canvas.crosshair.points is not None
    index, frame = panel.canvas.crosshair.index, _frame(panel)
    assert index is not None
    assert frame.x_px(index) == pytest.approx(panel.canvas.width() - 4, abs=frame.bar_px / 2)
    others = [each for each in live.window.charts.panels if each is not panel]
    assert [each.canvas.crosshair.index for each in others] == [None] * 5


def test_bars_moving_under_a_still_mouse_move_the_shared_time(live: Screen) -> None:
    panel = live.panel("M1")
    live.hover(panel, 200, 70)
    before = live.desk.crosshair.time_us
    assert before is not None
    _grow(live, {"M1": bars(300, start_us=int(live.desk.charts["M1"].series.open_us[0]))}, close=108_500)
    assert live.desk.crosshair.time_us == before + 60_000_000


def _double_click_axis(_live: Screen, panel: ChartPanel) -> None:
    QTest.mouseDClick(
        panel.price_axis, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 50)
    )


def _click_chip(_live: Screen, panel: ChartPanel) -> None:
    QTest.mouseClick(panel.auto, Qt.MouseButton.LeftButton)


def _press_a(live: Screen, panel: ChartPanel) -> None:
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton)
    QTest.keyClick(live.window, Qt.Key.Key_A)


@pytest.mark.parametrize("reset", [_double_click_axis, _click_chip, _press_a])
def test_dragging_the_price_axis_shows_that_it_is_set_by_hand_until_it_is_reset(
    live: Screen, reset: Callable[[Screen, ChartPanel], None]
) -> None:
    panel = live.panel("H4")
    before = _frame(panel).scale
    axis = panel.price_axis
    QTest.mousePress(axis, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 50))
    QTest.mouseMove(axis, QPoint(10, 150))
    QTest.mouseRelease(axis, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 150))
    live.tick()
    stretched = _frame(panel).scale
    assert stretched.high - stretched.low == pytest.approx((before.high - before.low) * 1.6)
    assert [each.auto.isVisible() for each in live.window.panels].count(True) == 1
    assert panel.auto.isVisible()
    reset(live, panel)
    live.tick()
    assert _frame(panel).scale == before
    assert not panel.auto.isVisible()


def _press_on(widget: QWidget, start: QPoint, end: QPoint) -> None:
    plain = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, plain, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, plain, end)


def _wheel_on(widget: QWidget, notches: int, modifiers: Qt.KeyboardModifier) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_scale_set_by_hand_stays_while_prices_leave_it(live: Screen) -> None:
    panel = live.panel("M1")
    _press_on(panel.price_axis, QPoint(10, 50), QPoint(10, 100))
    live.tick()
    held = _frame(panel).scale
    _grow(live, {"M1": bars(300)}, close=109_500)
    assert _frame(panel).scale == held
    panel.auto_scale()
    live.tick()
    assert _frame(panel).scale.high > 109_500


def test_prices_follow_a_drag_once_their_scale_was_set_by_hand(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel).scale
    _press_on(panel.canvas, QPoint(200, 60), QPoint(200, 110))
    live.tick()
    assert _frame(panel).scale == before
    panel.stretch_prices(1.0)
    _press_on(panel.canvas, QPoint(200, 60), QPoint(200, 110))
    live.tick()
    after = _frame(panel).scale
    assert after.y_px(before.high) == pytest.approx(50)
    assert after.high - after.low == pytest.approx(before.high - before.low)


def test_the_wheel_on_the_price_axis_stretches_prices(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel).scale
    _wheel_on(panel.price_axis, -1, Qt.KeyboardModifier.NoModifier)
    live.tick()
    after = _frame(panel).scale
    assert after.high - after.low == pytest.approx((before.high - before.low) * 1.1)


def test_the_time_axis_is_dragged_and_turned_and_a_double_click_puts_it_back(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel)
    axis = panel.time_axis
    _press_on(axis, QPoint(axis.width() - 300, 8), QPoint(axis.width() - 200, 8))
    live.tick()
    assert _frame(panel).bar_px == pytest.approx(before.bar_px * 300 / 200)
    assert panel.is_following
    _wheel_on(axis, 1, Qt.KeyboardModifier.NoModifier)
    live.tick()
    assert _frame(panel).bar_px == pytest.approx(before.bar_px * 1.5 * 1.1)
    QTest.mouseDClick(axis, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 8))
    live.tick()
    assert _frame(panel).bar_px == before.bar_px
    assert _frame(panel).left == pytest.approx(before.left)


def test_the_wheel_scrolls_through_time_with_shift(live: Screen) -> None:
    panel = live.panel("M5")
    before = _frame(panel)
    _wheel_on(panel.canvas, 2, Qt.KeyboardModifier.ShiftModifier)
    live.tick()
    assert _frame(panel).bar_px == before.bar_px
    assert _frame(panel).left == pytest.approx(before.left - 120 / before.bar_px, abs=1 / before.bar_px)


def test_the_keyboard_zooms_around_the_right_edge_of_what_is_in_view(live: Screen) -> None:
    panel = live.panel("M1")
    live.drag(panel, 100, 400)
    live.drag(panel, 100, 400)
    before = _frame(panel)
    panel.zoom(1.25)
    live.tick()
    assert _frame(panel).right == pytest.approx(before.right, abs=1 / before.bar_px)


def test_a_box_fills_the_panel_and_r_shows_all_as_at_first(live: Screen) -> None:
    panel = live.panel("M1")
    before = _frame(panel)
    QTest.keySequence(live.window, "Z")
    _press_on(panel.canvas, QPoint(100, 80), QPoint(300, 200))
    live.tick()
    after = _frame(panel)
    aside = 1 / after.bar_px + 1 / before.bar_px
    assert after.left == pytest.approx(before.left + 100 / before.bar_px, abs=aside)
    assert after.right == pytest.approx(before.left + 300 / before.bar_px, abs=aside)
    assert after.scale.high == pytest.approx(before.scale.points_at(80))
    assert after.scale.low == pytest.approx(before.scale.points_at(200))
    QTest.keySequence(live.window, "R")
    live.tick()
    assert _frame(panel).left == pytest.approx(before.left)
    assert _frame(panel).scale == before.scale


def test_escape_puts_the_magnifier_away(live: Screen) -> None:
    panel = live.panel("M1")
    before = _frame(panel)
    QTest.keySequence(live.window, "Z")
    QTest.keySequence(live.window, "Esc")
    _press_on(panel.canvas, QPoint(300, 80), QPoint(300, 200))
    live.tick()
    assert _frame(panel).scale == before.scale


def test_keys_move_and_stretch_prices(live: Screen) -> None:
    panel = live.panel("M1")
    before = _frame(panel).scale
    QTest.keySequence(live.window, "Alt+Down")
    QTest.keySequence(live.window, "Shift+Up")
    live.tick()
    after = _frame(panel).scale
    assert after.high - after.low == pytest.approx((before.high - before.low) * 1.25)
    assert after.high + after.low > before.high + before.low
    QTest.keySequence(live.window, "Alt+Up")
    QTest.keySequence(live.window, "Shift+Down")
    live.tick()
    again, aside = _frame(panel).scale, (before.high - before.low) * 0.05
    assert [again.low, again.high] == pytest.approx([before.low, before.high], abs=aside)


@pytest.mark.parametrize(("axis", "menu"), [("price_axis", "Chart/Scale"), ("time_axis", "Chart/Times")])
def test_the_right_button_on_an_axis_offers_what_it_can_show(live: Screen, axis: str, menu: str) -> None:
    panel = live.panel("H1")
    widget, at = getattr(panel, axis), QPoint(5, 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    shown = live.window.actions_by_id.menus[menu]
    assert shown.isVisible()
    assert live.window.charts.active is panel
    shown.close()


def test_the_zone_makes_room_for_the_button_of_a_scale_set_by_hand(live: Screen) -> None:
    panel = live.panel("H1")
    zone = picture(panel.time_axis)
    panel.stretch_prices(1.0)
    live.tick()
    assert panel.auto.isVisible()
    assert picture(panel.time_axis) != zone
    panel.auto_scale()
    live.tick()
    assert picture(panel.time_axis) == zone


def test_the_countdown_goes_on_while_no_tick_comes(live: Screen) -> None:
    panel, opened_us = live.panel("H1"), int(live.desk.charts["H1"].series.open_us[-1])

    def note() -> str:
        return [tag.note for tag, _ in panel.price_axis.placed(_frame(panel)) if tag.note][-1]

    rows = bars(300, start_us=opened_us - 299 * HOUR, span_us=HOUR)
    rows.last_us[-1] = opened_us + MINUTE
    live.tick(BarsArrived("bars.EURUSD.H1", snapshot(rows, timeframe="H1", epoch=2)))
    live.tick(ReplayMoved(replay_state(position_us=opened_us + MINUTE)))
    assert note() == "59:00"
    live.tick(ReplayMoved(replay_state(position_us=opened_us + 10 * MINUTE)))
    assert note() == "50:00"


def test_a_gap_asks_for_a_snapshot_and_draws_nothing_wrong(live: Screen) -> None:
    before = _frame(live.panel("M1")).last_price
    live.tick(BarsArrived("bars.EURUSD.M1", None, (update(bars(3), first_index=555),)))
    assert live.bridge.resynced == ["bars.EURUSD.M1"]
    assert _frame(live.panel("M1")).last_price == before


def test_another_symbol_empties_the_panels(live: Screen) -> None:
    live.tick(ReplayMoved(replay_state(symbol="GBPUSD")))
    assert live.window.veil.text() == "Waiting for bars"
    for panel in live.window.panels:
        assert panel.frame is None
        assert panel.read_out_text() == panel.timeframe
    assert theme.UP.name() not in {
        name for x in range(0, 200, 3) for name in colours(picture(live.panel("M1").canvas), x)
    }


def test_a_hundred_thousand_bars_zoomed_out_are_as_high_and_low_as_they_were(live: Screen) -> None:
    many = bars(100_000)
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(many)))
    panel = live.panel("M1")
    panel.zoom(1e-9)
    live.tick()
    frame = _frame(panel)
    assert len(frame.candles) < panel.canvas.width()
    assert frame.candles.high.max() == many.bid_high.max()
    assert frame.candles.low.min() == many.bid_low.min()
    assert int(np.sum(frame.candles.volume)) == int(np.sum(many.bid_volume))
