"""A follower that looks now and then, of a replay that does not wait for it: every completed bar, and the newest of all else."""

from __future__ import annotations

from pathlib import Path

from pyworkstation.client import Client
from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.subscription import Update
from pyworkstation.domain.columns import Bars
from pyworkstation.protocol import messages as m
from tests.engine_process import (
    FIRST_MS,
    await_true,
    engine_process,
    import_file,
    wait_for_engine,
    write_ticks,
)

SECONDS = 1200
BARS, TICKS = "bars.EURUSD.S5", "ticks.EURUSD"


def test_a_slow_follower_misses_no_bar_and_reads_little(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    with engine_process(home) as process, Client(home) as ws, ws.follow(BARS, TICKS, "replay") as followed:
        with RunClient(wait_for_engine(home, process)) as client:
            import_file(client, file)
        ws.replay_start("EURUSD", speed=60.0, paused=True)
        updates = followed.take(10.0)
        assert [update.is_snapshot for update in updates] == [True] * 3
        ws.replay_pause(paused=False)
        await_true(lambda: ws.health().symbols[0].ticks > 200, within_s=20, what="no ticks came")
        updates += followed.take(10.0)
        ws.replay_speed(100_000.0)
        await_true(lambda: _finished(ws), within_s=20, what="the replay did not end")
        (traffic,) = ws.traffic().followers
        last = followed.take(10.0)
        assert followed.take(0.0) == []
    assert _opens(updates + last) == [
        FIRST_MS * 1000 + 5_000_000 * number for number in range(SECONDS // 5 - 1)
    ]
    assert len([update for update in last if update.topic == TICKS]) == 1
    assert isinstance(last[-1].body, m.ReplayState)
    assert last[-1].body.finished
    assert traffic.topics == 3
    assert traffic.passed_over > traffic.waiting
    assert traffic.lost == 0


def _finished(ws: Client) -> bool:
    return ws.status().replay.finished


def _opens(updates: list[Update]) -> list[int]:
    """Of the completed bars, in the order in which they came."""
    opens: list[int] = []
    for update in updates:
        if isinstance(update.body, m.BarsUpdate):
            if update.is_snapshot:
                opens.clear()
            opens += Bars.unpack(update.body.completed).open_us.tolist()
    return opens


def test_followers_of_an_engine_that_ends_do_not_hold_it_up(tmp_path: Path) -> None:
    with engine_process(tmp_path) as process:
        connection = wait_for_engine(tmp_path, process)
        with RunClient(connection) as waits, RunClient(connection) as stops:
            following = waits.call(m.Follow(topics=["log"]))
            assert isinstance(following, m.Following)
            waiting = waits.request(m.TakeNews(id=following.id, wait_ms=60_000), timeout_s=70.0)
            stops.call(m.Shutdown())
            process.wait(10)
            waiting.close()  # type: ignore[attr-defined] # a generator
    assert process.returncode == 0
