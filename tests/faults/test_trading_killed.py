"""An engine that is killed at random moments while orders flow: what it had said stays true, and nothing is done twice.

`TEST_KILLS=50` makes it as long as issue 7 asks for; the default is for every run of the tests.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
from collections import defaultdict
from pathlib import Path

import pytest

from pyworkstation.client import Client
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.exchange_events import read_events
from pyworkstation.services.trading.journal import Happened, past_of
from pyworkstation.storage.audit.audit_log import LOG_FILE
from pyworkstation.storage.audit.read_log import read_log
from pyworkstation.storage.audit.verify_log import verify_log
from tests.engine_process import engine_process, write_ticks

KILLS = int(os.environ.get("TEST_KILLS", "3"))
QUANTITY = 1000


class Trader:
    """Places brackets and ends some of them, one request after the other, until the engine is gone."""

    def __init__(self, home: Path, *, first: int) -> None:
        self._home = home
        self._thread = threading.Thread(target=self._trade)
        self.next = first
        self.answered: dict[str, m.Order] = {}
        self.fills: dict[int, m.Fill] = {}

    def __enter__(self) -> Trader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _trade(self) -> None:
        with Client(self._home) as client, contextlib.suppress(EngineGoneError):
            while True:
                self._place(client)
                self.fills |= {fill.id: fill for fill in client.fills(after_id=len(self.fills))}

    def _place(self, client: Client) -> None:
        side: m.OrderSide = "buy" if self.next % 2 else "sell"
        away = 2000 if side == "sell" else -2000
        order = m.NewOrder(
            client_order_id=f"o{self.next}",
            symbol="EURUSD",
            side=side,
            quantity=QUANTITY,
            stop_loss=114_000 + away,
            take_profit=114_000 - away // 10,
        )
        self.next += 1
        for placed in client.place_order(order).orders:
            self.answered[placed.client_order_id] = placed


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Hedged positions, so that each entry has a position and a stop of its own."""
    home = tmp_path / "home"
    write_ticks(tmp_path / "ticks.csv", seconds=3 * 3600)
    with engine_process(home), Client(home) as client:
        request = m.ImportTicks(paths=[str(tmp_path / "ticks.csv")], symbol="EURUSD")
        list(client.request(request, timeout_s=None))
        client.open_account(m.OpenAccount(mode="hedging", margin_call_percent=0, stop_out_percent=0))
        client.replay_start("EURUSD", speed=40.0)
    return home


def test_what_was_answered_stays_true_over_kills_at_random_moments(home: Path) -> None:
    dice = random.Random(20_190_204)  # noqa: S311 - to be the same each time
    answered: dict[str, m.Order] = {}
    fills: dict[int, m.Fill] = {}
    first = 1
    for _ in range(KILLS):
        with engine_process(home) as process, Client(home) as client:
            _check(client, home, answered, fills)
            with Trader(home, first=first) as trader:
                threading.Event().wait(dice.uniform(0.05, 1.5))  # Any moment will do: that is what is tried.
                process.kill()
            process.wait(10)
        first = trader.next
        answered |= trader.answered
        fills |= trader.fills
    with engine_process(home), Client(home) as client:
        _check(client, home, answered, fills)
    assert len(answered) > 3 * KILLS


def _check(client: Client, home: Path, answered: dict[str, m.Order], fills: dict[int, m.Fill]) -> None:
    client.replay_pause()
    orders = client.orders(open_only=False)
    now = {order.client_order_id: order for order in orders}
    assert len(now) == len(orders)
    assert {name: now[name].id for name in answered} == {name: order.id for name, order in answered.items()}
    told = client.fills()
    assert [fill.id for fill in told] == list(range(1, len(told) + 1))
    assert {fill_id: told[fill_id - 1] for fill_id in fills} == fills
    _check_positions(client.positions(), told, now)
    assert verify_log(home.joinpath("audit")).faults == []
    assert _journalled(home) == (len(orders), len(told), client.account().sequence)
    client.replay_pause(paused=False)


def _check_positions(positions: list[m.Position], fills: list[m.Fill], orders: dict[str, m.Order]) -> None:
    """What is open is what the fills make, and each position that is open has its stop."""
    sums: dict[int, int] = defaultdict(int)
    opened_by: dict[int, str] = {}
    for fill in fills:
        is_opening = fill.effect in ("opens", "adds")
        sums[fill.position] += fill.quantity if is_opening else -fill.quantity
        if is_opening:
            opened_by[fill.position] = fill.client_order_id
    assert {each.id: each.quantity for each in positions} == {key: held for key, held in sums.items() if held}
    for each in positions:
        stop = orders[f"{opened_by[each.id]}-sl"]
        assert stop.status in ("submitted", "accepted", "triggered"), stop


def _journalled(home: Path) -> tuple[int, int, int]:
    """Orders, fills and events in the journal, counted without the exchange."""
    past, _ = past_of(read.record for read in read_log(home / "audit" / LOG_FILE))
    steps = [each.step for each in past if isinstance(each.step, Happened)]
    events = [event for step in steps for event in read_events(bytes(step.events))]
    kinds = [event.body.event for event in events]
    return kinds.count("order_initialised"), kinds.count("order_filled"), len(events)
