"""The multi-timeframe state as clients of the engine process see it: snapshots, any timeframe, indicators, health, dump."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.cli.main import main
from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.stream import Stream
from pyworkstation.domain.columns import Bars
from pyworkstation.protocol import messages as m
from tests.engine_process import (
    engine_process,
    import_file,
    messages,
    next_message,
    snapshot,
    wait_for_engine,
    write_ticks,
)

START_US = 1_549_240_000_000_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "home"


@pytest.fixture(scope="module")
def connection(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    file = tmp_path_factory.mktemp("ticks") / "ticks.csv"
    write_ticks(file, seconds=7200)
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        with Client(connection) as client:
            import_file(client, file)
        yield connection


@pytest.fixture
def client(connection: Connection) -> Iterator[Client]:
    with Client(connection) as client:
        client.call(m.ReplayStart(symbol="EURUSD", from_us=START_US, speed=120.0))
        yield client


def _rows(packed: bytes) -> int:
    return len(Bars.unpack(packed))


@pytest.mark.parametrize("timeframe", ["S1", "S7", "T25", "V100000000", "R100", "K100"])
def test_bars_of_any_timeframe_come_each_once_with_the_values_of_its_indicators(
    connection: Connection, client: Client, timeframe: str
) -> None:
    stream = Stream(connection, [f"bars.EURUSD.{timeframe}"])
    start = snapshot(client, f"bars.EURUSD.{timeframe}")
    attached = client.call(m.AttachIndicator(symbol="EURUSD", timeframe=timeframe, name="EMA"))
    assert isinstance(attached, m.AttachedIndicator)
    stream.add(attached.topic)
    values_start = snapshot(client, attached.topic)
    assert isinstance(start.body, m.BarsUpdate)
    assert isinstance(values_start.body, m.ValuesUpdate)
    seqs = {start.topic: start.seq, values_start.topic: values_start.seq}
    told = {
        start.topic: start.body.first_index + _rows(start.body.completed),
        values_start.topic: values_start.body.first_index + len(values_start.body.completed) // 8,
    }
    heard: set[str] = set()
    for message in itertools.islice(messages(stream), 60):
        if message.seq <= seqs[message.topic]:
            continue
        body = message.body
        assert isinstance(body, m.BarsUpdate | m.ValuesUpdate)
        if message.seq > seqs[message.topic] + 1:
            # Told before the engine knew of this listener: there is a gap, and only at the beginning.
            assert message.topic not in heard
            told[message.topic] = body.first_index
        heard.add(message.topic)
        seqs[message.topic] = message.seq
        assert body.first_index == told[message.topic]
        told[message.topic] += (
            _rows(body.completed) if isinstance(body, m.BarsUpdate) else len(body.completed) // 8
        )
    stream.close()
    parts = list(client.request(m.GetSnapshot(symbol="EURUSD", timeframes=[timeframe], bars=100)))
    (part,) = parts
    assert isinstance(part, m.SnapshotPart)
    assert [(each.id, each.name) for each in part.indicators] == [(attached.id, "EMA")]
    assert len(part.indicators[0].completed) // 8 == _rows(part.completed)


def test_snapshot_parts_are_of_one_instant(client: Client) -> None:
    parts = [
        part for part in client.request(m.GetSnapshot(symbol="EURUSD")) if isinstance(part, m.SnapshotPart)
    ]
    assert len(parts) >= 10
    assert len({(part.ticks, part.position_us, part.epoch) for part in parts}) == 1
    # Bars are [open, close): all forming ones hold the last tick, which closes each of them for now.
    formings = [Bars.unpack(part.forming) for part in parts if part.forming]
    assert len({int(bars.last_us[0]) for bars in formings}) == 1
    assert len({int(bars.bid_close[0]) for bars in formings}) == 1


def test_health_is_told_each_second_and_when_asked(connection: Connection, client: Client) -> None:
    stream = Stream(connection, ["health"])
    told = next_message(stream, lambda _: True).body
    stream.close()
    asked = client.call(m.GetHealth())
    for health in (told, asked):
        assert isinstance(health, m.Health)
        assert health.pid == connection.pid
        assert health.started_us == connection.started_us
        assert [row.symbol for row in health.symbols] == ["EURUSD"]
        assert health.symbols[0].ticks > 0


def test_indicators_are_listed_with_what_it_takes_to_attach_each(client: Client) -> None:
    listed = client.call(m.ListIndicators())
    assert isinstance(listed, m.Indicators)
    assert len(listed.indicators) >= 50
    for spec in listed.indicators:
        request = m.AttachIndicator(
            symbol="EURUSD",
            timeframe="M1",
            name=spec.name,
            params={param.name: param.default for param in spec.params},
            holder="the list",
        )
        attached = client.call(request)
        assert isinstance(attached, m.AttachedIndicator)
        assert attached.params == request.params
        assert attached.outputs == [output.name for output in spec.outputs]
        assert attached.warm_up == spec.warm_up
        client.call(m.DetachIndicator(symbol="EURUSD", id=attached.id, holder="the list"))


def test_values_of_every_indicator_fit_in_one_snapshot(client: Client) -> None:
    listed = client.call(m.ListIndicators())
    assert isinstance(listed, m.Indicators)
    ids = []
    for spec in listed.indicators:
        attached = client.call(
            m.AttachIndicator(symbol="EURUSD", timeframe="S1", name=spec.name, holder="all")
        )
        assert isinstance(attached, m.AttachedIndicator)
        ids.append(attached.id)
    (part,) = client.request(m.GetSnapshot(symbol="EURUSD", timeframes=["S1"], bars=500))
    assert isinstance(part, m.SnapshotPart)
    assert {values.id for values in part.indicators} >= set(ids)
    for values in part.indicators:
        assert np.frombuffer(values.completed, "<f8").size == len(values.outputs) * _rows(part.completed)
    for attached_id in ids:
        client.call(m.DetachIndicator(symbol="EURUSD", id=attached_id, holder="all"))


def test_debug_and_status_show_the_running_state(
    home: Path, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.call(m.GetHealth())
    assert main(["--home", str(home), "debug", "EURUSD"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("replay of EURUSD, epoch ")
    for timeframe in ("S1", "M1", "D1"):
        assert f"\n{timeframe} " in text
    assert main(["--home", str(home), "status"]) == 0
    assert "\nstate: " in capsys.readouterr().out
    assert main(["--home", str(home), "debug", "--json"]) == 0
    assert '"symbol":"EURUSD"' in capsys.readouterr().out


def test_debug_of_another_symbol_is_refused(home: Path, client: Client) -> None:
    with pytest.raises(RequestFailedError) as failure:
        client.call(m.GetDebugDump(symbol="USDJPY"))
    assert failure.value.code == "input_error"


def test_debug_without_an_engine_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path / "none"), "debug", "EURUSD"]) == 1
    assert "expected a running engine" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
