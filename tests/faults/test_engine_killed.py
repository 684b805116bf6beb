"""kill -9 of the engine: nothing stored is lost or half-done, and the replay goes on where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.client.launch import start_engine
from pyworkstation.client.stream import Stream
from pyworkstation.domain.columns import Bars
from pyworkstation.protocol import messages as m
from tests.engine_process import (
    engine_process,
    import_file,
    next_message,
    snapshot,
    wait_for_engine,
    write_ticks,
)

SECONDS = 4 * 3600


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ticks_file(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=SECONDS)
    return tmp_path / "ticks.csv"


def _bars(client: Client, timeframe: str = "M1") -> tuple[m.BarsUpdate, int]:
    reply = snapshot(client, f"bars.EURUSD.{timeframe}")
    assert isinstance(reply.body, m.BarsUpdate)
    return reply.body, reply.seq


def _stored_bars(client: Client, to_us: int | None) -> Bars:
    parts = client.request(m.GetBars(symbol="EURUSD", timeframe="M1", to_us=to_us))
    return Bars.concatenate([Bars.unpack(part.packed) for part in parts if isinstance(part, m.BarsPart)])


def test_replay_goes_on_after_a_kill_with_no_bar_missing(home: Path, ticks_file: Path) -> None:
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        client = Client(connection)
        import_file(client, ticks_file)
        stream = Stream(connection, ["replay"])
        client.call(m.ReplayStart(symbol="EURUSD", from_us=1_549_238_400_000_000 + 3600 * 10**6, speed=600.0))
        moved = next_message(
            stream, lambda message: isinstance(message.body, m.ReplayState) and message.body.ticks_done > 8000
        )
        process.kill()
        process.wait(10)
        stream.close()
        client.close()
    before = moved.body
    assert isinstance(before, m.ReplayState)

    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        state = client.call(m.GetStatus())
        assert isinstance(state, m.Status)
        assert state.replay.symbol == "EURUSD"
        assert state.replay.speed == 600.0
        assert state.replay.epoch > before.epoch
        update, _ = _bars(client)
        completed, forming = Bars.unpack(update.completed), Bars.unpack(update.forming)
        stored = _stored_bars(client, int(forming.open_us[0]))
        assert completed.pack() == stored.pack()


def test_client_is_told_at_once_when_the_engine_is_killed(home: Path) -> None:
    with engine_process(home) as process:
        client = Client(wait_for_engine(home, process))
        client.ping()
        process.kill()
        process.wait(10)
        with pytest.raises(EngineGoneError):
            client.ping(timeout_s=5)
        client.close()
    assert find_engine(home) is None


def test_kill_during_an_import_leaves_whole_files_only(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    size = 2 * 1800
    for number in range(40):
        write_ticks(
            folder / f"{number:02d}.csv", seconds=1800, first_ms=1_549_238_400_000 + number * 3_600_000
        )
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        parts = client.request(m.ImportTicks(paths=[str(folder)], symbol="EURUSD"), timeout_s=None)
        next(parts)
        process.kill()
        process.wait(10)
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        status = client.call(m.GetStatus())
        assert isinstance(status, m.Status)
        stored = sum(symbol.ticks for symbol in status.symbols)
        assert stored % size == 0
        import_file(client, folder)
        status = client.call(m.GetStatus())
        assert isinstance(status, m.Status)
        assert [symbol.ticks for symbol in status.symbols] == [40 * size]
        assert len(_stored_bars(client, None)) == 40 * 30


def test_second_engine_on_the_same_home_is_refused_by_name_of_the_first(home: Path) -> None:
    with engine_process(home) as first:
        second = start_engine(home)
        assert second.wait(30) == 3
        words = (home / "logs" / "engine-start.txt").read_text(encoding="utf-8")
        assert str(first.pid) in words
        assert find_engine(home) is not None
