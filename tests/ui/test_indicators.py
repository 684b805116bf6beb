"""Indicators on charts: attached over the bus, drawn, read out, edited and removed through the widgets."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import AttachIndicator, DetachIndicator
from pyworkstation_ui.state.events import (
    EngineFound,
    IndicatorAttached,
    IndicatorsListed,
    ReplayMoved,
    RequestFailed,
    ValuesArrived,
)
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.legend import LegendValue
from pyworkstation_ui.views import theme
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.indicators import SPECS, attached, values_update
from tests.unit.ui_state.market import replay_state, status, symbol_status

EMA_9 = IndicatorChoice(name="EMA", params={"period": 9.0, "source": "close"})


@pytest.fixture
def listed(live: Screen) -> Screen:
    live.tick(IndicatorsListed(SPECS))
    live.bridge.sent.clear()
    return live


def _answer(screen: Screen, attached_id: int, *, request: int | None = None) -> AttachIndicator:
    """The engine attaches what was asked last, or by that request."""
    number = request or len(screen.bridge.sent)
    body = screen.bridge.sent[number - 1]
    assert isinstance(body, AttachIndicator)
    screen.tick(IndicatorAttached(number, attached(body, attached_id)))
    return body


def _tell(screen: Screen, attached_id: int, prices: float | np.ndarray, timeframe: str = "M1") -> None:
    rows = np.broadcast_to(prices, (300,))
    message = values_update(rows[:-1], rows[-1:], attached_id=attached_id, timeframe=timeframe)
    screen.tick(ValuesArrived(f"values.EURUSD.{timeframe}.{attached_id}", message))


def _press(screen: Screen, text: str) -> None:
    box = screen.window.dialogs.indicator.findChild(QDialogButtonBox)
    assert box is not None
    button = next(each for each in box.findChildren(QPushButton) if each.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    screen.tick()


def test_a_line_is_drawn_at_its_prices_and_read_out_in_the_legend(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    request = _answer(listed, 7)
    assert (request.symbol, request.timeframe, request.holder) == ("EURUSD", "M1", "desktop.1")
    panel = listed.panel("M1")
    assert panel.frame is not None
    middle = round((panel.frame.scale.low + panel.frame.scale.high) / 2)
    _tell(listed, 7, middle / 1e5)
    image = picture(panel.canvas)
    row = round(panel.frame.scale.y_px(middle))
    near = [image.pixelColor(100, y) for y in range(row - 2, row + 3)]
    orange = max(near, key=lambda colour: colour.red() - colour.blue())
    assert orange.red() - orange.blue() > 100
    assert panel.indicators.legend.rows[0].text() == f"EMA 9 {middle / 1e5:.5f}"


def test_one_with_a_scale_of_its_own_has_a_pane_below(listed: Screen) -> None:
    key = listed.desk.indicators.add("chart1", IndicatorChoice(name="RSI", params={"period": 14.0}))
    _answer(listed, 3)
    _tell(listed, 3, np.linspace(20, 80, 300))
    panel = listed.panel("M1")
    (pane,) = panel.indicators.panes
    assert pane.isVisible()
    assert pane.frame is not None
    assert panel.frame is not None
    assert (pane.frame.left, pane.frame.right) == (panel.frame.left, panel.frame.right)
    assert pane.canvas.width() == panel.canvas.width()
    assert pane.canvas.height() < panel.canvas.height()
    listed.desk.indicators.remove(key)
    listed.tick()
    assert panel.indicators.panes == []
    assert listed.bridge.sent[-1] == DetachIndicator(symbol="EURUSD", id=3, holder="desktop.1")


def test_the_second_desktop_on_a_home_holds_under_another_name(listed: Screen) -> None:
    listed.desk.indicators.desktop = "desktop2"
    key = listed.desk.indicators.add("chart1", EMA_9)
    assert _answer(listed, 7).holder == "desktop2.1"
    listed.desk.indicators.remove(key)
    assert listed.bridge.sent[-1] == DetachIndicator(symbol="EURUSD", id=7, holder="desktop2.1")


def test_values_of_another_epoch_are_not_drawn(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    _answer(listed, 7)
    rows = np.full(300, 1.08)
    message = values_update(rows[:-1], rows[-1:], epoch=2, attached_id=7)
    listed.tick(ValuesArrived("values.EURUSD.M1.7", message))
    panel = listed.panel("M1")
    assert panel.frame is not None
    assert [drawn.curves for drawn in panel.frame.indicators] == [[]]
    assert panel.indicators.legend.rows[0].text() == "EMA 9"


def test_a_gap_asks_for_a_snapshot(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    _answer(listed, 7)
    _tell(listed, 7, 1.08)
    gap = values_update([1.0], [1.0], first_index=305, attached_id=7)
    listed.tick(ValuesArrived("values.EURUSD.M1.7", None, (gap,)))
    assert listed.bridge.resynced == ["values.EURUSD.M1.7"]


def test_the_dialog_previews_on_the_chart_and_cancel_takes_it_back(listed: Screen) -> None:
    QTest.keySequence(listed.window, "I")
    dialog = listed.window.dialogs.indicator
    QTest.keyClicks(dialog.search, "rsi")
    dialog._preview.timeout.emit()
    assert [row.title for row in listed.desk.indicators.of("chart1")] == ["RSI 20"]
    field = dialog.form.fields["period"]
    assert isinstance(field, QSpinBox)
    assert (field.minimum(), field.maximum()) == (1, 500)
    field.setValue(14)
    dialog._preview.timeout.emit()
    assert [row.title for row in listed.desk.indicators.of("chart1")] == ["RSI 14"]
    _press(listed, "Cancel")
    assert listed.desk.indicators.of("chart1") == []


def test_ok_keeps_what_was_typed_last(listed: Screen) -> None:
    QTest.keySequence(listed.window, "I")
    dialog = listed.window.dialogs.indicator
    QTest.keyClicks(dialog.search, "exponential")
    field = dialog.form.fields["period"]
    assert isinstance(field, QSpinBox)
    field.setValue(50)
    _press(listed, "OK")
    assert [row.title for row in listed.desk.indicators.of("chart1")] == ["EMA 50"]
    listed.window.actions_by_id.by_id["remove_indicators"].trigger()
    assert listed.desk.indicators.of("chart1") == []


def test_a_double_click_on_the_legend_edits_and_cancel_restores(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    _answer(listed, 7)
    (row,) = listed.panel("M1").indicators.legend.rows
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    dialog = listed.window.dialogs.indicator
    field = dialog.form.fields["period"]
    assert isinstance(field, QSpinBox)
    field.setValue(33)
    dialog._preview.timeout.emit()
    assert listed.desk.indicators.of("chart1")[0].title == "EMA 33"
    _press(listed, "Cancel")
    assert listed.desk.indicators.of("chart1")[0].title == "EMA 9"


def test_the_cross_in_the_legend_removes(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    (row,) = listed.panel("M1").indicators.legend.rows
    row.remove.show()
    QTest.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert listed.desk.indicators.of("chart1") == []


def test_parameters_that_changed_twice_let_go_of_all_but_the_last(listed: Screen) -> None:
    indicators = listed.desk.indicators
    key = indicators.add("chart1", EMA_9)
    _answer(listed, 1)
    indicators.change(key, IndicatorChoice(name="EMA", params={"period": 10.0, "source": "close"}))
    first = len(listed.bridge.sent)
    indicators.change(key, IndicatorChoice(name="EMA", params={"period": 11.0, "source": "close"}))
    _answer(listed, 2, request=first)
    assert not any(isinstance(body, DetachIndicator) for body in listed.bridge.sent)
    _answer(listed, 3, request=first + 1)
    gone = {body.id for body in listed.bridge.sent if isinstance(body, DetachIndicator)}
    assert gone == {1, 2}


def test_another_symbol_and_another_engine_have_them_attached_again(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    _answer(listed, 1)
    listed.tick(ReplayMoved(replay_state(symbol="GBPUSD")))
    assert _answer(listed, 1).symbol == "GBPUSD"
    state = replay_state(symbol="GBPUSD")
    listed.tick(EngineFound(status(symbol_status("GBPUSD"), replay=state), again=True), ReplayMoved(state))
    asked = [body for body in listed.bridge.sent if isinstance(body, AttachIndicator)]
    assert len(asked) == 3


def test_what_the_engine_refuses_says_why_in_the_legend(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    listed.tick(RequestFailed(len(listed.bridge.sent), "at most 128 indicators"))
    assert "at most 128" in listed.panel("M1").indicators.legend.rows[0].text()


def test_the_keyboard_reaches_every_indicator_by_the_palette(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    QTest.keySequence(listed.window, "Ctrl+K")
    listed.tick()
    chooser = listed.window.dialogs.chooser
    chooser.field.setText("ema 9")
    assert chooser.texts() == ["Edit EMA 9", "Hide EMA 9", "Remove EMA 9"]
    chooser.field.setText("remove ema 9")
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)
    assert listed.desk.indicators.of("chart1") == []


RSI_14 = IndicatorChoice(name="RSI", params={"period": 14.0})


def test_the_eye_hides_what_is_computed_on_and_shows_it_again(listed: Screen) -> None:
    key = listed.desk.indicators.add("chart1", EMA_9)
    _answer(listed, 7)
    panel = listed.panel("M1")
    assert panel.frame is not None
    _tell(listed, 7, panel.frame.last_price / 1e5)
    shown, asked = picture(panel.canvas), len(listed.bridge.sent)
    (row,) = panel.indicators.legend.rows
    row.eye.show()
    for is_hidden in (True, False):
        QTest.mouseClick(row.eye, Qt.MouseButton.LeftButton)
        listed.tick()
        assert listed.desk.indicators.of("chart1")[0].choice.is_hidden is is_hidden
        assert (row.text() == "EMA 9") is is_hidden
    row.eye.hide()
    assert len(listed.bridge.sent) == asked
    assert listed.desk.indicators.get(key) is not None
    assert picture(panel.canvas) == shown


def test_panes_change_places_and_keep_their_heights(listed: Screen) -> None:
    indicators = listed.desk.indicators
    first = indicators.add("chart1", RSI_14)
    second = indicators.add("chart1", replace(RSI_14, params={"period": 7.0}))
    ema = indicators.add("chart1", EMA_9)
    listed.tick()
    views = listed.panel("M1").indicators
    views.setSizes([300, 60, 120])
    upper, lower = views.sizes()[1:]
    assert [indicators.can_shift(key, by) for key in (first, second, ema) for by in (-1, 1)] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]
    (row,) = views.panes[1].legend.rows
    row.up.show()
    QTest.mouseClick(row.up, Qt.MouseButton.LeftButton)
    listed.tick()
    assert [pane.model.key for pane in views.panes] == [second, first]
    assert [views.indexOf(pane) for pane in views.panes] == [1, 2]
    assert views.sizes()[1:] == [lower, upper]
    assert [choice.params for choice in indicators.choices("chart1")][:2] == [
        {"period": 7.0},
        {"period": 14.0},
    ]


def test_the_row_of_a_legend_offers_its_buttons_under_the_mouse(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    listed.desk.indicators.add("chart1", replace(EMA_9, params={"period": 20.0}))
    listed.tick()
    first, second = listed.panel("M1").indicators.legend.rows
    for row in (first, second):
        QApplication.sendEvent(row, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert [first.up.isVisible(), first.down.isVisible()] == [False, True]
    assert [second.up.isVisible(), second.down.isVisible()] == [True, False]
    for row in (first, second):
        offered = [
            button for button in (row.eye, row.up, row.down, row.edit, row.remove) if button.isVisible()
        ]
        places = [button.geometry() for button in offered]
        assert all(row.rect().contains(place) for place in places)
        assert all(not one.intersects(other) for one, other in itertools.combinations(places, 2))
    QApplication.sendEvent(first, QEvent(QEvent.Type.Leave))
    assert not first.eye.isVisible()


@pytest.mark.parametrize("spread", [1e-7, 3e-5, 2e-3, 0.4, 60.0, 5e10])
def test_numbers_beside_a_pane_are_never_cut(listed: Screen, spread: float) -> None:
    listed.desk.indicators.add("chart1", RSI_14)
    _answer(listed, 3)
    _tell(listed, 3, np.linspace(-spread, -spread / 3, 300))
    (pane,) = listed.panel("M1").indicators.panes
    assert pane.frame is not None
    for tag, _ in pane.axis.placed(pane.frame):
        words = pane.axis.words_of(tag, pane.frame)
        assert theme.text_width(theme.SMALL_PX, words) + 7 <= pane.axis.width(), words
    for points in pane.frame.prices:
        words = pane.frame.scale.written(points)
        assert theme.text_width(theme.SMALL_PX, words) + 7 <= pane.axis.width(), words


@pytest.mark.parametrize("height", [40, 61, 62, 83, 84, 130, 175, 400])
def test_in_a_low_dock_the_prices_stay(listed: Screen, height: int) -> None:
    """Docks may be made 40 px high; the time axis was cut below 90."""
    for _ in range(3):
        listed.desk.indicators.add(
            "chart1", IndicatorChoice(name="RSI", params={"period": 20.0, "source": "close"}, colour=0)
        )
    listed.tick()
    panel = listed.window.panels[0]
    listed.window.grid.toggle_floating("chart1")
    frame_px = panel.window().height() - panel.height()
    panel.window().resize(400, height + frame_px)
    QApplication.processEvents()
    assert panel.height() == height
    parts = [panel._read_out, panel.prices, panel.time_axis, *panel.indicators.panes]
    seen = [part for part in parts if part.isVisible()]
    foots = [part.mapTo(panel, part.rect().bottomLeft()).y() for part in seen]
    assert panel.prices in seen
    assert panel.prices.height() >= 36
    assert max(foots) < height
    assert (panel.time_axis in seen) == (height >= 84)


def test_the_buttons_of_a_long_legend_stay_on_the_chart(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", EMA_9)
    listed.tick()
    (row,) = listed.panel("M1").indicators.legend.rows
    row.show_values([LegendValue("1.07959", 0)] * 30)
    QApplication.sendEvent(row, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert row.remove.isVisible()
    canvas = listed.panel("M1").canvas
    assert row.mapTo(canvas, row.remove.geometry().topRight()).x() < canvas.width()


def test_the_fields_of_an_edited_indicator_have_their_heights(listed: Screen, qtbot: QtBot) -> None:
    key = listed.desk.indicators.add("chart1", EMA_9)
    dialog = listed.window.dialogs.indicator
    listed.window.dialogs.edit_indicator(key)
    qtbot.waitUntil(dialog.isVisible)
    listed.tick()
    fields = [*dialog.form.fields.values(), dialog.form.side]
    assert all(each.height() >= each.minimumSizeHint().height() for each in fields)
    shown = [*fields, *dialog.form.colours.buttons()]
    assert dialog.form.height() >= dialog.form.sizeHint().height()
    assert all(
        dialog.form.rect().contains(each.mapTo(dialog.form, each.rect().bottomLeft())) for each in shown
    )
    dialog.reject()


def test_the_axis_of_a_pane_is_stretched_and_put_back(listed: Screen) -> None:
    listed.desk.indicators.add("chart1", RSI_14)
    _answer(listed, 3)
    _tell(listed, 3, np.linspace(20, 80, 300))
    (pane,) = listed.panel("M1").indicators.panes

    def span() -> float:
        assert pane.frame is not None
        return (pane.frame.scale.high - pane.frame.scale.low) / 10.0**pane.frame.scale.digits

    before, prices = span(), listed.panel("M1").frame
    pane.axis.stretched.emit(1.5)
    listed.tick()
    assert span() == pytest.approx(before * 1.5)
    now = listed.panel("M1").frame
    assert now is not None
    assert prices is not None
    assert now.scale == prices.scale
    QTest.mouseDClick(pane.axis, Qt.MouseButton.LeftButton)
    listed.tick()
    assert span() == pytest.approx(before)


def test_the_usual_values_come_back_and_the_colour_stays(listed: Screen) -> None:
    key = listed.desk.indicators.add("chart1", replace(RSI_14, colour=3))
    dialog = listed.window.dialogs.indicator
    listed.window.dialogs.edit_indicator(key)
    QTest.mouseClick(dialog.usual, Qt.MouseButton.LeftButton)
    _press(listed, "OK")
    (row,) = listed.desk.indicators.of("chart1")
    assert (row.title, row.choice.colour) == ("RSI 20", 3)
