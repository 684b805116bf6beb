"""The performance panel: what was closed in figures, groups and a curve; what is open by symbol and by currency."""

from __future__ import annotations

import itertools

import pytest
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    EquityBar,
    EquityPart,
    FillsUpdate,
    GetEquity,
    GetStatistics,
    PositionsUpdate,
    Statistics,
    StatisticsRow,
)
from pyworkstation_ui.state.events import HealthTold, ReplyArrived, ReplyEnded, TradingTold
from pyworkstation_ui.state.performance import CurvePoint, curve_of, deepest_drawdown
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.performance_panel import PerformancePanel
from pyworkstation_ui.views.record_view import RecordView
from tests.ui.fake_bridge import Screen, picture
from tests.ui.test_system_panel import healthy
from tests.unit.ui_state.market import HOUR, MONDAY
from tests.unit.ui_state.trading_messages import account, fill, position

ROW = StatisticsRow(
    key="all",
    round_trips=8,
    winners=5,
    net=12_000,
    won=18_000,
    lost=-6_000,
    best=9_000,
    worst=-4_000,
    drawdown=5_000,
    longest_losing=2,
    held_us=90 * 60_000_000,
    expectancy_millis=1_500_000,
    profit_factor_ppm=3_000_000,
)


def _bar(number: int, close: int, peak: int | None = None) -> EquityBar:
    return EquityBar(
        open_us=MONDAY + number * HOUR,
        open=10_000_000,
        high=close,
        low=close,
        close=close,
        balance=10_000_000,
        peak=close if peak is None else peak,
        drawdown=0,
    )


def _curve(*closes: int) -> tuple[CurvePoint, ...]:
    peaks = itertools.accumulate(closes, max, initial=0)
    next(peaks)
    return curve_of(
        [
            _bar(number, 10_000_000 + close, 10_000_000 + peak)
            for number, (close, peak) in enumerate(zip(closes, peaks, strict=True))
        ]
    )


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> PerformancePanel:
    live.tick(TradingTold(account()))
    page = live.open_panel(qtbot, "performance")
    assert isinstance(page, PerformancePanel)
    return page


def _answer(live: Screen, *closes: int) -> None:
    bars = [_bar(number, 10_000_000 + close) for number, close in enumerate(closes)]
    part = EquityPart(interval_us=60_000_000, currency="USD", currency_digits=2, bars=bars)
    live.bridge.answer(GetEquity, part)
    for place, body in enumerate(live.bridge.asked):
        if isinstance(body, GetStatistics):
            live.bridge.post(
                ReplyArrived(1000 + place, Statistics(by=body.by, rows=[ROW])), ReplyEnded(1000 + place)
            )
    live.tick()


def _cells(view: RecordView) -> list[list[str]]:
    model = view.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_closed_positions_are_told_in_figures(live: Screen, page: PerformancePanel) -> None:
    """5 of 8 won: 62.5 %. 180.00 won for 60.00 lost: 3. 120.00 over 8: 15.00."""
    _answer(live, 9_000, -4_000)
    assert page.figures.texts() == [
        ("Closed", "8"),
        ("Net, USD", "120.00"),
        ("Win rate", "62.5 %"),
        ("Profit factor", "3.00"),
        ("Expectancy", "15.00"),
        ("Drawdown", "-50.00"),
        ("Best", "90.00"),
        ("Worst", "-40.00"),
        ("Losses in a row", "2"),
    ]
    assert _cells(page.groups) == [["all", "8", "62 %", "120.00", "3.00", "15.00", "-50.00", "1 h 30 min"]]


def test_they_are_grouped_as_chosen(live: Screen, page: PerformancePanel) -> None:
    assert live.bridge.asked[-3:] == [GetStatistics(), GetStatistics(by="symbol"), GetEquity()]
    page.by.setCurrentIndex(page.by.findData("weekday"))
    assert live.bridge.asked[-1] == GetStatistics(by="weekday")


def test_it_asks_anew_when_a_position_was_closed_and_only_then(live: Screen, page: PerformancePanel) -> None:
    live.bridge.asked.clear()
    live.tick(TradingTold(account(sequence=5)), TradingTold(FillsUpdate(history=1, fills=[fill(1)])))
    live.tick()
    assert live.bridge.asked == []
    live.tick(TradingTold(FillsUpdate(history=1, fills=[fill(2, effect="closes")])))
    assert [type(body) for body in live.bridge.asked] == [GetStatistics, GetStatistics]


def test_the_curve_begins_where_the_account_did_and_has_its_deepest_fall() -> None:
    curve = _curve(500, 300, -100, 200)
    assert [point.total - 10_000_000 for point in curve] == [0, 500, 300, -100, 200]
    assert curve[0] == CurvePoint(MONDAY, 10_000_000, 10_000_000, 10_000_000)
    assert deepest_drawdown(curve) == (1, 3)
    assert deepest_drawdown(_curve(5, 10)) is None
    assert deepest_drawdown(()) is None
    # 900 are paid out at the third, and 30 are lost after.
    assert deepest_drawdown(curve_of([_bar(0, 1000), _bar(1, 100, 100), _bar(2, 70, 100)])) == (2, 3)


def test_the_equity_is_asked_for_once_a_second_while_it_moves(live: Screen, page: PerformancePanel) -> None:
    asked = live.bridge.asked.count
    _answer(live, 5)
    for equity in (1, 2, 3):
        live.tick(TradingTold(account(equity=equity)))
    assert asked(GetEquity()) == 1
    for equity, times in ((3, 2), (3, 2), (4, 3)):
        live.tick(HealthTold(healthy()), TradingTold(account(equity=equity)))
        assert asked(GetEquity()) == times
        _answer(live, 5)


def test_the_curve_is_drawn(live: Screen, page: PerformancePanel) -> None:
    empty = picture(page.curve)
    _answer(live, 5_000, 3_000, -1_000, 8_000)
    shown = picture(page.curve)
    names = {shown.pixelColor(x, y).name() for x in range(shown.width()) for y in range(shown.height())}
    assert theme.UP.name() in names
    assert shown != empty


def test_what_is_open_is_told_by_symbol_and_by_currency(live: Screen, page: PerformancePanel) -> None:
    """10,000 EUR at 1.08 are 10,800 USD sold; 5,000 EUR at 160 JPY are 800,000 JPY bought; gold is XAU."""
    live.tick(
        TradingTold(
            PositionsUpdate(
                history=1,
                sequence=1,
                positions=[
                    position(1, average_millipoints=108_000_000),
                    position(
                        2,
                        symbol="EURJPY",
                        digits=3,
                        side="sell",
                        quantity=5_000,
                        average_millipoints=160_000_000,
                        unrealised=-250,
                    ),
                    position(3, symbol="US500", digits=1, quantity=2, average_millipoints=50_000_000),
                ],
            )
        )
    )
    assert _cells(page.symbols) == [
        ["EURJPY", "", "5,000", "-5,000", "-2.50"],
        ["EURUSD", "10,000", "", "+10,000", "12.50"],
        ["US500", "2", "", "+2", "12.50"],
    ]
    assert _cells(page.currencies) == [
        ["EUR", "10,000", "5,000", "+5,000"],
        ["JPY", "800,000", "", "+800,000"],
        ["USD", "", "10,800", "-10,800"],
    ]


def test_a_question_that_came_to_nothing_is_told(live: Screen, page: PerformancePanel) -> None:
    live.bridge.answer(GetEquity, fault="The engine went away before it had answered.")
    live.tick()
    assert "went away" in page.fault.text()
