"""A desktop that is killed while orders flow: nothing changes in the engine, and a new desktop shows the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from pytestqt.qtbot import QtBot

from pyworkstation.client import Client as Account
from pyworkstation.client.client import Client
from pyworkstation.client.connection import find_engine
from pyworkstation.protocol import messages as m
from pyworkstation.storage.audit.verify_log import verify_log
from pyworkstation_ui.app import build_for_home, make_application
from pyworkstation_ui.state.replay import Wish
from tests.engine_process import await_true, engine_process, import_file, wait_for_engine, write_ticks

_ROOT = Path(__file__).parents[2]
_DEADLINE_S = 60.0
_FILLS = 10
"""So many are filled when it is killed, in the middle of others."""


def _desktop(home: Path) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(_ROOT), str(_ROOT / "ui"), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.desktop_that_trades", str(home)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_a_killed_desktop_leaves_the_engine_as_it_was_and_a_new_one_shows_the_same(
    tmp_path: Path, qtbot: QtBot
) -> None:
    """Each buy of 1,000 has a stop at 1.10000, which these ticks never reach."""
    home = tmp_path / "home"
    write_ticks(tmp_path / "ticks.csv", seconds=3600)
    with (
        engine_process(home) as engine,
        Client(wait_for_engine(home, engine)) as client,
        Account(home) as account,
    ):
        import_file(client, tmp_path / "ticks.csv")
        client.call(m.OpenAccount(profile="perfect"))
        client.call(m.ReplayStart(symbol="EURUSD", speed=5.0))
        desktop = _desktop(home)
        try:
            await_true(
                lambda: len(account.fills()) >= _FILLS, within_s=_DEADLINE_S, what="the desktop never traded"
            )
        finally:
            desktop.kill()
            desktop.wait(10)
        client.call(m.ReplayPause(paused=True))
        fills, orders, positions = account.fills(), account.orders(), account.positions()
        sequence = account.account().sequence
        found = find_engine(home)
        assert found is not None
        assert found.pid == engine.pid
        names = Counter(fill.client_order_id for fill in fills)
        assert set(names.values()) == {1}
        (held,) = positions
        assert held.quantity == 1000 * len(fills)
        assert {order.trigger for order in orders} == {110_000}
        assert sum(order.quantity for order in orders) == held.quantity
        _expect_a_new_desktop_to_show(home, qtbot, fills=fills, orders=orders, positions=positions)
        assert account.account().sequence == sequence
    assert verify_log(home / "audit").faults == []


def _expect_a_new_desktop_to_show(
    home: Path, qtbot: QtBot, *, fills: list[m.Fill], orders: list[m.Order], positions: list[m.Position]
) -> None:
    make_application()
    desktop = build_for_home(home, Wish(), name="after")
    qtbot.addWidget(desktop.window)
    desktop.bridge.start()
    desktop.frames.start()
    trading = desktop.desk.trading
    try:
        qtbot.waitUntil(
            lambda: len(trading.fills) == min(len(fills), 100) and bool(trading.positions),
            timeout=int(_DEADLINE_S * 1000),
        )
        assert list(trading.fills) == fills[::-1][:100]
        assert list(trading.orders) == orders
        assert list(trading.positions) == positions
        assert not trading.is_armed
    finally:
        desktop.frames.stop()
        desktop.bridge.close()
