"""kill -9 of the engine while alerts fire: none fires twice, none is passed over, and all are told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pyworkstation.client.client import Client
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from tests.command import output_of
from tests.engine_process import engine_process, import_file, next_message, wait_for_engine, write_ticks

FIRST_US = 1_549_238_400_000_000
MINUTE_US = 60_000_000
START_US, KILL_US, END_US = (FIRST_US + minutes * MINUTE_US for minutes in (10, 40, 70))
LEVEL = 114_395


def _expected() -> list[int]:
    """By hand from the ticks of `write_ticks`: each rise to the level, but for those within a minute of the last."""
    bids = [114_000 + abs((row * 37) % 800 - 400) for row in range(2 * 4800)]
    times = [FIRST_US + row * 500_000 for row in range(len(bids))]
    fired: list[int] = []
    for before, bid, at_us in zip(bids, bids[1:], times[1:], strict=False):
        is_later = not fired or at_us - fired[-1] >= MINUTE_US
        if START_US < at_us <= END_US and before < LEVEL <= bid and is_later:
            fired.append(at_us)
    return fired


def _play(client: Client, stream: Stream, to_us: int) -> None:
    client.call(m.ReplayPause(paused=False))
    next_message(
        stream,
        lambda message: (
            isinstance(message.body, m.ReplayState)
            and message.body.position_us is not None
            and message.body.position_us >= to_us
        ),
        within_s=60,
    )


def _fired(client: Client) -> list[m.AlertFired]:
    told = client.call(m.ListAlerts())
    assert isinstance(told, m.Alerts)
    return told.fired


def test_alerts_over_a_kill(tmp_path: Path) -> None:
    home, ticks = tmp_path / "home", tmp_path / "ticks.csv"
    write_ticks(ticks, seconds=4800)
    assert (
        output_of("alerts", "set", "EURUSD", "above", "1.14395", "--again", home=home) == "alert 1 is set\n"
    )
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        with Client(connection) as client, closing(Stream(connection, ["replay"])) as stream:
            import_file(client, ticks)
            client.call(m.ReplayStart(symbol="EURUSD", from_us=START_US, speed=300.0, paused=True))
            _play(client, stream, KILL_US)
        process.kill()
        process.wait(10)
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        with Client(connection) as client, closing(Stream(connection, ["replay"])) as stream:
            _play(client, stream, END_US)
            client.call(m.ReplayPause(paused=True))
            fired = [each for each in _fired(client) if each.at_us is not None and each.at_us <= END_US]
        expected = _expected()
        assert len(expected) > 30
        assert [each.at_us for each in fired] == expected
        assert [each.number for each in fired] == list(range(1, len(expected) + 1))
    assert f"\n{len(expected):6}  " in output_of("alerts", "--fired", home=home)
