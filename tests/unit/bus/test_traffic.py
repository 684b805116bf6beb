"""What the bus tells of itself: failing and slow requests, closed lanes, listeners that do not keep up."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.server import Handler
from pyworkstation.client.client import Client
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.stream import Stream
from pyworkstation.domain.asker import Asker
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope, encode
from tests.unit.bus.bus_pair import BusPair, running_bus

release = threading.Event()


def _quick(request: m.Request, asker: Asker) -> Iterator[m.Reply]:
    yield m.Done()


def _slow(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    release.wait(10)
    yield m.Done()
    yield m.Done()


def _broken(_: m.Request, asker: Asker) -> Iterator[m.Reply]:
    raise ZeroDivisionError
    yield


HANDLERS = {
    m.GetHealth: Handler(Lane.INLINE, _quick),
    m.GetStatus: Handler(Lane.READ, _slow),
    m.GetBars: Handler(Lane.READ, _broken),
    m.ReplayStop: Handler(Lane.REPLAY, _quick),
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


def _times(bus: BusPair, op: str) -> m.RequestTimes | None:
    return next((row for row in bus.server.traffic().requests if row.op == op), None)


def test_a_failing_request_is_counted_as_one(
    bus: BusPair, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL), pytest.raises(RequestFailedError):
        client.call(m.GetBars(symbol="EURUSD", timeframe="M1"))
    times = _times(bus, "get_bars")
    assert times is not None
    assert (times.count, times.failed) == (1, 1)


def test_a_slow_request_is_measured_to_its_last_part_and_holds_no_other(bus: BusPair, client: Client) -> None:
    began_s = time.monotonic()
    slow = client.request(m.GetStatus())
    with Client(bus.connection) as other:
        assert other.call(m.GetHealth()) == m.Done()
    assert _times(bus, "get_status") is None
    release.set()
    assert list(slow) == [m.Done(), m.Done()]
    times, quick = _times(bus, "get_status"), _times(bus, "get_health")
    assert times is not None
    assert quick is not None
    assert quick.max_us < times.max_us < (time.monotonic() - began_s) * 1e6


def test_a_request_to_a_service_that_is_down_is_refused_and_not_done(bus: BusPair, client: Client) -> None:
    assert client.call(m.ReplayStop()) == m.Done()
    bus.lanes.open(Lane.REPLAY, threads=1).close()
    with pytest.raises(RequestFailedError) as refused:
        client.call(m.ReplayStop())
    assert (refused.value.code, refused.value.outcome) == ("service_down", "not_done")
    assert bus.server.traffic().refused == {"service_down": 1}


def test_clients_and_listeners_are_counted_while_they_are_there(bus: BusPair, client: Client) -> None:
    client.call(m.GetHealth())
    with Client(bus.connection) as other:
        other.call(m.GetHealth())
        assert bus.server.traffic().clients == 2
    _await(lambda: bus.server.traffic().clients == 1)
    streams = [Stream(bus.connection, ["heartbeat", "health"]) for _ in range(2)]
    _await(lambda: bus.server.traffic().listeners == 4)
    streams[0].close()
    _await(lambda: bus.server.traffic().listeners == 2)
    streams[1].close()
    _await(lambda: bus.server.traffic().listeners == 0)


def test_a_listener_that_stops_reading_is_noticed_and_costs_the_others_nothing(bus: BusPair) -> None:
    """40 MB for it, where the queues of both ends and of the network hold less."""
    topic, count = "ticks.EURUSD", 4000
    stopped = Stream(bus.connection, [topic], queue=10)
    reads = Stream(bus.connection, [topic])
    _await(lambda: bus.server.traffic().listeners == 2)
    seen: list[int] = []
    for number in range(1, count + 1):
        bus.server.publish(topic, _ticks_bytes(topic, number))
        if number % 100 == 0:
            while not seen or seen[-1] < number:
                seen += [message.seq for message in reads.poll(5.0)]
    assert seen == list(range(1, count + 1))
    (traffic,) = bus.server.traffic().topics
    assert (traffic.topic, traffic.messages) == (topic, count)
    assert traffic.overflows >= 1
    got = [message.seq for message in stopped.poll(1.0)]
    assert got == list(range(1, len(got) + 1))
    assert len(got) < count
    stopped.close()
    reads.close()


def test_a_stream_that_comes_without_an_end_is_handed_over_in_pieces(bus: BusPair) -> None:
    """Else whoever polls would never come back while messages come as fast as they are taken."""
    topic, count = "ticks.EURUSD", 900
    stream = Stream(bus.connection, [topic])
    _await(lambda: bus.server.traffic().listeners == 1)
    for number in range(1, count + 1):
        bus.server.publish(topic, _ticks_bytes(topic, number))
    _await(lambda: [each.messages for each in bus.server.traffic().topics] == [count])
    pieces: list[list[int]] = []
    while sum(map(len, pieces)) < count:
        pieces.append([message.seq for message in stream.poll(5.0)])
    assert max(map(len, pieces)) <= 200
    assert [seq for piece in pieces for seq in piece] == list(range(1, count + 1))
    stream.close()


def _ticks_bytes(topic: str, number: int) -> bytes:
    body = m.TicksUpdate(symbol="EURUSD", digits=5, epoch=1, packed=b"\0" * 10_000)
    return encode(StreamEnvelope(v=1, topic=topic, seq=number, body=body))


def _await(holds: object) -> None:
    deadline_s = time.monotonic() + 10
    assert callable(holds)
    while not holds():
        assert time.monotonic() < deadline_s
        threading.Event().wait(0.01)
