"""From an order at the client to its fill in a listener's hands, beside a bare write with fsync on the same disk, in one run.

The order crosses the bus, is filled by the simulated exchange, journalled and fsynced, and only then told. `ORDERS` (2,000 for
claims) are placed, with the replay held and with one at 20x beside them; bought and sold by turns, so that positions stay few.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pyworkstation.client import Client
from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.connection import find_engine
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from tests.engine_process import engine_process, import_file, wait_for_engine, write_ticks

ORDERS = int(os.environ.get("ORDERS", "300"))
IN_A_TURN = 20
LINE = b"x" * 700
"""About what one such order writes."""
UNTHROTTLED = "orders_per_second = false\nrepeats_per_second = false\n"
"""A quiet machine sends more than the limits of a home without a file let through."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    write_ticks(tmp_path / "ticks.csv", seconds=4 * 3600)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "risk.toml").write_text(UNTHROTTLED, encoding="utf-8")
    with engine_process(tmp_path / "home") as process:
        with RunClient(wait_for_engine(tmp_path / "home", process)) as client:
            import_file(client, tmp_path / "ticks.csv")
        yield tmp_path / "home"


@pytest.mark.parametrize("speed", [None, 20.0])
def test_order_to_fill(benchmark: Any, home: Path, speed: float | None) -> None:
    connection = find_engine(home)
    assert connection is not None
    with Client(home) as client, home.joinpath("bare").open("wb", buffering=0) as bare:
        client.open_account(m.OpenAccount(profile="perfect"))
        client.replay_start("EURUSD", speed=speed or 1.0, paused=speed is None)
        stream = Stream(connection, ["fills"])
        trips = {"bare fsync": lambda: _write(bare), "order to fill": _trip(client, stream)}
        try:
            _measure(benchmark, "held" if speed is None else f"replay at {speed:g}x", trips)
        finally:
            stream.close()


def _write(file: Any) -> None:
    file.write(LINE)
    os.fsync(file.fileno())


def _trip(client: Client, stream: Stream) -> Callable[[], None]:
    numbers = itertools.count(1)
    while not stream.poll(0.05):  # Until the subscription has arrived.
        client.place_order(_order(f"warm-{next(numbers)}", "buy"))
        client.flatten(f"out-{next(numbers)}")

    def trip() -> None:
        number = next(numbers)
        name = f"o{number}"
        [order] = client.place_order(_order(name, "buy" if number % 2 else "sell")).orders
        assert order.status == "filled", order
        while not any(_has_filled(message.body, name) for message in stream.poll(5.0)):
            pass

    return trip


def _order(name: str, side: m.OrderSide) -> m.NewOrder:
    return m.NewOrder(client_order_id=name, symbol="EURUSD", side=side, quantity=1000)


def _has_filled(body: m.StreamBody, name: str) -> bool:
    return isinstance(body, m.FillsUpdate) and any(fill.client_order_id == name for fill in body.fills)


def _measure(benchmark: Any, where: str, trips: dict[str, Callable[[], None]]) -> None:
    """In turns, so that whatever else the machine does hits both."""
    took: dict[str, list[float]] = {name: [] for name in trips}

    def turn() -> None:
        for name, trip in trips.items():
            for _ in range(IN_A_TURN):
                began = time.perf_counter()
                trip()
                took[name].append((time.perf_counter() - began) * 1e6)

    turn()
    for times in took.values():
        times.clear()
    benchmark.pedantic(turn, rounds=max(1, ORDERS // IN_A_TURN))
    for name, times in took.items():
        ordered = sorted(times)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        print(f"\n{where}, {name}: p50 {p50:.0f} us, p99 {p99:.0f} us, longest {ordered[-1]:.0f} us", end="")
        benchmark.extra_info |= {f"{name} p50 us": p50, f"{name} p99 us": p99}
