"""The running replay: an injected clock, and listeners that count what they are told."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine, TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.market_follower import NobodyFollows
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.replay.tick_feed import Place
from pyworkstation.services.streams import Streams
from pyworkstation.services.trading_days import TradingDays
from tests.unit.services.replay.desk import ENDING_AT_ONE, SECOND, TICKS, Clock, Desk, Listener, reached
from tests.unit.services.replay.memory_source import MemorySource, ticks_at


def _bars(desk: Desk, timeframe: str = "M1") -> m.BarsUpdate:
    _, body = desk.replay.snapshot(f"bars.EURUSD.{timeframe}")
    assert isinstance(body, m.BarsUpdate)
    return body


def test_replay_follows_the_clock_at_its_speed(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=60.0))
    desk.clock.now_s += 10
    desk.listener.wait_for(reached(600 * SECOND))
    assert desk.replay.state().position_us == 600 * SECOND
    assert len(Bars.unpack(_bars(desk).completed)) == 10


def test_completed_bars_of_the_stream_are_all_there_and_in_order(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=60.0))
    for _ in range(15):
        desk.clock.now_s += 7
        desk.listener.wait_for(reached(int((desk.clock.now_s - 100) * 60) * SECOND))
    numbers: list[int] = []
    for message in desk.listener.of("bars.EURUSD.M1"):
        assert isinstance(message.body, m.BarsUpdate)
        rows = len(Bars.unpack(message.body.completed))
        numbers += range(message.body.first_index, message.body.first_index + rows)
    assert numbers == list(range(len(numbers)))
    assert len(numbers) == desk.replay.state().position_us // (60 * SECOND)  # type: ignore[operator]


def test_sequence_numbers_have_no_gap(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=600.0))
    desk.clock.now_s += 3
    desk.listener.wait_for(reached(1800 * SECOND))
    for topic in ("bars.EURUSD.M1", "replay", "ticks.EURUSD"):
        assert [message.seq for message in desk.listener.of(topic)] == list(
            range(1, len(desk.listener.of(topic)) + 1)
        )


def test_pause_holds_the_market_and_resuming_loses_no_time(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=1.0, paused=True))
    desk.clock.now_s += 1000
    assert desk.replay.state().position_us == 0
    desk.replay.pause(paused=False)
    desk.clock.now_s += 5
    desk.listener.wait_for(reached(5 * SECOND))
    assert desk.replay.state().position_us == 5 * SECOND


@pytest.mark.parametrize("target_s", [0, 59, 60, 3599, 3600, 7000])
@pytest.mark.parametrize("start_s", [0, 3700])
def test_seek_gives_exactly_the_state_of_that_moment(desk: Desk, start_s: int, target_s: int) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=start_s * SECOND, paused=True))
    state = desk.replay.seek(target_s * SECOND)
    plain = MtfEngine(["M1", "M5", "H1"], depth=500)
    plain.on_ticks(TICKS.slice(0, target_s + 1))
    assert state.position_us == target_s * SECOND
    assert _bars(desk).completed == plain.completed("M1")[1].pack()
    assert _bars(desk, "H1").forming == plain.forming("H1").pack()


def test_what_was_imported_meanwhile_is_within_reach_of_a_jump(desk: Desk) -> None:
    """An hour of ticks is stored when the replay starts, the second hour comes while it stands at its end."""
    desk.source.ticks = TICKS.slice(0, 3600)
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=3599 * SECOND, paused=True))
    assert desk.replay.state().finished
    desk.source.ticks = TICKS
    state = desk.replay.seek(5000 * SECOND)
    assert (state.position_us, state.last_us, state.finished) == (5000 * SECOND, 7199 * SECOND, False)
    plain = MtfEngine(["M1"], depth=500)
    plain.on_ticks(TICKS.slice(0, 5001))
    assert _bars(desk).completed == plain.completed("M1")[1].pack()


def test_days_that_end_otherwise_since_are_there_after_a_jump(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    desk.replay.snapshot("bars.EURUSD.D1")
    desk.source.days = TradingDays(ENDING_AT_ONE, "another")
    desk.replay.seek(5000 * SECOND)
    plain = MtfEngine(["D1"], depth=500, day_close=ENDING_AT_ONE)
    plain.on_ticks(TICKS.slice(0, 5001))
    assert len(plain.completed("D1")[1]) == 1
    assert _bars(desk, "D1").completed == plain.completed("D1")[1].pack()


def test_seek_begins_a_new_epoch(desk: Desk) -> None:
    before = desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True)).epoch
    assert desk.replay.seek(100 * SECOND).epoch == before + 1


def test_end_of_the_data_is_told(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=7190 * SECOND))
    desk.clock.now_s += 100
    desk.listener.wait_for(lambda message: isinstance(message.body, m.ReplayState) and message.body.finished)


def test_engine_that_comes_back_goes_on_where_the_last_one_stood(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=10.0, paused=True))
    epoch = desk.replay.state().epoch
    desk.replay.close()
    desk.replay = desk.open()
    desk.replay.resume_saved()
    state = desk.replay.state()
    assert (state.symbol, state.position_us, state.speed, state.paused) == (
        "EURUSD",
        1000 * SECOND,
        10.0,
        True,
    )
    assert state.epoch > epoch


def test_stopped_replay_is_forgotten(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD"))
    desk.replay.stop()
    assert desk.replay.state().symbol is None
    assert not desk.saved.exists()
    assert desk.replay.snapshot("bars.EURUSD.M1")[1] is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b'{"version":1,"symbol":"NOPE","position_us":1}',
        b"\x00" * 9,
        b'{"symbol":"\xe9"}',
        b"[" * 9000,
    ],
)
def test_saved_file_that_is_nonsense_is_passed_over(
    desk: Desk, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    desk.saved.write_bytes(text)
    desk.replay.resume_saved()
    assert desk.replay.state().symbol is None
    assert f"{desk.saved}: not a saved replay" in caplog.text


@pytest.mark.parametrize(
    "topic",
    [
        "bars.EURUSD.M07",
        "bars.EURUSD.X7",
        "bars.EURUSD",
        "values.EURUSD.M1",
        "values.EURUSD.M1.x",
        "prices.EURUSD",
        "bars",
    ],
)
def test_unknown_topic_is_refused(desk: Desk, topic: str) -> None:
    with pytest.raises(InputError):
        desk.replay.snapshot(topic)


def test_pausing_nothing_is_an_input_error(desk: Desk) -> None:
    with pytest.raises(InputError, match="expected a running replay"):
        desk.replay.pause(paused=True)


def test_no_bar_is_lost_when_one_frame_completes_more_than_the_ring_holds(tmp_path: Path) -> None:
    listener, clock = Listener(), Clock()
    replay = Replay(
        MemorySource(TICKS, chunk=1000),
        Streams(listener),
        timeframes=("S1", "M1"),
        depth=100,
        frame_s=0.001,
        saved_file=tmp_path / "replay.json",
        clock=clock,
    )
    with contextlib.closing(replay):
        replay.start(m.ReplayStart(symbol="EURUSD", speed=1e6, paused=True))
        clock.now_s += 1
        replay.pause(paused=False)
        clock.now_s += 1
        listener.wait_for(lambda message: isinstance(message.body, m.ReplayState) and message.body.finished)
    numbers: list[int] = []
    for message in listener.of("bars.EURUSD.S1"):
        assert isinstance(message.body, m.BarsUpdate)
        rows = len(Bars.unpack(message.body.completed))
        numbers += range(message.body.first_index, message.body.first_index + rows)
    assert numbers == list(range(7199))


def test_a_reader_who_is_not_ready_holds_the_replay(tmp_path: Path) -> None:
    listener, clock, ready = Listener(), Clock(), threading.Semaphore(0)
    waiting = threading.Event()

    def wait() -> None:
        waiting.set()
        ready.acquire()

    replay = Replay(
        MemorySource(TICKS, chunk=1000),
        Streams(listener),
        timeframes=("M1",),
        depth=100,
        frame_s=0.001,
        saved_file=tmp_path / "replay.json",
        clock=clock,
        wait_for_reader=wait,
    )
    replay.start(m.ReplayStart(symbol="EURUSD", speed=1.0))
    assert waiting.wait(10)
    clock.now_s += 60
    assert replay.state().position_us == 0
    ready.release(1000)
    listener.wait_for(reached(60 * SECOND))
    ready.release(1_000_000)
    replay.close()


class Slow(NobodyFollows):
    """Takes ten microseconds of the clock for each tick."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        self._clock.now_s += len(ticks) * 1e-5


def test_at_full_speed_pictures_come_at_the_rate_of_frames(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "run", ticks_at(list(range(0, 400_000 * 1000, 1000))))
    desk.replay.close()
    replay = Replay(
        desk.source,
        desk.streams,
        timeframes=("M1",),
        depth=500,
        frame_s=0.1,
        saved_file=desk.saved,
        clock=desk.clock,
        follower=Slow(desk.clock),
    )
    replay.start(m.ReplayStart(symbol="EURUSD", speed=1e6))
    desk.clock.now_s += 1
    desk.listener.wait_for(lambda message: isinstance(message.body, m.ReplayState) and message.body.finished)
    replay.close()
    told = [
        each.body.ticks_done for each in desk.listener.of("replay") if isinstance(each.body, m.ReplayState)
    ]
    steps = np.diff(told)
    # A frame has time for 10,000.
    assert steps[-5:-1].max() <= 15_000
    assert steps[-5:-1].min() >= 5_000
