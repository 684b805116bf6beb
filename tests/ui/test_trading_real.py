"""A trade through the whole desktop and a real engine: placed with the keyboard, filled, shown, flattened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from pyworkstation.client.client import Client
from pyworkstation.protocol import messages as m
from pyworkstation_ui.app import Desktop, build_for_home, make_application
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.views.trading_panel import TradingPanel
from tests.engine_process import engine_process, import_file, wait_for_engine, write_ticks

DEADLINE_MS = 20_000


@pytest.fixture
def desktop(tmp_path: Path, qtbot: QtBot) -> Iterator[Desktop]:
    """Of an engine whose account fills perfectly."""
    make_application()
    home = tmp_path / "home"
    write_ticks(tmp_path / "ticks.csv", seconds=3600)
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        import_file(client, tmp_path / "ticks.csv")
        client.call(m.OpenAccount(profile="perfect"))
        client.call(m.ReplayStart(symbol="EURUSD", speed=5.0))
        desktop = build_for_home(home, Wish(), name="desktop")
        qtbot.addWidget(desktop.window)
        desktop.window.show()
        desktop.bridge.start()
        desktop.frames.start()
        yield desktop
        desktop.frames.stop()
        desktop.bridge.close()


def test_an_order_is_filled_shown_and_flattened(desktop: Desktop, qtbot: QtBot) -> None:
    trading, actions = desktop.desk.trading, desktop.window.actions_by_id.by_id
    qtbot.waitUntil(lambda: trading.account is not None, timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: desktop.desk.replay.quote is not None, timeout=DEADLINE_MS)
    actions["arm_trading"].trigger()
    page = desktop.window.slots["trading"].page
    assert isinstance(page, TradingPanel)
    page.ticket.stop_loss.setText("1.10000")
    QTest.mouseClick(page.ticket.buy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(trading.positions and trading.orders and trading.fills), timeout=DEADLINE_MS)
    assert [(each.side, each.quantity) for each in trading.positions] == [("buy", 10_000)]
    assert [each.trigger for each in trading.orders] == [110_000]
    qtbot.waitUntil(lambda: page.tabs.tabText(0) == "Positions  1", timeout=DEADLINE_MS)
    _protect_and_reverse(desktop, qtbot)
    actions["flatten"].trigger()
    [box] = [each for each in desktop.window.findChildren(QMessageBox) if each.objectName() == "ask first"]
    next(button for button in box.buttons() if button.text() == "Flatten").click()
    qtbot.waitUntil(lambda: not (trading.positions or trading.orders), timeout=DEADLINE_MS)
    assert [each.effect for each in trading.fills] == ["closes", "opens", "closes", "opens"]


def _protect_and_reverse(desktop: Desktop, qtbot: QtBot) -> None:
    """The stop of the bracket is the position's and is moved; a target is added; the reverse ends both."""
    trading, drag = desktop.desk.trading, desktop.desk.chart_trading
    line = next(line for line in trading.lines_of("EURUSD") if line.kind == "long")
    for points in (109_000, 120_000, 121_000):
        assert drag.grab(line, "EURUSD")
        drag.drag(points)
        drag.drop()
        qtbot.waitUntil(
            lambda points=points: points in {each.price or each.trigger for each in trading.orders},  # type: ignore[misc]
            timeout=DEADLINE_MS,
        )
    assert sorted(each.price or each.trigger or 0 for each in trading.orders) == [109_000, 121_000]
    desktop.window.actions_by_id.by_id["reverse"].trigger()
    qtbot.waitUntil(
        lambda: [each.side for each in trading.positions] == ["sell"] and not trading.orders,
        timeout=DEADLINE_MS,
    )
    assert [each.quantity for each in trading.positions] == [10_000]
