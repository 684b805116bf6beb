"""A ping through the engine process (typed, CURVE, Rust at the far end) beside a bare pyzmq echo with CURVE, in one run.

`ROUND_TRIPS` (5,000 for claims) are done of each, in turns of a hundred, idle and with an import, a replay at 100x and a busy core
beside them. Percentiles are printed and among the extra figures of `--benchmark-json`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection
from pyworkstation.protocol import messages as m
from tests.engine_process import engine_process, import_file, wait_for_engine, write_ticks

ROUND_TRIPS = int(os.environ.get("ROUND_TRIPS", "1000"))
IN_A_TURN = 100

BARE_ECHO = """
import sys, zmq
socket = zmq.Context().socket(zmq.ROUTER)
socket.curve_server = True
socket.curve_publickey, socket.curve_secretkey = (key.encode() for key in sys.argv[1:])
print(socket.bind_to_random_port("tcp://127.0.0.1"), flush=True)
while True:
    socket.send_multipart(socket.recv_multipart())
"""
BUSY_CORE = "while True: pass"


@pytest.fixture
def bare_echo() -> Iterator[Callable[[], None]]:
    (public, secret), own = zmq.curve_keypair(), zmq.curve_keypair()
    command = [sys.executable, "-c", BARE_ECHO, public.decode(), secret.decode()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.curve_serverkey = public
        socket.curve_publickey, socket.curve_secretkey = own
        socket.connect(f"tcp://127.0.0.1:{int(server.stdout.readline())}")

        def echo() -> None:
            socket.send(b"x" * 60)
            socket.recv()

        yield echo
        context.destroy(linger=0)
        server.kill()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with engine_process(tmp_path / "home") as process:
        yield wait_for_engine(tmp_path / "home", process)


def test_idle(benchmark: Any, bare_echo: Callable[[], None], connection: Connection) -> None:
    with Client(connection) as client:
        _measure(benchmark, "idle", {"bare echo": bare_echo, "ping": client.ping})


def test_with_an_import_a_replay_and_a_busy_core(
    benchmark: Any, bare_echo: Callable[[], None], connection: Connection, tmp_path: Path
) -> None:
    with Client(connection) as client, _load(connection, tmp_path):
        _measure(benchmark, "under load", {"bare echo": bare_echo, "ping": client.ping})


def _measure(benchmark: Any, where: str, trips: dict[str, Callable[[], object]]) -> None:
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
    benchmark.pedantic(turn, rounds=max(1, ROUND_TRIPS // IN_A_TURN))
    for name, times in took.items():
        ordered = sorted(times)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        print(f"\n{where}, {name}: p50 {p50:.0f} us, p99 {p99:.0f} us, longest {ordered[-1]:.0f} us", end="")
        benchmark.extra_info |= {f"{name} p50 us": p50, f"{name} p99 us": p99}
    ratio = benchmark.extra_info["ping p50 us"] / benchmark.extra_info["bare echo p50 us"]
    print(f"\n{where}: a ping takes {ratio:.2f} times as long as a bare echo")


@contextlib.contextmanager
def _load(connection: Connection, folder: Path) -> Iterator[None]:
    """An import that does not end before the measuring does, a replay, and a process that burns a core."""
    first, long = folder / "first.csv", folder / "long.csv"
    write_ticks(first, seconds=50_000)
    write_ticks(long, seconds=int(os.environ.get("LOAD_SECONDS", "500_000")))
    with Client(connection) as client, Client(connection) as importing:
        import_file(client, first)
        client.call(m.ReplayStart(symbol="EURUSD", speed=100.0), timeout_s=60)
        under_way = importing.request(m.ImportTicks(paths=[str(long)], symbol="GBPUSD"), timeout_s=None)
        next(under_way)
        with subprocess.Popen([sys.executable, "-c", BUSY_CORE]) as busy:
            yield
            busy.kill()
        assert any(isinstance(part, m.ImportDone) for part in under_way), "the import was not under way"
