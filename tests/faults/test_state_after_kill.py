"""kill -9 of the engine in the middle of a replay: bars and indicators then equal those of an engine nobody disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from tests.engine_process import (
    await_true,
    engine_process,
    import_file,
    next_message,
    wait_for_engine,
    words_of,
    write_ticks,
)

FIRST_US = 1_549_238_400_000_000
HOUR_US = 3_600_000_000
START_US, END_US = FIRST_US + HOUR_US, FIRST_US + 3 * HOUR_US
WANTED = [("M1", "EMA"), ("M5", "OBV"), ("T100", "RSI"), ("R100", "SPREAD"), ("H1", "VWAP")]


@pytest.fixture
def ticks_file(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=4 * 3600)
    return tmp_path / "ticks.csv"


def _begin(client: Client, ticks_file: Path) -> None:
    import_file(client, ticks_file)
    client.call(m.ReplayStart(symbol="EURUSD", from_us=START_US, speed=300.0, paused=True))
    for timeframe, name in WANTED:
        client.call(m.AttachIndicator(symbol="EURUSD", timeframe=timeframe, name=name, holder="test"))


def _saved(client: Client) -> bool:
    health = client.call(m.GetHealth())
    assert isinstance(health, m.Health)
    return health.symbols[0].saved_us is not None


def _run_to(client: Client, stream: Stream, to_us: int) -> None:
    client.call(m.ReplayPause(paused=False))
    next_message(
        stream,
        lambda message: (
            isinstance(message.body, m.ReplayState)
            and message.body.position_us is not None
            and message.body.position_us >= to_us
        ),
        within_s=30,
    )


def _said(client: Client) -> list[m.SnapshotPart]:
    client.call(m.ReplayPause(paused=True))
    client.call(m.ReplaySeek(to_us=END_US))
    parts = []
    for part in client.request(m.GetSnapshot(symbol="EURUSD", bars=500)):
        assert isinstance(part, m.SnapshotPart)
        parts.append(
            m.SnapshotPart(**{name: getattr(part, name) for name in part.__struct_fields__} | {"epoch": 0})
        )
    return parts


def test_state_after_three_kills_equals_an_undisturbed_one(tmp_path: Path, ticks_file: Path) -> None:
    home, other_home = tmp_path / "home", tmp_path / "other"
    for kill in range(3):
        with engine_process(home) as process, Client(connection := wait_for_engine(home, process)) as client:
            if kill == 0:
                _begin(client, ticks_file)
            else:
                assert "a saved state will not do" not in words_of(home)
                assert words_of(home).count("restored to the tick") == kill
            await_true(lambda: _saved(client), within_s=20, what="the state was not saved")
            stream = Stream(connection, ["replay"])
            _run_to(client, stream, START_US + (kill + 1) * HOUR_US // 4)
            stream.close()
            process.kill()
            process.wait(10)
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        said = _said(client)
    with engine_process(other_home) as process, Client(wait_for_engine(other_home, process)) as client:
        _begin(client, ticks_file)
        undisturbed = _said(client)
    assert [part.timeframe for part in said] == [part.timeframe for part in undisturbed]
    assert said == undisturbed
    assert {part.ticks for part in said} == {2 * 3 * 3600 + 1}
