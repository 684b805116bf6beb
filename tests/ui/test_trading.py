"""Trading through the real widgets: told, placed, closed, cancelled, refused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    CancelAllOrders,
    CancelOrder,
    FillsUpdate,
    Flatten,
    ModifyOrder,
    Order,
    OrdersAnswer,
    OrdersUpdate,
    PlaceOrder,
    PositionsUpdate,
    Refusal,
    SizePosition,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import EngineFound, PhaseChanged, QuoteArrived, ReplayMoved, TradingTold
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.change_order_dialog import ChangeOrderDialog
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.trading_panel import TradingPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.market import HOUR, MONDAY, replay_state, status, symbol_status
from tests.unit.ui_state.trading_messages import account, fill, order, position, size


def _rows(view: RecordView) -> list[list[str]]:
    model = view.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _orders(*orders: Order, history: int = 1, is_snapshot: bool = False) -> TradingTold:
    return TradingTold(OrdersUpdate(history=history, sequence=1, orders=list(orders)), is_snapshot)


def _positions(*held: object) -> TradingTold:
    return TradingTold(PositionsUpdate(history=1, sequence=1, positions=list(held)))  # type: ignore[arg-type]


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> TradingPanel:
    page = live.open_panel(qtbot, "trading")
    assert isinstance(page, TradingPanel)
    live.tick(
        QuoteArrived("EURUSD", 5, MONDAY, 108_050, 108_053),
        TradingTold(account()),
        _orders(order(2, kind="limit", price=108_000), is_snapshot=True),
        _positions(position(1)),
        TradingTold(FillsUpdate(history=1, fills=[fill(1), fill(2)]), is_snapshot=True),
    )
    return page


def _ask_box(live: Screen) -> QMessageBox:
    return next(box for box in live.window.findChildren(QMessageBox) if box.objectName() == "ask first")


def _press(box: QMessageBox, text: str) -> None:
    button = next(each for each in box.findChildren(QPushButton) if each.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _placed(live: Screen) -> list[PlaceOrder]:
    return [body for body in live.bridge.asked if isinstance(body, PlaceOrder)]


def test_what_the_engine_tells_is_shown(page: TradingPanel) -> None:
    for words in ("100,000.00&nbsp;USD", "100,012.50", "12.50", "360.00", "99,652.50", "3.00"):
        assert words in page.account.text()
    assert _rows(page.positions)[0][:5] == ["EURUSD", "Long", "10,000", "1.080505", "12.50"]
    assert _rows(page.orders)[0][:8] == [
        "EURUSD",
        "Buy",
        "Limit",
        "10,000",
        "0",
        "",
        "1.08000",
        "Accepted",
    ]
    assert [row[-1] for row in _rows(page.fills)] == ["order-2", "order-1"]
    assert [page.tabs.tabText(place) for place in range(3)] == ["Positions  1", "Orders  1", "Fills  2"]
    assert (page.ticket.sell.text(), page.ticket.buy.text()) == ("Sell  1.08050", "Buy  1.08053")


def test_what_ended_is_no_longer_open(live: Screen, page: TradingPanel) -> None:
    live.tick(_orders(order(2, status="cancelled", reason="requested"), order(3, price=108_010)))
    assert [row[-1] for row in _rows(page.orders)] == ["order-3"]
    live.tick(_orders(order(9, price=1), history=2))
    assert [row[-1] for row in _rows(page.orders)] == ["order-9"]


def test_nothing_is_placed_before_trading_is_armed(live: Screen, page: TradingPanel) -> None:
    assert not page.ticket.buy.isEnabled()
    QTest.mouseClick(page.ticket.buy, Qt.MouseButton.LeftButton)
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert _placed(live) == []
    QTest.mouseClick(page.ticket.armed, Qt.MouseButton.LeftButton)
    assert page.ticket.armed.isChecked()
    assert page.ticket.buy.isEnabled()
    live.tick(PhaseChanged(Phase.HUNG))
    live.tick(PhaseChanged(Phase.CONNECTED))
    assert not live.desk.trading.is_armed


def test_each_press_places_one_order_of_its_own_name(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    page.ticket.quantity.setText("25k")
    page.ticket.stop_loss.setText("1.07")
    QTest.mouseClick(page.ticket.sell, Qt.MouseButton.LeftButton)
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    sent = [body.orders[0] for body in _placed(live)]
    assert [(each.side, each.quantity, each.stop_loss, each.kind) for each in sent] == [
        ("sell", 25_000, 107_000, "market"),
        ("buy", 25_000, 107_000, "market"),
    ]
    assert len({each.client_order_id for each in sent}) == 2


def test_a_field_that_is_wrong_is_said_in_the_ticket(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    page.ticket.kind.setCurrentIndex(page.ticket.kind.findData("limit"))
    assert page.ticket.price.isVisible()
    assert not page.ticket.trigger.isVisible()
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert "price" in page.ticket.fault.text()
    assert _placed(live) == []
    page.ticket.price.setText("1.08")
    assert page.ticket.fault.isHidden()
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert [body.orders[0].price for body in _placed(live)] == [108_000]


def test_an_order_for_a_time_says_until_when(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    assert not page.ticket.until.isVisible()
    page.ticket.validity.setCurrentIndex(page.ticket.validity.findData("gtd"))
    assert page.ticket.until.isVisible()
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert "until" in page.ticket.fault.text()
    page.ticket.until.setText("2025-03-10 18:00")
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert [body.orders[0].expires_us for body in _placed(live)] == [MONDAY + 18 * HOUR]


@pytest.mark.parametrize(("key", "side"), [("Ctrl+Up", "buy"), ("Ctrl+Down", "sell")])
def test_one_key_trades_at_the_market_whatever_the_ticket_is_of(
    live: Screen, page: TradingPanel, key: str, side: str
) -> None:
    page.ticket.kind.setCurrentIndex(page.ticket.kind.findData("limit"))
    page.ticket.stop_loss.setText("1.07")
    QTest.keySequence(live.window, key)
    assert _placed(live) == []
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    QTest.keySequence(live.window, key)
    (placed,) = _placed(live)[0].orders
    assert (placed.side, placed.kind, placed.quantity, placed.stop_loss) == (side, "market", 10_000, 107_000)


def test_a_position_is_reversed_with_one_key(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+V")
    assert _placed(live) == []
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    QTest.keySequence(live.window, "Ctrl+Shift+V")
    close, again = _placed(live)[0].orders
    assert (close.side, close.quantity, close.reduce_only, close.position) == ("sell", 10_000, True, 1)
    assert (again.side, again.quantity, again.reduce_only, again.position) == ("sell", 10_000, False, None)
    live.tick(_positions(position(1), position(2, side="sell")))
    reverse = live.window.actions_by_id.by_id["reverse"]
    assert not reverse.isEnabled()
    page.positions.selectRow(1)
    live.tick()
    reverse.trigger()
    assert _placed(live)[-1].orders[0].side == "buy"


def test_a_quantity_may_be_what_is_put_at_risk(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    page.ticket.quantity.setText("1%")
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert "a stop-loss" in page.ticket.fault.text()
    page.ticket.stop_loss.setText("1.07500")
    live.tick()
    question = SizePosition(symbol="EURUSD", side="buy", share_ppm=10_000, stop=107_500)
    assert live.bridge.asked[-1] == question
    live.bridge.answer(SizePosition, size(18_000, risk=99_540, stop=107_500))
    live.tick()
    assert page.ticket.sized.text() == "Buy about 18,000: 995.40 USD at risk"
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    assert _placed(live) == []
    assert live.bridge.asked[-1] == question
    live.bridge.answer(SizePosition, size(17_000))
    live.tick()
    assert [(body.orders[0].quantity, body.orders[0].stop_loss) for body in _placed(live)] == [
        (17_000, 107_500)
    ]


@pytest.mark.parametrize("why", ["too small", "fault", "not armed any more"])
def test_a_size_that_comes_to_nothing_places_nothing(live: Screen, page: TradingPanel, why: str) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    page.ticket.quantity.setText("0.01%")
    page.ticket.stop_loss.setText("1.07500")
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    if why == "fault":
        live.bridge.answer(SizePosition, fault="no rate")
    elif why == "too small":
        live.bridge.answer(SizePosition, size(0))
    else:
        live.desk.trading.arm(is_armed=False)
        live.bridge.answer(SizePosition, size(1_000))
    live.tick()
    assert _placed(live) == []
    notice = live.desk.notices.current
    words = {"fault": "no rate", "too small": "even the smallest"}.get(why)
    assert notice is None if words is None else notice is not None and words in notice.text


def test_enter_on_an_order_asks_what_is_to_be_otherwise(live: Screen, page: TradingPanel) -> None:
    page.tabs.setCurrentWidget(page.orders)
    live.tick(_orders(order(2, kind="stop_limit", trigger=108_100, price=108_110), is_snapshot=True))
    page.orders.selectRow(0)
    page.orders.setFocus()
    live.bridge.asked.clear()
    QTest.keyClick(page.orders, Qt.Key.Key_Return)
    dialog = next(each for each in live.window.findChildren(ChangeOrderDialog))
    texts = {name: line.text() for name, line in dialog.lines.items()}
    assert texts == {"quantity": "10000", "trigger": "1.08100", "price": "1.08110"}
    dialog.lines["price"].setText("much")
    QTest.keyClick(dialog.lines["price"], Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "much" in dialog.fault.text()
    dialog.lines["price"].setText("1.0812")
    dialog.lines["quantity"].setText("20k")
    QTest.keyClick(dialog.lines["price"], Qt.Key.Key_Return)
    assert live.bridge.asked == [ModifyOrder(client_order_id="order-2", quantity=20_000, price=108_120)]
    assert not dialog.isVisible()


def test_nothing_changed_asks_nothing(live: Screen, page: TradingPanel) -> None:
    page.tabs.setCurrentWidget(page.orders)
    page.orders.selectRow(0)
    live.bridge.asked.clear()
    QTest.keySequence(live.window, "Ctrl+Shift+G")
    dialog = next(each for each in live.window.findChildren(ChangeOrderDialog))
    dialog.accept()
    assert live.bridge.asked == []


def test_a_refusal_is_told_once_in_words(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    name = _placed(live)[0].orders[0].client_order_id
    denied = order(7, name=name, status="denied", reason="margin")
    live.bridge.answer(PlaceOrder, OrdersAnswer(history=1, sequence=2, orders=[denied]))
    live.tick()
    notice = live.desk.notices.current
    assert notice is not None
    assert notice.text == "Buy 10,000 EURUSD was refused: too little free margin (margin)"
    live.desk.notices.dismiss()
    live.tick(_orders(denied))
    assert live.desk.notices.current is None


def test_what_the_exchange_refuses_later_is_told(live: Screen, page: TradingPanel) -> None:
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    QTest.keySequence(live.window, "Ctrl+Shift+B")
    name = _placed(live)[0].orders[0].client_order_id
    other = order(8, name="of-the-command-line", status="rejected", reason="venue")
    live.tick(_orders(other))
    assert live.desk.notices.current is None
    live.tick(_orders(order(7, name=name, status="rejected", reason="market_closed")))
    assert live.desk.notices.current is not None
    assert "the market is closed (market_closed)" in live.desk.notices.current.text


def test_del_closes_the_chosen_position_and_cancels_the_chosen_order(
    live: Screen, page: TradingPanel
) -> None:
    close = live.window.actions_by_id.by_id["close_position"]
    assert not close.isEnabled()
    page.positions.selectRow(0)
    page.positions.setFocus()
    assert close.isEnabled()
    QTest.keyClick(page.positions, Qt.Key.Key_Delete)
    closing = _placed(live)[0].orders[0]
    assert (closing.side, closing.quantity, closing.position, closing.reduce_only) == (
        "sell",
        10_000,
        1,
        True,
    )
    page.tabs.setCurrentWidget(page.orders)
    assert not close.isEnabled()
    page.orders.selectRow(0)
    page.orders.setFocus()
    QTest.keyClick(page.orders, Qt.Key.Key_Delete)
    assert live.bridge.asked[-1] == CancelOrder(client_order_id="order-2")
    answer = OrdersAnswer(
        history=1,
        sequence=2,
        orders=[],
        refusals=[Refusal(client_order_id="order-2", reason="order_closed")],
    )
    live.bridge.answer(CancelOrder, answer)
    live.tick()
    assert live.desk.notices.current is not None
    assert "the order has ended already (order_closed)" in live.desk.notices.current.text


@pytest.mark.parametrize(
    ("action", "yes", "kind"),
    [
        ("flatten", "Flatten", Flatten),
        ("cancel_all_orders", "Cancel all orders", CancelAllOrders),
    ],
)
def test_what_ends_everything_asks_first(
    live: Screen, page: TradingPanel, action: str, yes: str, kind: type
) -> None:
    QTest.keySequence(live.window, live.window.actions_by_id.by_id[action].shortcut())
    _press(_ask_box(live), "Cancel")
    assert not any(isinstance(body, kind) for body in live.bridge.asked)
    live.tick()
    QTest.mouseClick(live.button(action, within=page), Qt.MouseButton.LeftButton)
    _press(_ask_box(live), yes)
    assert isinstance(live.bridge.asked[-1], kind)


def test_trading_on_from_an_earlier_time_asks_first(live: Screen, page: TradingPanel) -> None:
    live.tick(TradingTold(account(looking_back=True)))
    assert page.looking_back.isVisible()
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    QTest.keySequence(live.window, "Ctrl+Shift+S")
    assert _placed(live) == []
    _press(_ask_box(live), "Trade on from here")
    assert [body.orders[0].side for body in _placed(live)] == ["sell"]


def test_without_an_engine_it_is_old_and_nothing_can_be_done(live: Screen, page: TradingPanel) -> None:
    page.positions.selectRow(0)
    live.tick(PhaseChanged(Phase.ABSENT))
    assert page.positions.is_shown_as_old()
    assert page.orders.is_shown_as_old()
    by_id = live.window.actions_by_id.by_id
    names = ("arm_trading", "buy", "sell", "close_position", "cancel_all_orders", "flatten")
    assert not any(by_id[name].isEnabled() for name in names)
    live.tick(PhaseChanged(Phase.CONNECTED))
    live.bridge.asked.clear()
    by_id["close_position"].trigger()
    live.bridge.answer(PlaceOrder, fault="The engine went away before it had answered.")
    live.tick()
    assert live.desk.notices.current is not None
    assert "Sell 10,000 EURUSD: The engine went away" in live.desk.notices.current.text


def test_all_tables_are_within_reach_in_a_common_window_with_large_text(
    live: Screen, page: TradingPanel
) -> None:
    live.window.resize(1280, 720)
    live.desk.settings.set_text_percent(130)
    live.tick()
    bar = page.tabs.tabBar()
    assert bar.width() >= sum(bar.tabRect(place).width() for place in range(bar.count()))
    live.desk.settings.set_text_percent(100)


def test_the_ticket_is_never_squashed(live: Screen, page: TradingPanel) -> None:
    live.window.resize(1280, 560)
    live.tick()
    ticket = page.ticket
    ticket.kind.setCurrentIndex(ticket.kind.findData("stop_limit"))
    live.tick()
    assert ticket.height() >= ticket.sizeHint().height()
    assert ticket.visibleRegion().boundingRect().height() < ticket.height()


def test_text_that_grew_while_the_panel_was_closed_has_its_room(live: Screen, page: TradingPanel) -> None:
    live.window.sides.toggle("trading")
    live.desk.settings.set_text_percent(130)
    live.window.resize(1280, 560)
    live.window.sides.toggle("trading")
    live.tick()
    QApplication.processEvents()
    quantity = page.ticket.quantity
    assert quantity.height() >= quantity.sizeHint().height()
    live.desk.settings.set_text_percent(100)


def test_it_asks_the_engine_nothing_by_itself(live: Screen, page: TradingPanel) -> None:
    live.bridge.asked.clear()
    for _ in range(3):
        live.tick(TradingTold(account()))
    assert live.bridge.asked == []


def test_charts_show_open_orders_and_the_average_price(live: Screen) -> None:
    panel = live.panel("M1")
    assert panel.frame is not None
    scale = panel.frame.scale
    waits, held = round(scale.low * 0.6 + scale.high * 0.4), round(scale.low * 0.3 + scale.high * 0.7)
    live.tick(_orders(order(2, price=waits)), _positions(position(1, average_millipoints=held * 1000)))
    assert [line.label for line in panel.frame.trades] == [
        f"Long 10,000 at {held / 100_000:.5f}0",
        f"Buy limit 10,000 at {waits / 100_000:.5f}",
    ]
    shown = picture(panel.canvas)
    for points, colour in ((waits, theme.ACCENT), (held, theme.UP)):
        row = round(scale.y_px(points))
        assert colour.name() in {shown.pixelColor(300, row + off).name() for off in (-1, 0, 1)}
        assert shown.pixelColor(9, row).name() == colour.name()
    live.tick(_orders(order(2, price=waits, status="cancelled")), _positions())
    assert panel.frame.trades == ()


def test_a_profit_that_moves_leaves_charts_alone(live: Screen) -> None:
    moved: list[int] = []
    live.desk.trading.lines_changed.connect(lambda: moved.append(1))
    for profit in (100, 200, 300):
        live.tick(_positions(position(1, unrealised=profit)))
    assert len(moved) == 1


def test_coins_are_counted_in_coins(live: Screen, page: TradingPanel) -> None:
    """Half a coin is 500,000 of its smallest units, the millionths that orders hold."""
    coin = "BTCUSD"
    state = replay_state(symbol=coin)
    live.tick(
        EngineFound(status(symbol_status(coin, volume_digits=6), replay=state), again=True),
        ReplayMoved(state),
        QuoteArrived(coin, 5, MONDAY, 108_050, 108_053),
        _orders(order(2, symbol=coin, quantity=1_500_000, filled=250_000, price=108_000), is_snapshot=True),
        _positions(position(1, symbol=coin, quantity=500_000)),
        TradingTold(FillsUpdate(history=1, fills=[fill(1, symbol=coin, quantity=1)]), is_snapshot=True),
    )
    assert _rows(page.positions)[0][2] == "0.5"
    assert _rows(page.orders)[0][3:5] == ["1.5", "0.25"]
    assert _rows(page.fills)[0][3] == "0.000001"
    labels = [line.label for line in live.desk.trading.lines_of(coin)]
    assert labels == ["Long 0.5 at 1.080505", "Buy limit 1.25 at 1.08000"]
    QTest.keySequence(live.window, "Ctrl+Shift+A")
    page.ticket.quantity.setText("0.5")
    QTest.mouseClick(page.ticket.buy, Qt.MouseButton.LeftButton)
    assert [each.orders[0].quantity for each in _placed(live)] == [500_000]
    page.ticket.quantity.setText("1%")
    page.ticket.stop_loss.setText("1.07500")
    sized = size(750_000, symbol=coin, volume_digits=6)
    live.tick()
    live.bridge.answer(SizePosition, sized)
    live.tick()
    assert page.ticket.sized.text().startswith("Buy about 0.75:")
    QTest.mouseClick(page.ticket.buy, Qt.MouseButton.LeftButton)
    live.bridge.answer(SizePosition, sized)
    live.tick()
    assert _placed(live)[-1].orders[0].quantity == 750_000
    page.tabs.setCurrentWidget(page.orders)
    page.orders.selectRow(0)
    live.bridge.asked.clear()
    QTest.keySequence(live.window, "Ctrl+Shift+G")
    dialog = next(each for each in live.window.findChildren(ChangeOrderDialog))
    assert dialog.lines["quantity"].text() == "1.5"
    dialog.lines["quantity"].setText("2")
    dialog.accept()
    assert live.bridge.asked == [ModifyOrder(client_order_id="order-2", quantity=2_000_000)]


@pytest.mark.parametrize(("width", "percent"), [(1024, 100), (1024, 130), (1600, 100)])
def test_the_tabs_of_trading_have_room_beside_its_buttons(live: Screen, width: int, percent: int) -> None:
    """At 1024 px with large text the buttons took all of it, and no tab was left."""
    live.window.resize(width, 748)
    live.window.actions_by_id.by_id[f"text_{percent}"].trigger()
    live.window.sides.enter("trading")
    live.tick()
    QApplication.processEvents()
    live.tick()
    page = live.window.slots["trading"].page
    assert isinstance(page, TradingPanel)
    bar = page.tabs.tabBar()
    last = bar.tabRect(bar.count() - 1).right()
    live.window.actions_by_id.by_id["text_100"].trigger()
    assert last <= bar.width()
    assert (page.tabs.cornerWidget() is not None) == (width == 1600)
