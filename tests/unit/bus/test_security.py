"""Who gets in, what they may ask, and what becomes of those who do not: refused, counted, and no harm done."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import msgpack
import msgspec
import pytest
import zmq

from pyworkstation.bus.connection_file import Connection
from pyworkstation.bus.curve import KeyPair, client_socket
from pyworkstation.bus.inflow import InflowLimit
from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.rate_limit import Allowance, RateLimit
from pyworkstation.bus.server import Handler
from pyworkstation.client.client import Client
from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.domain.asker import Asker
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.roles import READ_REQUESTS
from tests.unit.bus.bus_pair import BusPair, running_bus

asked: list[m.Request] = []


def _done(request: m.Request, asker: Asker) -> Iterator[m.Reply]:
    asked.append(request)
    yield m.Pong(nonce=request.nonce, engine_version="test") if isinstance(request, m.Ping) else m.Done()


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    asked.clear()


@pytest.fixture
def bus() -> Iterator[BusPair]:
    with running_bus(lambda _: Handler(Lane.INLINE, _done)) as pair:
        yield pair


# --- roles ---------------------------------------------------------------------------------------------------------

CHANGING: list[m.Request] = [
    m.ReplayStart(symbol="EURUSD"),
    m.UndoImport(id=1),
    m.ImportTicks(paths=["/a.csv"], symbol="EURUSD"),
    m.DryRun(paths=["/a.csv"], symbol="EURUSD"),
    m.BackUp(path="/b.duckdb"),
    m.RunQuery(sql="select content from read_text('run/connection.json')"),
    m.Shutdown(),
]
READING: list[m.Request] = [
    m.GetStatus(),
    m.GetBars(symbol="EURUSD", timeframe="M1"),
    m.GetHealth(),
]


@pytest.mark.parametrize("request_body", CHANGING)
def test_what_changes_something_is_not_for_the_key_that_reads(bus: BusPair, request_body: m.Request) -> None:
    with Client(bus.reader) as client, pytest.raises(RequestFailedError, match="role trade") as refused:
        client.call(request_body)
    assert (refused.value.code, refused.value.outcome) == ("not_allowed", "not_done")
    assert asked == []
    assert bus.server.traffic().refused == {"not_allowed": 1}


@pytest.mark.parametrize("request_body", READING)
def test_what_only_reads_is(bus: BusPair, request_body: m.Request) -> None:
    with Client(bus.reader) as client:
        assert client.call(request_body) == m.Done()


@pytest.mark.parametrize("request_body", CHANGING + READING)
def test_the_key_that_trades_may_ask_everything(bus: BusPair, request_body: m.Request) -> None:
    with Client(bus.connection) as client:
        assert client.call(request_body) == m.Done()


def test_no_request_of_the_reader_has_a_name_that_changes_something() -> None:
    verbs = ("import", "undo", "replay", "attach", "detach", "shutdown", "back", "archive")
    assert [kind for kind in READ_REQUESTS if kind.__struct_config__.tag.startswith(verbs)] == []  # type: ignore[union-attr]


# --- the order and the number of requests --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "codes"),
    [
        ([1, 2, 3], [None, None, None]),
        ([5, 5], [None, "out_of_order"]),
        ([5, 4, 6], [None, "out_of_order", None]),
        ([2**63 - 1, 0], [None, "out_of_order"]),
    ],
)
def test_ids_must_rise(bus: BusPair, ids: list[int], codes: list[str | None]) -> None:
    with _dealer(bus.connection) as dealer:
        replies = [_ask(dealer, number) for number in ids]
    assert [reply.get("error", {}).get("code") for reply in replies] == codes
    assert len(asked) == codes.count(None)


def test_a_stale_request_is_not_done(bus: BusPair) -> None:
    with _dealer(bus.connection) as dealer:
        reply = _ask(dealer, 1, deadline_us=time.time_ns() // 1000 - 1)
    assert reply["error"]["code"] == "deadline_passed"
    assert asked == []


def test_a_client_that_asks_too_often_is_refused_and_no_other() -> None:
    limit = RateLimit(per_s=0.001, burst=5)
    with running_bus(lambda _: Handler(Lane.INLINE, _done), limit=limit) as bus:
        with _dealer(bus.connection) as dealer:
            codes = [_ask(dealer, number).get("error", {}).get("code") for number in range(1, 8)]
        assert codes == [None] * 5 + ["rate_limited"] * 2
        with Client(bus.connection) as other:
            assert other.ping(timeout_s=10) > 0
        assert bus.server.traffic().refused == {"rate_limited": 2}


def test_allowance_comes_back_with_time() -> None:
    allowance = Allowance(RateLimit(per_s=10, burst=3), now_s=0.0)
    taken = [allowance.take(now_s=at_s) for at_s in (0, 0, 0, 0, 0.1, 0.1, 100, 100, 100, 100)]
    # Three at once; a tenth of a second later one more; after a long time three again, no more.
    assert taken == [True, True, True, False, True, False, True, True, True, False]


# --- those who do not get in ---------------------------------------------------------------------------------------


def _unknown_key(connection: Connection) -> None:
    keys = KeyPair.generate()
    stranger = msgspec.structs.replace(
        connection, client_public_key=keys.public.decode(), client_secret_key=keys.secret.decode()
    )
    with Client(stranger) as client, pytest.raises(EngineGoneError):
        client.ping(timeout_s=0.3)


def _no_key(connection: Connection) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    plain = context.socket(zmq.DEALER)
    plain.connect(connection.request_endpoint)
    plain.send(_ping_bytes(1))
    assert plain.poll(300) == 0
    context.destroy(linger=0)


def _raw(data: bytes) -> Callable[[Connection], None]:
    def send(connection: Connection) -> None:
        for endpoint in (connection.request_endpoint, connection.stream_endpoint):
            address = urlsplit(endpoint)
            with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
                raw.sendall(data)
                raw.settimeout(10)
                answer = b""
                with contextlib.suppress(ConnectionResetError):
                    while chunk := raw.recv(4096):
                        answer += chunk
                assert len(answer) < 100  # ZeroMQ's greeting, and no word of ours.

    return send


@pytest.mark.parametrize(
    ("knock", "named"),
    [
        pytest.param(_unknown_key, "unknown_key", id="a key that is not listed"),
        pytest.param(_no_key, "bad_handshake", id="no key"),
        pytest.param(_raw(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10), "no_handshake", id="HTTP"),
        pytest.param(_raw(bytes(range(255, -1, -1)) * 16), "no_handshake", id="random bytes"),
        pytest.param(_raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20), "no_handshake", id="TLS"),
    ],
)
def test_who_is_not_let_in_is_counted_and_nothing_is_delivered(
    bus: BusPair, knock: Callable[[Connection], None], named: str
) -> None:
    knock(bus.connection)
    with Client(bus.connection) as client:
        _await(lambda: _refused(bus).get(named, 0) >= 1)
        assert client.ping(timeout_s=10) > 0
    assert [type(request) for request in asked] == [m.Ping]


def test_captured_bytes_that_are_sent_again_do_nothing(bus: BusPair) -> None:
    """Everything that a real client said, from its first byte on, to the same port once more."""
    captured, relayed = _captured_ping(bus.connection)
    assert relayed
    assert len(asked) == 1
    address = urlsplit(bus.connection.request_endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=10) as raw:
        raw.sendall(captured)
        raw.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            while raw.recv(4096):
                pass
    _await(lambda: sum(_refused(bus).values()) >= 1)
    assert len(asked) == 1


# --- those who do, and mean ill ------------------------------------------------------------------------------------


def _random_frames(dice: random.Random) -> list[bytes]:
    return [dice.randbytes(dice.randrange(0, 300)) for _ in range(dice.choice((1, 1, 1, 2, 5, 40)))]


def _deep(dice: random.Random) -> list[bytes]:
    depth = dice.choice((100, 10_000, 1_000_000))
    return [
        b"\x84\xa1v\x01\xa2id\x07\xabdeadline_us\xcf\x00\x06\xc0\x0a\x39\x12\xc0\x00\xa4body"
        + b"\x91" * depth
    ]


def _false_length(dice: random.Random) -> list[bytes]:
    claim = dice.choice((b"\xdd", b"\xdf", b"\xdb", b"\xc6"))
    return [b"\x84\xa1v\x01\xa2id\x07\xa4body" + claim + b"\xff\xff\xff\xff" + dice.randbytes(20)]


def _not_a_number(dice: random.Random) -> list[bytes]:
    speed = dice.choice((math.nan, math.inf, -math.inf, -1.0, 0.0, 1e300))
    return [_request_bytes(dice.randrange(2**62), {"op": "replay_speed", "speed": speed})]


def _many_frames(_: random.Random) -> list[bytes]:
    return [b"x" * 60_000] * 200


def _mutated(dice: random.Random) -> list[bytes]:
    data = bytearray(_request_bytes(dice.randrange(2**62), {"op": "get_ticks", "symbol": "EURUSD"}))
    for _ in range(dice.randrange(1, 5)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return [bytes(data)]


FUZZ = (_random_frames, _deep, _false_length, _not_a_number, _mutated)


def test_a_fuzzer_with_an_allowed_key_gets_refusals_and_the_server_stays_as_it_is(bus: BusPair) -> None:
    """`FUZZ_MESSAGES` makes it longer. Of what is no request nothing is delivered."""
    count, dice = int(os.environ.get("FUZZ_MESSAGES", "400")), random.Random(20_261_121)  # noqa: S311 - to be the same each time
    grown = _memory_growth_kb()
    with _dealer(bus.connection) as dealer:
        dealer.setsockopt(zmq.RCVHWM, 0)
        for number in range(count):
            frames = _many_frames(dice) if number % 100 == 0 else dice.choice(FUZZ)(dice)
            dealer.send_multipart(frames)
            while dealer.poll(0):
                dealer.recv()
        with Client(bus.connection) as client:
            assert client.ping(timeout_s=60) > 0
            _await(lambda: sum(_refused(bus).values()) + len(asked) > count)
    assert sum(_refused(bus).values()) >= count // 2
    # What gets through is what a changed byte left a request, such as another symbol; never a speed out of bounds.
    assert {type(request) for request in asked} <= {m.Ping, m.GetTicks}
    assert grown() < 400_000  # Both ends of the queues are in this process.


@pytest.mark.parametrize(
    ("endpoint", "kind"), [("request_endpoint", zmq.DEALER), ("stream_endpoint", zmq.XSUB)]
)
def test_a_message_without_an_end_ends_its_connection_and_no_other(endpoint: str, kind: int) -> None:
    limit = InflowLimit(one=2_000_000)
    with (
        running_bus(lambda _: Handler(Lane.INLINE, _done), inflow_limit=limit) as bus,
        _stopping_relay(getattr(bus.connection, endpoint), after_bytes=5_000_000) as relay,
        Client(bus.connection) as other,
    ):
        assert other.ping(timeout_s=10) > 0
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        sender = client_socket(context, kind, bus.connection)
        sender.connect(relay)
        sender.send_multipart([b"x" * 60_000] * 200)
        _await(lambda: _refused(bus).get("flooded") == 1)
        assert other.ping(timeout_s=10) > 0
        context.destroy(linger=0)
    assert [type(request) for request in asked] == [m.Ping, m.Ping]


def test_long_messages_one_after_the_other_are_no_flood() -> None:
    count, long_text = 60, "x" * 90_000
    with running_bus(
        lambda _: Handler(Lane.INLINE, _done), inflow_limit=InflowLimit(one=1_000_000, all=1_000_000)
    ) as bus:
        with _dealer(bus.connection) as dealer:
            for number in range(1, count + 1):
                dealer.send(_request_bytes(number, {"op": "run_query", "sql": long_text}))
            for _ in range(count):
                assert dealer.poll(10_000)
                dealer.recv()
        assert _refused(bus) == {}


# --- and nothing else ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _dealer(connection: Connection) -> Iterator[zmq.Socket[bytes]]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    dealer = client_socket(context, zmq.DEALER, connection)
    dealer.connect(connection.request_endpoint)
    try:
        yield dealer
    finally:
        context.destroy(linger=0)


def _ask(dealer: zmq.Socket[bytes], number: int, *, deadline_us: int | None = None) -> dict[str, Any]:
    dealer.send(_request_bytes(number, {"op": "ping", "nonce": 1}, deadline_us=deadline_us))
    assert dealer.poll(10_000)
    reply: dict[str, Any] = msgpack.unpackb(dealer.recv())
    return reply


def _ping_bytes(number: int) -> bytes:
    return _request_bytes(number, {"op": "ping", "nonce": 1})


def _request_bytes(number: int, body: dict[str, Any], *, deadline_us: int | None = None) -> bytes:
    until_us = time.time_ns() // 1000 + 10**8 if deadline_us is None else deadline_us
    packed: bytes = msgpack.packb({"v": 1, "id": number, "deadline_us": until_us, "body": body})
    return packed


def _refused(bus: BusPair) -> dict[str, int]:
    return bus.server.traffic().refused


@contextlib.contextmanager
def _stopping_relay(endpoint: str, *, after_bytes: int) -> Iterator[str]:
    """An address that hands on so many bytes of the first who comes, and then no more, but keeps the connection."""
    address = urlsplit(endpoint)
    with socket.create_server(("127.0.0.1", 0)) as between:

        def relay() -> None:
            client, _ = between.accept()
            with client, socket.create_connection((address.hostname, address.port)) as server:
                back = threading.Thread(target=_pump, args=(server, client, bytearray()))
                back.start()
                _pump(client, server, bytearray(), at_most=after_bytes)
                back.join()

        thread = threading.Thread(target=relay)
        thread.start()
        yield f"tcp://127.0.0.1:{between.getsockname()[1]}"
        thread.join(10)


def _captured_ping(connection: Connection) -> tuple[bytes, bool]:
    """(what a client sent, whether it was answered), taken down by one who sits between the two."""
    address = urlsplit(connection.request_endpoint)
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as between:
        port = between.getsockname()[1]

        def relay() -> None:
            client, _ = between.accept()
            server = socket.create_connection((address.hostname, address.port))
            back = threading.Thread(target=_pump, args=(server, client, bytearray()))
            back.start()
            _pump(client, server, heard)
            back.join()
            client.close()
            server.close()

        thread = threading.Thread(target=relay)
        thread.start()
        through = msgspec.structs.replace(connection, request_endpoint=f"tcp://127.0.0.1:{port}")
        with Client(through) as client:
            answered = client.ping(timeout_s=10) > 0
        thread.join(10)
    return bytes(heard), answered


def _pump(
    source: socket.socket, target: socket.socket, heard: bytearray, *, at_most: float = math.inf
) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            heard += data
            target.sendall(data)
            if len(heard) > at_most:
                return
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _memory_growth_kb() -> Callable[[], int]:
    """How much more memory this process holds than now; 0 where nobody tells."""
    before = _resident_kb()
    return lambda: _resident_kb() - before


def _resident_kb() -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - Linux alone has it
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    except OSError:
        return 0


def _await(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline_s
        threading.Event().wait(0.01)
