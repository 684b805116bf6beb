"""A ping through the engine process (typed, CURVE, Rust at the far end) beside a bare pyzmq echo, in one run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from pyworkstation.client.client import Client
from tests.engine_process import engine_process, wait_for_engine

BARE_ECHO = """
import zmq
socket = zmq.Context().socket(zmq.ROUTER)
print(socket.bind_to_random_port("tcp://127.0.0.1"), flush=True)
while True:
    socket.send_multipart(socket.recv_multipart())
"""


@pytest.fixture
def bare_socket() -> Iterator[zmq.Socket[bytes]]:
    with subprocess.Popen([sys.executable, "-c", BARE_ECHO], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.connect(f"tcp://127.0.0.1:{port}")
        yield socket
        context.destroy(linger=0)
        server.kill()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with engine_process(tmp_path) as process, Client(wait_for_engine(tmp_path, process)) as client:
        yield client


def test_bare_echo(benchmark: Any, bare_socket: zmq.Socket[bytes]) -> None:
    def echo() -> None:
        bare_socket.send(b"x" * 60)
        bare_socket.recv()

    benchmark.pedantic(echo, rounds=5000, warmup_rounds=200)


def test_ping_through_the_engine(benchmark: Any, client: Client) -> None:
    benchmark.pedantic(client.ping, rounds=5000, warmup_rounds=200)
