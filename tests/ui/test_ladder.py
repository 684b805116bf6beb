"""The depth ladder through the real widgets: rows around the quote, orders placed, moved and ended with the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pyworkstation.domain.columns import Ticks
from pyworkstation.protocol.messages import (
    CancelOrder,
    ModifyOrder,
    Order,
    OrdersUpdate,
    PlaceOrder,
    Position,
    PositionsUpdate,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, QuoteArrived, TicksArrived, TradingTold
from pyworkstation_ui.state.ladder import Ladder, Top, ladder_rows
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.ladder_panel import LadderPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.market import MONDAY
from tests.unit.ui_state.trading_messages import account, order, position

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
BUYS, PRICE, SELLS = 0, 2, 4


def _tick(bid: int, ask: int, bid_volume: int = 2_250_000, ask_volume: int = 900_000) -> list[object]:
    values = (MONDAY, bid, ask, bid_volume, ask_volume)
    ticks = Ticks(*(np.array([value], dtype=np.int64) for value in values))
    return [
        QuoteArrived("EURUSD", 5, MONDAY, bid, ask),
        TicksArrived("EURUSD", 5, 0, ticks),
    ]


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> LadderPanel:
    page = live.open_panel(qtbot, "ladder")
    assert isinstance(page, LadderPanel)
    live.tick(*_tick(108_051, 108_053), TradingTold(account()))  # type: ignore[arg-type]
    live.desk.trading.arm(is_armed=True)
    live.tick()
    return page


def _tell(live: Screen, orders: list[Order], positions: list[Position]) -> None:
    live.tick(
        TradingTold(OrdersUpdate(history=1, sequence=1, orders=orders), is_snapshot=True),
        TradingTold(PositionsUpdate(history=1, sequence=1, positions=positions)),
    )


def _spot(page: LadderPanel, points: int, column: int) -> QPoint:
    place = next(place for place, row in enumerate(page.view.rows) if row.points == points)
    return page.view.cell(place, column).center()


def _click(page: LadderPanel, points: int, column: int, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(page.view, button, NONE, _spot(page, points, column))


def test_bids_lie_at_the_row_below_them_and_asks_at_the_row_above() -> None:
    """Rows of 5 points: a bid of 1.08051 is at 1.08050, an ask of 1.08053 at 1.08055."""
    rows = ladder_rows(Ladder(21_613, 5, 5, Top(108_051, 108_053, 7, 8)))
    assert [row.points for row in rows] == [108_065, 108_060, 108_055, 108_050, 108_045]
    assert [(row.bid_volume, row.ask_volume) for row in rows] == [
        (None, None),
        (None, None),
        (None, 8),
        (7, None),
        (None, None),
    ]
    assert [row.is_above for row in rows] == [True, True, True, False, False]
    assert [row.is_below for row in rows] == [False, False, False, True, True]


def test_the_quote_is_in_the_middle_with_its_volumes(page: LadderPanel) -> None:
    rows = page.view.rows
    at = next(place for place, row in enumerate(rows) if row.is_bid)
    assert abs(at - len(rows) // 2) <= 1
    assert (rows[at].points, rows[at].bid_volume) == (108_050, 2_250_000)
    assert [row.points for row in rows if row.ask_volume == 900_000] == [108_055]
    shown = picture(page.view)
    price = page.view.cell(at, 2)
    assert shown.pixelColor(price.left() + 2, price.top() + 3).name() == theme.UP.name()


def test_a_quote_that_no_engine_vouches_for_is_dimmed(live: Screen, page: LadderPanel) -> None:
    at = next(place for place, row in enumerate(page.view.rows) if row.is_bid)
    price = page.view.cell(at, 2).topLeft() + QPoint(2, 3)
    live.tick(PhaseChanged(Phase.LOST))
    assert picture(page.view).pixelColor(price).lightness() < theme.UP.lightness()
    live.tick(PhaseChanged(Phase.CONNECTED))
    live.tick()
    assert picture(page.view).pixelColor(price) == theme.UP


def test_volumes_of_a_tick_before_it_was_opened_are_there(live: Screen, qtbot: QtBot) -> None:
    live.tick(*_tick(108_051, 108_053))  # type: ignore[arg-type]
    page = live.open_panel(qtbot, "ladder")
    assert isinstance(page, LadderPanel)
    assert [row.ask_volume for row in page.view.rows if row.is_ask] == [900_000]


def test_rows_follow_the_quote_and_scroll_until_they_are_centred(live: Screen, page: LadderPanel) -> None:
    first = page.view.rows[0].points
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    live.tick()
    assert page.view.rows[0].points == first + 5
    QTest.keyClick(page.view, Qt.Key.Key_C)
    live.tick()
    assert page.view.rows[0].points == first
    live.tick(*_tick(109_000, 109_002))  # type: ignore[arg-type]
    live.tick()
    assert any(row.is_bid and row.points == 109_000 for row in page.view.rows)


def test_other_steps_put_more_points_into_a_row(live: Screen, page: LadderPanel) -> None:
    page.step.setCurrentIndex(page.step.findData(10))
    live.tick()
    assert {
        high.points - low.points for high, low in zip(page.view.rows, page.view.rows[1:], strict=False)
    } == {10}


@pytest.mark.parametrize(
    ("column", "points", "placed"),
    [
        (BUYS, 108_030, ("buy", "limit", 108_030, None)),
        (BUYS, 108_080, ("buy", "stop", None, 108_080)),
        (SELLS, 108_080, ("sell", "limit", 108_080, None)),
        (SELLS, 108_030, ("sell", "stop", None, 108_030)),
    ],
)
def test_a_click_places_the_quantity_that_stands_there(
    live: Screen, page: LadderPanel, column: int, points: int, placed: tuple[object, ...]
) -> None:
    page.quantity.clear()
    QTest.keyClicks(page.quantity, "25k")
    assert live.desk.trading.ticket.quantity == "25k"
    _click(page, points, column)
    sent = live.bridge.asked[-1]
    assert isinstance(sent, PlaceOrder)
    body = sent.orders[0]
    assert (body.side, body.kind, body.price, body.trigger) == placed
    assert body.quantity == 25_000


def test_nothing_is_placed_or_moved_before_trading_is_armed(live: Screen, page: LadderPanel) -> None:
    live.desk.trading.arm(is_armed=False)
    _tell(live, [order(2, price=108_030)], [])
    live.bridge.asked.clear()
    _click(page, 108_030, BUYS)
    _drag(live, page, (108_030, BUYS), 108_020)
    assert live.bridge.asked == []


def _drag(
    live: Screen, page: LadderPanel, start: tuple[int, int], points: int, *, drops: bool = True
) -> None:
    QTest.mousePress(page.view, LEFT, NONE, _spot(page, *start))
    QTest.mouseMove(page.view, _spot(page, points, start[1]))
    live.tick()
    if drops:
        QTest.mouseRelease(page.view, LEFT, NONE, _spot(page, points, start[1]))


def test_own_orders_are_at_their_rows_and_dragged_to_another(live: Screen, page: LadderPanel) -> None:
    stop = order(3, side="sell", kind="stop", trigger=108_021, reduce_only=True, position=1)
    _tell(live, [order(2, price=108_030), stop], [position(1, average_millipoints=108_041_500)])
    rows = {row.points: row for row in page.view.rows}
    assert [each.name for each in rows[108_030].buys] == ["order-2"]
    assert [each.name for each in rows[108_025].sells] == ["order-3"]
    assert rows[108_040].is_entry
    assert page.held.text().startswith("Long 10,000 at 1.080415")
    assert "12.50 USD" in page.held.text()
    _drag(live, page, (108_030, BUYS), 108_020)
    assert live.bridge.asked[-1] == ModifyOrder(client_order_id="order-2", price=108_020)
    _drag(live, page, (108_025, SELLS), 108_010)
    assert live.bridge.asked[-1] == ModifyOrder(client_order_id="order-3", trigger=108_010)


def test_escape_gives_up_a_drag(live: Screen, page: LadderPanel) -> None:
    _tell(live, [order(2, price=108_030)], [])
    live.bridge.asked.clear()
    _drag(live, page, (108_030, BUYS), 108_020, drops=False)
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    QTest.mouseRelease(page.view, LEFT, NONE, _spot(page, 108_020, BUYS))
    assert live.bridge.asked == []
    assert live.window.slots["ladder"].has_keyboard


def test_the_middle_button_ends_the_orders_of_a_row(live: Screen, page: LadderPanel) -> None:
    _tell(live, [order(2, price=108_030), order(4, price=108_031)], [])
    live.bridge.asked.clear()
    _click(page, 108_030, BUYS, MIDDLE)
    assert live.bridge.asked == [
        CancelOrder(client_order_id="order-2"),
        CancelOrder(client_order_id="order-4"),
    ]
    _click(page, 108_030, SELLS, MIDDLE)
    _click(page, 108_030, PRICE)
    assert len(live.bridge.asked) == 2


def test_buttons_end_everything(live: Screen, page: LadderPanel) -> None:
    _tell(live, [order(2, price=108_030)], [position(1)])
    for action in ("cancel_all_orders", "flatten", "arm_trading"):
        assert live.button(action, within=page).isEnabled()
