"""Trading on a chart through the mouse: lines that are dragged, orders placed at a price, fills and profits that show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    FillsPart,
    FillsUpdate,
    ListFills,
    ModifyOrder,
    Order,
    OrdersAnswer,
    OrdersUpdate,
    PlaceOrder,
    Position,
    PositionsUpdate,
    Refusal,
    SizePosition,
)
from pyworkstation_ui.state.events import QuoteArrived, TradingTold
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.market import HOUR, MINUTE, MONDAY
from tests.unit.ui_state.trading_messages import account, fill, order, position, size

LEFT = Qt.MouseButton.LeftButton
NOON = MONDAY + 12 * HOUR


@pytest.fixture
def panel(live: Screen, qtbot: QtBot) -> ChartPanel:
    """The M1 chart, the quote in the middle of it, trading armed."""
    panel = live.panel("M1")
    live.tick(TradingTold(account()), QuoteArrived("EURUSD", 5, NOON, _at(panel, 0.5), _at(panel, 0.5) + 2))
    live.window.activateWindow()
    qtbot.waitUntil(live.window.isActiveWindow)
    live.desk.trading.arm(is_armed=True)
    live.tick()
    return panel


def _at(panel: ChartPanel, share: float) -> int:
    """A price in points, at a share of the way from the lowest to the highest that is seen."""
    assert panel.frame is not None
    return round(panel.frame.scale.low + share * (panel.frame.scale.high - panel.frame.scale.low))


def _spot(panel: ChartPanel, points: float) -> QPoint:
    assert panel.frame is not None
    return QPoint(300, round(panel.frame.scale.y_px(points)))


def _price_at(panel: ChartPanel, spot: QPoint) -> int:
    assert panel.frame is not None
    return round(panel.frame.scale.points_at(spot.y()))


def _tell(live: Screen, orders: list[Order], positions: list[Position]) -> None:
    live.tick(
        TradingTold(OrdersUpdate(history=1, sequence=1, orders=orders), is_snapshot=True),
        TradingTold(PositionsUpdate(history=1, sequence=1, positions=positions)),
    )


def _drag(live: Screen, panel: ChartPanel, start: float, end: float, *, drops: bool = True) -> int:
    """From a price to another; the price at which the mouse then was."""
    to = _spot(panel, end)
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(panel.canvas, LEFT, none, _spot(panel, start))
    QTest.mouseMove(panel.canvas, to)
    live.tick()
    if drops:
        QTest.mouseRelease(panel.canvas, LEFT, none, to)
        live.tick()
    return _price_at(panel, to)


def _hover(live: Screen, panel: ChartPanel, spot: QPoint) -> None:
    """From somewhere else: a mouse that stands there already, since another test, does not move."""
    live.hover(panel, 10, 10)
    live.hover(panel, spot.x(), spot.y())


def _sent(live: Screen) -> list[object]:
    return [body for body in live.bridge.asked if isinstance(body, ModifyOrder | PlaceOrder)]


@pytest.mark.parametrize(
    ("kind", "field"), [("limit", "price"), ("stop", "trigger"), ("market_if_touched", "trigger")]
)
def test_an_order_that_is_dragged_has_another_price(
    live: Screen, panel: ChartPanel, kind: str, field: str
) -> None:
    waits = _at(panel, 0.2)
    price, trigger = (waits, None) if field == "price" else (None, waits)
    _tell(live, [order(2, kind=kind, price=price, trigger=trigger)], [])
    dropped = _drag(live, panel, waits, _at(panel, 0.3))
    assert _sent(live) == [ModifyOrder(client_order_id="order-2", **{field: dropped})]
    assert panel.frame is not None
    assert [line.kind for line in panel.frame.trades] == ["order"]


def test_the_last_price_does_not_strike_through_the_tag_of_an_order(live: Screen, panel: ChartPanel) -> None:
    assert panel.frame is not None
    last = panel.frame.last_price
    _tell(live, [order(2, kind="limit", price=last, trigger=None)], [])
    shown, row = picture(panel.canvas), _spot(panel, last).y()
    tag = {shown.pixelColor(x, y).name() for x in range(7, 12) for y in range(row - 4, row + 5)}
    assert tag == {theme.ACCENT.name()}


def test_a_line_in_the_hand_shows_its_price_and_what_the_stop_would_cost(
    live: Screen, panel: ChartPanel
) -> None:
    """10,000 units, 100 points of 0.00001 USD: 10.00 USD, whatever the price."""
    waits, quote = _at(panel, 0.2), live.desk.replay.quote
    stop = order(
        3,
        kind="stop",
        trigger=waits - 500,
        parent="order-2",
        reduce_only=True,
        side="sell",
        status="initialised",
    )
    _tell(live, [order(2, price=waits), stop], [])
    dropped = _drag(live, panel, waits, _at(panel, 0.3), drops=False)
    assert panel.frame is not None
    assert quote is not None
    assert panel.frame.trades[-1].label.endswith(" pt")
    live.bridge.answer(SizePosition, size(10_000))
    live.tick()
    ghost = panel.frame.trades[-1]
    risk = dropped - (waits - 500)
    assert ghost.label == (
        f"Buy at {dropped / 100_000:.5f}   {quote.ask - dropped} pt from the market"
        f"   risk {risk:,} pt   -{risk / 10:,.2f} USD"
    )
    row = round(panel.frame.scale.y_px(dropped))
    assert picture(panel.canvas).pixelColor(8, row + 5).name() == theme.TEXT.name()
    other = live.panel("H1").frame
    assert other is not None
    assert other.trades[-1] == ghost


def test_escape_gives_up_and_nothing_is_sent(live: Screen, panel: ChartPanel) -> None:
    waits = _at(panel, 0.2)
    _tell(live, [order(2, price=waits)], [])
    _drag(live, panel, waits, _at(panel, 0.3), drops=False)
    QTest.keyClick(live.window, Qt.Key.Key_Escape)
    live.tick()
    assert panel.frame is not None
    assert [line.kind for line in panel.frame.trades] == ["order"]
    QTest.mouseRelease(panel.canvas, LEFT, Qt.KeyboardModifier.NoModifier, _spot(panel, _at(panel, 0.3)))
    assert _sent(live) == []


def test_a_press_without_a_drag_changes_nothing(live: Screen, panel: ChartPanel) -> None:
    waits = _at(panel, 0.2)
    _tell(live, [order(2, price=waits)], [])
    QTest.mouseClick(panel.canvas, LEFT, Qt.KeyboardModifier.NoModifier, _spot(panel, waits))
    assert _sent(live) == []


@pytest.mark.parametrize("why", ["not armed", "a tool in hand", "a trailing stop"])
def test_what_cannot_be_dragged_moves_the_chart(live: Screen, panel: ChartPanel, why: str) -> None:
    waits = _at(panel, 0.2)
    kind = "trailing_stop" if why == "a trailing stop" else "stop"
    _tell(live, [order(2, kind=kind, trigger=waits, distance_points=50)], [])
    if why == "not armed":
        live.desk.trading.arm(is_armed=False)
    elif why == "a tool in hand":
        live.desk.drawings.take("trend")
    _drag(live, panel, waits, _at(panel, 0.3))
    assert _sent(live) == []


@pytest.mark.parametrize(
    ("side", "to", "name"),
    [("buy", 0.1, "-sl"), ("buy", 0.9, "-tp"), ("sell", 0.9, "-sl"), ("sell", 0.1, "-tp")],
)
def test_a_position_that_is_dragged_gets_a_stop_or_a_target(
    live: Screen, panel: ChartPanel, side: str, to: float, name: str
) -> None:
    held = _at(panel, 0.4)
    _tell(live, [], [position(1, side=side, average_millipoints=held * 1000)])
    dropped = _drag(live, panel, held, _at(panel, to))
    (sent,) = _sent(live)
    assert isinstance(sent, PlaceOrder)
    placed = sent.orders[0]
    assert placed.client_order_id.endswith(name)
    price = placed.trigger if name == "-sl" else placed.price
    assert (price, placed.quantity, placed.reduce_only, placed.position) == (
        dropped,
        10_000,
        True,
        1,
    )
    assert placed.side != side
    assert placed.kind == ("stop" if name == "-sl" else "limit")


def test_a_stop_that_is_there_already_is_moved(live: Screen, panel: ChartPanel) -> None:
    held, stop = _at(panel, 0.4), _at(panel, 0.2)
    protects = order(5, side="sell", kind="stop", trigger=stop, reduce_only=True, position=1)
    _tell(live, [protects], [position(1, average_millipoints=held * 1000)])
    dropped = _drag(live, panel, held, _at(panel, 0.1))
    assert _sent(live) == [ModifyOrder(client_order_id="order-5", trigger=dropped)]


def test_an_exit_in_the_hand_shows_what_it_would_bring(live: Screen, panel: ChartPanel) -> None:
    """10,000 units from 1.08050 to a stop N points below: N * 0.00001 * 10,000 = N / 10 USD lost."""
    held = _at(panel, 0.4)
    _tell(live, [], [position(1, average_millipoints=held * 1000)])
    dropped = _drag(live, panel, held, _at(panel, 0.1), drops=False)
    assert panel.frame is not None
    assert live.bridge.asked[-1] == SizePosition(symbol="EURUSD", method="fixed", quantity=10_000, price=held)
    live.bridge.answer(SizePosition, size(10_000))
    live.tick()
    lost = held - dropped
    assert panel.frame.trades[-1].label == (
        f"Stop-loss {dropped / 100_000:.5f}   -{lost}.0 pt   -{lost / 10:.2f} USD"
    )


def test_a_drop_that_is_refused_is_told(live: Screen, panel: ChartPanel) -> None:
    waits = _at(panel, 0.2)
    _tell(live, [order(2, price=waits)], [])
    _drag(live, panel, waits, _at(panel, 0.3))
    refusal = Refusal(client_order_id="order-2", reason="price")
    live.bridge.answer(ModifyOrder, OrdersAnswer(history=1, sequence=2, orders=[], refusals=[refusal]))
    live.tick()
    assert live.desk.notices.current is not None
    assert "The change was refused: the price is no multiple" in live.desk.notices.current.text


def test_a_drop_into_the_past_asks_first(live: Screen, panel: ChartPanel) -> None:
    waits = _at(panel, 0.2)
    live.tick(TradingTold(account(looking_back=True)))
    _tell(live, [order(2, price=waits)], [])
    _drag(live, panel, waits, _at(panel, 0.3))
    assert _sent(live) == []
    box = next(box for box in live.window.findChildren(QMessageBox) if box.objectName() == "ask first")
    next(each for each in box.buttons() if each.text() == "Trade on from here").click()
    assert len(_sent(live)) == 1


@pytest.mark.parametrize(
    ("side", "share", "kind"),
    [("buy", 0.2, "limit"), ("buy", 0.8, "stop"), ("sell", 0.8, "limit"), ("sell", 0.2, "stop")],
)
def test_orders_are_placed_at_the_price_under_the_mouse(
    live: Screen, panel: ChartPanel, side: str, share: float, kind: str
) -> None:
    live.desk.trading.arm(is_armed=False)
    spot = _spot(panel, _at(panel, share))
    _hover(live, panel, spot)
    action = live.window.actions_by_id.by_id[f"{side}_here"]
    assert not action.isEnabled()
    live.desk.trading.arm(is_armed=True)
    QTest.keySequence(live.window, action.shortcut())
    (sent,) = _sent(live)
    assert isinstance(sent, PlaceOrder)
    placed = sent.orders[0]
    assert (placed.side, placed.kind, placed.quantity) == (side, kind, 10_000)
    assert (placed.price if kind == "limit" else placed.trigger) == _price_at(panel, spot)


def test_the_menu_of_the_right_button_is_about_the_price_that_was_clicked(
    live: Screen, panel: ChartPanel
) -> None:
    spot = _spot(panel, _at(panel, 0.2))
    _hover(live, panel, spot)
    where = panel.canvas.mapToGlobal(spot)
    QApplication.sendEvent(panel.canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, where))
    menu = live.window.actions_by_id.menus["Chart"]
    live.hover(panel, 10, 10)
    action = live.window.actions_by_id.by_id["buy_here"]
    assert action in menu.actions()
    assert action.text() == f"Buy limit 10k at {_price_at(panel, spot) / 100_000:.5f}"
    action.trigger()
    menu.hide()
    live.tick()
    (sent,) = _sent(live)
    assert isinstance(sent, PlaceOrder)
    assert sent.orders[0].price == _price_at(panel, spot)
    assert action.text() == "Buy at the crosshair"


def test_a_quantity_that_is_none_is_told_where_the_ticket_is_not_seen(
    live: Screen, panel: ChartPanel
) -> None:
    live.desk.trading.ticket = type(live.desk.trading.ticket)(quantity="many")
    spot = _spot(panel, _at(panel, 0.2))
    _hover(live, panel, spot)
    QTest.keySequence(live.window, "Shift+B")
    assert _sent(live) == []
    live.tick()
    assert live.desk.notices.current is not None
    assert "many" in live.desk.notices.current.text


def test_fills_have_arrows_on_every_timeframe_and_a_line_to_their_exit(
    live: Screen, panel: ChartPanel
) -> None:
    bought, sold = _at(panel, 0.3), _at(panel, 0.7)
    fills = [
        fill(1, at_us=NOON - 30 * MINUTE, price=bought),
        fill(2, at_us=NOON - 10 * MINUTE + 5_000_000, price=sold, side="sell", effect="closes", pnl=400),
        fill(3, at_us=NOON, symbol="GBPUSD", position=2),
    ]
    live.tick(TradingTold(FillsUpdate(history=1, fills=fills), is_snapshot=True))
    assert panel.frame is not None
    drawn = panel.frame.fills
    assert drawn is not None
    last = panel.panel.chart.series.last_index
    assert drawn.indexes == (last - 30, last - 10)
    assert drawn.marks.joins == ((0, 1, "won"),)
    hourly = live.panel("H1").frame
    assert hourly is not None
    assert hourly.fills is not None
    assert len({*hourly.fills.indexes}) == 1
    shown = picture(panel.canvas)
    for index, points, colour, below in (
        (last - 30, bought, theme.UP, 8),
        (last - 10, sold, theme.DOWN, -8),
    ):
        x, y = round(panel.frame.x_px(index)), round(panel.frame.scale.y_px(points))
        assert shown.pixelColor(x, y + below).name() == colour.name()


def test_fills_from_before_the_newest_hundred_are_asked_for(live: Screen, panel: ChartPanel) -> None:
    newest = [fill(number, at_us=NOON - MINUTE, price=_at(panel, 0.5)) for number in range(101, 201)]
    live.bridge.asked.clear()
    live.tick(TradingTold(FillsUpdate(history=1, fills=newest), is_snapshot=True))
    assert live.bridge.asked == [ListFills(after_id=0)]
    live.tick(TradingTold(FillsUpdate(history=1, fills=[fill(201, at_us=NOON)])))
    older = [fill(number, at_us=NOON - 30 * MINUTE) for number in range(1, 201)]
    live.bridge.answer(ListFills, FillsPart(fills=older))
    live.tick()
    assert [each.id for each in live.desk.trading.fills] == list(range(201, 0, -1))
    assert live.desk.trading.fills[1].at_us == NOON - MINUTE
    assert panel.frame is not None
    assert panel.frame.fills is not None
    assert len(panel.frame.fills.marks) == 201
    live.tick(TradingTold(FillsUpdate(history=2, fills=newest), is_snapshot=True))
    live.tick(TradingTold(FillsUpdate(history=3, fills=[fill(1)]), is_snapshot=True))
    live.bridge.answer(ListFills, FillsPart(fills=older))
    live.tick()
    assert [each.id for each in live.desk.trading.fills] == [1]


def test_the_profit_of_a_position_runs_on_its_line(live: Screen, panel: ChartPanel) -> None:
    held = _at(panel, 0.4)
    drawn: list[int] = []
    live.desk.trading.lines_changed.connect(lambda: drawn.append(1))
    _tell(live, [], [position(1, average_millipoints=held * 1000, unrealised=1_250)])
    told = []
    for minor in (1_250, -320):
        _tell(live, [], [position(1, average_millipoints=held * 1000, unrealised=minor)])
        tag = panel.profits.tags[1]
        told.append(tag.text())
    assert told == ["+12.50 USD", "-3.20 USD"]
    assert drawn == [1]
    assert panel.frame is not None
    assert abs(tag.geometry().center().y() - panel.frame.scale.y_px(held)) <= 1
    _tell(live, [], [])
    assert panel.profits.tags == {}
