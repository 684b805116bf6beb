"""The engine process as its clients see it: start, answer, stream, stop."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection, find_engine
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.stream import Stream
from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.protocol import messages as m
from tests.engine_process import (
    engine_process,
    import_file,
    messages,
    next_message,
    snapshot,
    wait_for_engine,
    words_of,
    write_ticks,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine") / "home"


@pytest.fixture(scope="module")
def connection(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    file = tmp_path_factory.mktemp("ticks") / "ticks.csv"
    write_ticks(file, seconds=7200)
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        with Client(connection) as client:
            assert import_file(client, file).ticks_new == 14_400
        yield connection


@pytest.fixture
def client(connection: Connection) -> Iterator[Client]:
    with Client(connection) as client:
        yield client


def test_ping_reaches_rust_and_comes_back(client: Client) -> None:
    reply = client.call(m.Ping(nonce=2**62))
    assert isinstance(reply, m.Pong)
    assert reply.nonce == 2**62


def test_ticks_come_back_as_they_were_stored(client: Client) -> None:
    parts = client.request(m.GetTicks(symbol="EURUSD"))
    ticks = Ticks.concatenate([Ticks.unpack(part.packed) for part in parts if isinstance(part, m.TicksPart)])
    assert len(ticks) == 14_400
    assert (ticks.bid[0], ticks.ask[0], ticks.bid_volume[0]) == (114_400, 114_403, 1_500_000)


def test_unknown_symbol_is_an_input_error(client: Client) -> None:
    with pytest.raises(RequestFailedError) as failure:
        list(client.request(m.GetBars(symbol="NOSUCH", timeframe="M1")))
    assert failure.value.code == "input_error"
    assert failure.value.exit_code == 1


def test_stream_carries_on_from_the_snapshot_without_a_gap(connection: Connection, client: Client) -> None:
    topic = "bars.EURUSD.S5"
    stream = Stream(connection, [topic])
    client.call(m.ReplayStart(symbol="EURUSD", from_us=1_549_240_000_000_000, speed=120.0))
    next_message(stream, lambda message: True)
    start = snapshot(client, topic)
    assert isinstance(start.body, m.BarsUpdate)
    seq, count = start.seq, start.body.first_index + len(Bars.unpack(start.body.completed))
    for message in itertools.islice(messages(stream), 60):
        assert isinstance(message.body, m.BarsUpdate)
        if message.seq <= start.seq:
            continue
        assert (message.seq, message.body.first_index) == (seq + 1, count)
        assert message.body.epoch == start.body.epoch
        seq, count = message.seq, count + len(Bars.unpack(message.body.completed))
    assert seq > start.seq
    stream.close()
    client.call(m.ReplayStop())


def test_heartbeat_names_the_process(connection: Connection) -> None:
    stream = Stream(connection, ["heartbeat"])
    beat = next_message(stream, lambda message: True)
    assert isinstance(beat.body, m.Heartbeat)
    assert beat.body.pid == connection.pid
    stream.close()


def test_shutdown_ends_the_process_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with engine_process(home) as process:
        with Client(wait_for_engine(home, process)) as client:
            assert client.call(m.Shutdown()) == m.Done()
        assert process.wait(10) == 0
    assert find_engine(home) is None
    assert not (home / "run" / "connection.json").exists()
    assert "Traceback" not in words_of(home)
