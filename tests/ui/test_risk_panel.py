"""The risk panel through the real widgets: limits with their use, what may be sent, the kill switch."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    GetRisk,
    Halt,
    OrdersAnswer,
    ReloadRisk,
    Risk,
    RiskLimit,
    SetTradingState,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, TradingTold
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.risk_panel import RiskPanel
from pyworkstation_ui.views.trading_panel import TradingPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.trading_messages import account, position

LIMITS = [
    RiskLimit(name="open_orders", unit="orders", limit="500", used="200", code="open_orders"),
    RiskLimit(name="exposure", unit="money", limit="100000", used="85000.00", code="exposure"),
    RiskLimit(name="daily_loss", unit="USD", limit="500", used="612.50", code="loss_limit"),
    RiskLimit(name="drawdown", unit="USD", limit=None, used="300.00", code="loss_limit"),
    RiskLimit(name="collar_percent", unit="percent", limit="10", used=None, code="price_collar"),
]
RISK = Risk(state="active", currency="USD", currency_digits=2, limits=LIMITS, restricted=["BTCUSD"])


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> RiskPanel:
    page = live.open_panel(qtbot, "risk")
    assert isinstance(page, RiskPanel)
    live.tick(TradingTold(account()))
    live.bridge.answer(GetRisk, RISK)
    live.tick()
    return page


def _cells(page: RiskPanel, column: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_limits_show_how_far_they_are_used(page: RiskPanel) -> None:
    assert _cells(page, 1) == ["200", "85,000.00", "612.50", "300.00", ""]
    assert _cells(page, 2) == ["500", "100,000", "500", "no limit", "10"]
    assert _cells(page, 3) == ["40 %", "85 %", "122 %", "", ""]
    assert _cells(page, 4) == ["orders", "USD", "USD", "USD", "percent"]
    assert page.restricted.text() == "Not traded: BTCUSD"


def test_the_bar_of_a_limit_warns_when_it_is_near_and_is_red_when_it_is_reached(page: RiskPanel) -> None:
    shown = picture(page.table.viewport())
    found = []
    for row in range(3):
        cell = page.table.visualRect(page.table.model().index(row, 3))
        column = {shown.pixelColor(cell.left() + 9, y).name() for y in range(cell.top(), cell.bottom())}
        found.append([each.name() in column for each in (theme.ACCENT, theme.AMBER, theme.RED)])
    assert found == [[True, False, False], [False, True, False], [False, False, True]]


def test_what_may_be_sent_comes_with_the_account_and_shows_everywhere(
    live: Screen, page: RiskPanel, qtbot: QtBot
) -> None:
    assert page.state.text() == live.window.gauges.trading.text() == "ACTIVE"
    live.tick(TradingTold(account(trading_state="halted")))
    assert page.state.text() == live.window.gauges.trading.text() == "HALTED"
    trading = live.open_panel(qtbot, "trading")
    assert isinstance(trading, TradingPanel)
    assert trading.ticket.state.text() == "HALTED"
    live.window.actions_by_id.by_id["arm_trading"].trigger()
    live.tick()
    assert not trading.ticket.buy.isEnabled(), "nothing is sent while it is halted"
    live.tick(TradingTold(account(trading_state="reducing")))
    assert trading.ticket.buy.isEnabled(), "it may close something"
    live.tick(TradingTold(account(trading_state="halted")))
    assert not page.kill.isEnabled()


def test_what_may_be_sent_is_dim_while_no_engine_would_send_it(live: Screen, page: RiskPanel) -> None:
    badge = live.window.gauges.trading
    assert theme.GREEN.name() in badge.styleSheet()
    live.tick(PhaseChanged(Phase.ABSENT))
    assert theme.DIM.name() in badge.styleSheet()
    live.tick(PhaseChanged(Phase.CONNECTED))
    assert theme.GREEN.name() in badge.styleSheet()


def test_the_kill_switch_halts_at_once(live: Screen, page: RiskPanel) -> None:
    QTest.mouseClick(page.kill, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == Halt()
    QTest.keySequence(live.window, "Ctrl+Shift+H")
    assert [body for body in live.bridge.asked if isinstance(body, Halt)] == [Halt(), Halt()]


def test_halting_with_flatten_asks_first(live: Screen, page: RiskPanel) -> None:
    live.desk.trading.positions = (position(1),)
    QTest.mouseClick(page.flatten, Qt.MouseButton.LeftButton)
    assert not any(isinstance(body, Halt) for body in live.bridge.asked)
    box = next(box for box in live.window.findChildren(QMessageBox) if box.objectName() == "ask first")
    assert "1 position will be closed" in box.text()
    next(each for each in box.findChildren(QPushButton) if each.text() == "Halt and close").click()
    asked = live.bridge.asked[-1]
    assert isinstance(asked, Halt)
    assert asked.flatten is not None


def test_only_who_types_the_word_lets_trading_go_on(live: Screen, page: RiskPanel) -> None:
    assert not page.resume.isEnabled()
    live.tick(TradingTold(account(trading_state="halted")))
    QTest.mouseClick(page.resume, Qt.MouseButton.LeftButton)
    dialog = next(each for each in live.window.findChildren(QDialog) if each.objectName() == "word")
    buttons, line = dialog.findChild(QDialogButtonBox), dialog.findChild(QLineEdit)
    assert buttons is not None
    assert line is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    QTest.keyClicks(line, "resume")
    assert not ok.isEnabled()
    line.clear()
    QTest.keyClicks(line, "RESUME")
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == SetTradingState(state="active")


def test_only_reducing_is_one_press(live: Screen, page: RiskPanel) -> None:
    QTest.mouseClick(page.reduce, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == SetTradingState(state="reducing")


def test_the_file_is_read_again_and_what_is_wrong_with_it_is_told(live: Screen, page: RiskPanel) -> None:
    live.bridge.asked.clear()
    QTest.mouseClick(page.reload, Qt.MouseButton.LeftButton)
    assert live.bridge.asked == [ReloadRisk()]
    live.bridge.answer(ReloadRisk, fault="expected a number above 0; found 'many'; in risk.toml")
    live.tick()
    notice = live.desk.notices.current
    assert notice is not None
    assert "found 'many'" in notice.text
    QTest.keySequence(live.window, "Ctrl+Alt+R")
    live.bridge.answer(ReloadRisk, RISK)
    live.tick()
    assert live.bridge.asked[-1] == GetRisk()


def test_it_asks_anew_when_something_happened_and_not_in_every_frame(live: Screen, page: RiskPanel) -> None:
    live.bridge.asked.clear()
    for _ in range(3):
        live.tick(TradingTold(account()))
    assert live.bridge.asked == []
    live.tick(TradingTold(account(sequence=2)))
    assert live.bridge.asked == [GetRisk()]


def test_a_halt_that_came_to_nothing_is_told(live: Screen, page: RiskPanel) -> None:
    QTest.mouseClick(page.kill, Qt.MouseButton.LeftButton)
    live.bridge.answer(Halt, OrdersAnswer(history=1, sequence=2, orders=[]))
    live.tick()
    assert live.desk.notices.current is None
    QTest.mouseClick(page.kill, Qt.MouseButton.LeftButton)
    live.bridge.answer(Halt, fault="The engine went away before it had answered.")
    live.tick()
    assert live.desk.notices.current is not None
    assert "The halt" in live.desk.notices.current.text
