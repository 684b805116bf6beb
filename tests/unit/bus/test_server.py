"""The bus loop with real sockets: answers, parts, refusals, and who gets in."""

from __future__ import annotations

import logging
import queue
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

from pyworkstation.bus.curve import KeyPair, client_socket
from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.server import BusServer, Handler
from pyworkstation.client.client import Client
from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.client.stream import Stream
from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope, encode
from tests.unit.bus.bus_pair import BusPair, running_bus

release = threading.Event()


def _ping(request: m.Request, asker: Asker) -> Iterator[m.Reply]:
    assert isinstance(request, m.Ping)
    yield m.Pong(nonce=request.nonce, engine_version="test")


def _parts(request: m.Request, asker: Asker) -> Iterator[m.Reply]:
    assert isinstance(request, m.GetTicks)
    for count in range(request.from_us or 0):
        yield m.TicksPart(symbol=request.symbol, digits=5, count=count, packed=b"\x00" * 40_000)


def _wrong_input(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    raise InputError(expected="a table", found="nothing", where="query", mend="name one")
    yield


def _broken(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    raise ZeroDivisionError("the secret is hunter2")
    yield


def _world(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    raise EnvironmentFailure("the disk is full")
    yield


def _waits(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    release.wait(10)
    yield m.Done()


askers: queue.SimpleQueue[Asker] = queue.SimpleQueue()


def _works_until_left(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    left = threading.Event()
    askers.put(asker)
    with asker.stops_when_gone(left.set):
        left.wait(20)
    raise AskerGoneError
    yield


HANDLERS = {
    m.Ping: Handler(Lane.INLINE, _ping),
    m.GetTicks: Handler(Lane.READ, _parts),
    m.RunQuery: Handler(Lane.READ, _wrong_input),
    m.GetStatus: Handler(Lane.READ, _broken),
    m.GetBars: Handler(Lane.READ, _world),
    m.ReplayStop: Handler(Lane.REPLAY, _waits),
    m.ReplayStart: Handler(Lane.REPLAY, _works_until_left),
}


@pytest.fixture
def bus() -> Iterator[BusPair]:
    release.clear()
    with running_bus(lambda request: HANDLERS[type(request)]) as pair:
        yield pair
        release.set()


@pytest.fixture
def client(bus: BusPair) -> Iterator[Client]:
    with Client(bus.connection) as client:
        yield client


def test_ping_comes_back(client: Client) -> None:
    assert 0 < client.ping() < 1


def test_every_one_of_many_requests_sent_at_once_is_answered(bus: BusPair) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    dealer = client_socket(context, zmq.DEALER, bus.connection)
    dealer.connect(bus.connection.request_endpoint)
    deadline_us = time.time_ns() // 1000 + 60 * 10**6
    for number in range(900):
        body = {"op": "ping", "nonce": number}
        dealer.send(msgpack.packb({"v": 1, "id": number, "deadline_us": deadline_us, "body": body}))
    answered: list[int] = []
    while len(answered) < 900 and dealer.poll(5000):
        answered.append(msgpack.unpackb(dealer.recv())["id"])
    context.destroy(linger=0)
    assert answered == list(range(900))


def test_answer_in_many_parts_comes_whole_and_in_order(client: Client) -> None:
    parts = list(client.request(m.GetTicks(symbol="EURUSD", from_us=200)))
    assert [part.count for part in parts if isinstance(part, m.TicksPart)] == list(range(200))


@pytest.mark.parametrize(
    ("request_body", "code", "in_message"),
    [
        (m.RunQuery(sql="x"), "input_error", "expected a table, found nothing; name one"),
        (m.GetBars(symbol="EURUSD", timeframe="M1"), "environment_failure", "the disk is full"),
    ],
)
def test_failures_cross_the_bus_with_their_code(
    client: Client, request_body: m.Request, code: str, in_message: str
) -> None:
    with pytest.raises(RequestFailedError, match=in_message) as failure:
        client.call(request_body)
    assert failure.value.code == code


def test_bug_in_a_handler_is_logged_and_its_text_stays_inside(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL), pytest.raises(RequestFailedError) as failure:
        client.call(m.GetStatus())
    assert failure.value.code == "bug"
    assert "hunter2" not in str(failure.value)
    assert client.ping() > 0


def test_quick_request_does_not_wait_for_a_slow_one(client: Client, bus: BusPair) -> None:
    slow = client.request(m.ReplayStop())
    with Client(bus.connection) as other:
        assert other.ping() > 0
    release.set()
    assert list(slow) == [m.Done()]


def test_who_waits_for_a_slow_request_can_do_something_meanwhile_and_give_up(bus: BusPair) -> None:
    with Client(bus.connection) as asking:
        assert list(asking.request(m.ReplayStop(), timeout_s=10, while_waiting=release.set)) == [m.Done()]
    release.clear()

    def give_up() -> None:
        raise EngineGoneError("no heartbeat", outcome="unknown")

    with Client(bus.connection) as asking, pytest.raises(EngineGoneError, match="no heartbeat"):
        list(asking.request(m.ReplayStop(), timeout_s=10, while_waiting=give_up))
    release.set()


def _close(client: Client) -> None:
    client.request(m.ReplayStart(symbol="EURUSD"), timeout_s=None)
    assert not askers.get(timeout=5).gone
    client.close()


def _wait_in_vain(client: Client) -> None:
    with pytest.raises(EngineGoneError, match="did not answer"):
        client.call(m.ReplayStart(symbol="EURUSD"), timeout_s=0.05)


def _cancel_by_hand(client: Client) -> None:
    client.request(m.ReplayStart(symbol="EURUSD"), timeout_s=None)
    [answer] = client.request(m.CancelRequest(request_id=1))
    assert answer == m.Done()


@pytest.mark.parametrize("leave", [_close, _wait_in_vain, _cancel_by_hand])
def test_work_for_one_who_left_ends_and_the_next_in_its_lane_is_served(
    bus: BusPair, leave: Callable[[Client], None]
) -> None:
    release.set()
    leaving = Client(bus.connection)
    leave(leaving)
    with Client(bus.connection) as other:
        assert list(other.request(m.ReplayStop(), timeout_s=10)) == [m.Done()]
    if leave is not _close:
        leaving.close()


def test_who_leaves_takes_no_other_with_them(bus: BusPair) -> None:
    with Client(bus.connection) as stays:
        waiting = stays.request(m.ReplayStop(), timeout_s=10)
        for _ in range(20):  # Their connections get the same numbers again and again.
            with Client(bus.connection) as leaves:
                leaves.ping()
                leaves.request(m.CancelRequest(request_id=1))
        release.set()
        assert list(waiting) == [m.Done()]


def test_a_request_that_waited_past_its_deadline_is_not_begun(bus: BusPair, client: Client) -> None:
    client.ping()  # It is connected, so what it asks now is there before what another asks who connects first.
    first = client.request(m.ReplayStop(), timeout_s=10)
    message = {"v": 1, "id": 9, "body": {"op": "replay_start", "symbol": "EURUSD"}}
    threading.Timer(0.3, release.set).start()
    reply = _raw_request(bus, message | {"deadline_us": time.time_ns() // 1000 + 100_000})
    assert (reply["id"], reply["error"]["code"]) == (9, "deadline_passed")
    assert list(first) == [m.Done()]


def test_request_past_its_deadline_is_not_begun(bus: BusPair) -> None:
    reply = _raw_request(bus, {"v": 1, "id": 9, "deadline_us": 1, "body": {"op": "ping", "nonce": 1}})
    assert (reply["id"], reply["error"]["code"]) == (9, "deadline_passed")


@pytest.mark.parametrize(
    ("version", "behind", "lacks"),
    [(0, "client", "1: the first published version"), (2, "engine", "whatever versions 2 to 2 brought")],
)
def test_another_protocol_version_is_told_who_lacks_what(
    bus: BusPair, version: int, behind: str, lacks: str
) -> None:
    reply = _raw_request(bus, {"v": version, "id": 9, "deadline_us": 1, "body": {"op": "teleport"}})
    assert (reply["id"], reply["error"]["code"]) == (9, "version_mismatch")
    details = reply["error"]["details"]
    assert (details["behind"], details["lacks"]) == (behind, lacks)
    assert (details["oldest"], details["newest"], details["asked"]) == ("1", "1", str(version))
    assert details["mend"] in reply["error"]["message"]


def test_a_message_that_only_claims_another_version_is_told_so_too(bus: BusPair) -> None:
    body = {"op": "ping", "nonce": 1}
    reply = _raw_request(bus, {"v": 2, "id": 9, "deadline_us": time.time_ns() // 1000 + 10**7, "body": body})
    assert (reply["id"], reply["error"]["code"]) == (9, "version_mismatch")


def test_unknown_operation_is_a_bad_message_with_its_id(bus: BusPair) -> None:
    reply = _raw_request(bus, {"v": 1, "id": 9, "deadline_us": 1, "body": {"op": "teleport"}})
    assert (reply["id"], reply["error"]["code"]) == (9, "bad_message")


def test_garbage_and_http_at_the_port_leave_the_server_alive(bus: BusPair, client: Client) -> None:
    address = urlsplit(bus.connection.request_endpoint)
    for junk in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x00" * 64, b"\xff" * 200):
        with socket.create_connection((address.hostname, address.port), timeout=2) as raw:
            raw.sendall(junk)
    assert client.ping() > 0


def test_too_many_frames_are_dropped_and_counted(bus: BusPair, client: Client) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    dealer = client_socket(context, zmq.DEALER, bus.connection)
    dealer.connect(bus.connection.request_endpoint)
    dealer.send_multipart([b"x"] * 50)
    dealer.send(_ping_bytes())
    assert dealer.poll(2000)
    assert bus.server.refused["frames"] == 1
    context.destroy(linger=0)


def test_key_that_is_not_listed_gets_no_answer(bus: BusPair) -> None:
    stranger = KeyPair.generate()
    connection = msgspec.structs.replace(
        bus.connection, client_public_key=stranger.public.decode(), client_secret_key=stranger.secret.decode()
    )
    with Client(connection) as client, pytest.raises(EngineGoneError):
        client.ping(timeout_s=0.5)


def test_client_without_a_key_gets_no_answer(bus: BusPair) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    plain = context.socket(zmq.DEALER)
    plain.connect(bus.connection.request_endpoint)
    plain.send(_ping_bytes())
    assert plain.poll(500) == 0
    context.destroy(linger=0)


def test_stream_delivers_its_topics_and_no_other(bus: BusPair) -> None:
    stream = Stream(bus.connection, ["bars.EURUSD.M1"])
    received: list[StreamEnvelope] = []
    deadline = time.monotonic() + 5
    number = 0
    while not received and time.monotonic() < deadline:  # Subscribing takes the server a moment.
        number += 1
        for topic in ("bars.EURUSD.M15", "bars.EURUSD.M1"):
            bus.server.publish(topic, _stream_bytes(topic, number))
        received += stream.poll(0.05)
    assert {message.topic for message in received} == {"bars.EURUSD.M1"}
    stream.close()


def test_engine_that_goes_away_is_noticed_while_waiting() -> None:
    release.clear()
    with running_bus(lambda request: HANDLERS[type(request)]) as pair:
        client = Client(pair.connection)
        client.ping()
        waiting = client.request(m.ReplayStart(symbol="EURUSD"), timeout_s=None)
        askers.get(timeout=5)
        pair.server.stop()
    with pytest.raises(EngineGoneError):
        list(waiting)
    client.close()


def test_last_words_are_heard_after_the_engine_has_gone() -> None:
    servers: list[BusServer] = []
    stopping = threading.Event()

    def stop(_: m.Request, __: Asker) -> Iterator[m.Reply]:
        servers[0].stop()
        stopping.set()
        yield m.Done()

    with running_bus(lambda _: Handler(Lane.INLINE, stop)) as pair:
        servers.append(pair.server)
        client = Client(pair.connection)
        answer = client.request(m.Shutdown())
        assert stopping.wait(5)
    assert list(answer) == [m.Done()]
    with pytest.raises(EngineGoneError, match="was not asked") as gone:
        client.ping()
    assert gone.value.outcome == "not_done"
    client.close()


def test_reader_that_stops_reading_holds_its_worker_not_the_server(bus: BusPair, client: Client) -> None:
    with Client(bus.connection) as lazy:
        unread = lazy.request(m.GetTicks(symbol="EURUSD", from_us=3000))
        assert client.ping() > 0
        assert sum(1 for _ in unread) == 3000


def _raw_request(bus: BusPair, message: dict[str, Any]) -> dict[str, Any]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    dealer = client_socket(context, zmq.DEALER, bus.connection)
    dealer.connect(bus.connection.request_endpoint)
    dealer.send(msgpack.packb(message))
    assert dealer.poll(5000)
    reply: dict[str, Any] = msgpack.unpackb(dealer.recv())
    context.destroy(linger=0)
    return reply


def _ping_bytes() -> bytes:
    deadline_us = time.time_ns() // 1000 + 10**7
    packed: bytes = msgpack.packb(
        {"v": 1, "id": 1, "deadline_us": deadline_us, "body": {"op": "ping", "nonce": 1}}
    )
    return packed


def _stream_bytes(topic: str, number: int) -> bytes:
    return encode(StreamEnvelope(v=1, topic=topic, seq=number, body=m.Heartbeat(pid=1, now_us=0)))
