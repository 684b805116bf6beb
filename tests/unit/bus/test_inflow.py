"""Whose connection is ended: by the bytes that came in on it since a message came out."""

from __future__ import annotations

import socket

import pytest
import zmq

from pyworkstation.bus import tcp_connection
from pyworkstation.bus.inflow import Inflow, InflowLimit

ONE, ALL = 100, 250


class Wire:
    """What has come in on each connection, and how many messages were taken of it."""

    def __init__(self) -> None:
        self.bytes: dict[int, int | None] = {}
        self.messages: dict[int, int] = {}
        self.cut: list[int] = []
        self.inflow = Inflow(
            InflowLimit(one=ONE, all=ALL),
            messages_of=lambda connection: self.messages.get(connection, 0),
            received=self.bytes.get,
            cut=self.cut.append,
        )

    def look(self, **received: int | None) -> list[int]:
        """`c1=70`: so many bytes have come in on connection 1. Which are cut now."""
        for name, count in received.items():
            number = int(name[1:])
            if number not in self.bytes:
                self.inflow.note(zmq.EVENT_ACCEPTED, number)
            self.bytes[number] = count
        self.cut.clear()
        assert self.inflow.cut_floods() == len(self.cut)
        return list(self.cut)


@pytest.mark.parametrize(
    ("received", "cut"),
    [
        ({"c1": 0}, []),
        ({"c1": ONE}, []),
        ({"c1": ONE + 1}, [1]),
        ({"c1": 5, "c2": ONE + 1}, [2]),
        ({"c1": ONE + 1, "c2": ONE + 2}, [2, 1]),
        ({"c1": 90, "c2": 80, "c3": 80}, []),
        ({"c1": 90, "c2": 80, "c3": 81}, [1]),
        ({"c1": 60, "c2": 61, "c3": 60, "c4": 60, "c5": 60}, [2]),
        ({"c1": None}, []),
    ],
)
def test_who_is_cut(received: dict[str, int | None], cut: list[int]) -> None:
    assert Wire().look(**received) == cut


def test_a_message_that_came_out_begins_the_count_anew() -> None:
    wire = Wire()
    assert wire.look(c1=90) == []
    wire.messages[1] = 1
    assert wire.look(c1=150) == []
    assert wire.look(c1=250) == []
    assert wire.look(c1=251) == [1]


def test_a_number_given_again_to_the_next_connection_begins_anew() -> None:
    wire = Wire()
    wire.messages[1] = 1
    assert wire.look(c1=1_000) == []
    assert wire.look(c1=20) == []
    assert wire.look(c1=120) == []
    assert wire.look(c1=121) == [1]


def test_one_that_has_gone_is_not_looked_at() -> None:
    wire = Wire()
    wire.look(c1=10)
    wire.inflow.note(zmq.EVENT_DISCONNECTED, 1)
    assert wire.look(c1=1_000) == []


def test_the_system_tells_what_has_come_in_and_ends_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        with client, accepted:
            if tcp_connection.received_bytes(accepted.fileno()) is None:
                pytest.skip("this system does not say what has come in")
            client.sendall(b"x" * 12_345)
            assert len(accepted.recv(20_000)) > 0
            _await_received(accepted, 12_345)
            tcp_connection.cut(accepted.fileno())
            assert client.recv(1) == b""
            assert accepted.fileno() >= 0


def test_of_what_is_no_connection_nothing_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.fileno()
        assert tcp_connection.received_bytes(number) in {0, None}
    assert tcp_connection.received_bytes(number) is None
    tcp_connection.cut(number)


def _await_received(accepted: socket.socket, count: int) -> None:
    accepted.settimeout(10)
    while (tcp_connection.received_bytes(accepted.fileno()) or 0) < count:
        accepted.recv(20_000)
    assert tcp_connection.received_bytes(accepted.fileno()) == count
