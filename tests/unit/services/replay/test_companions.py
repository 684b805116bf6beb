"""Symbols beside the replayed one: exact up to the clock, never past it, there while they are heard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine, TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.companions import MOST_WITH_BARS
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.replay.waypoints import Waypoints
from tests.unit.services.replay.desk import SECOND, TICKS, Desk, reached
from tests.unit.services.replay.memory_source import Market, MemorySource, ticks_at

HOUR = 3600 * SECOND


def _pounds() -> TickColumns:
    """At times of their own, several of them shared, with a break of an hour; the last hours lie behind the euro's."""
    drawn = np.random.default_rng(6)
    times = sorted((drawn.integers(10_000, 216_000, 6000) * 50_000).tolist())
    kept = [at for at in times if not HOUR // 2 < at < HOUR]
    return ticks_at(kept, (120_000 + drawn.integers(-90, 90, len(kept))).tolist())


POUNDS = _pounds()


class Floor(Desk):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.replay.close()
        self.heard = {"nothing"}
        self.market = Market(TICKS, {"GBPUSD": POUNDS}, chunk=700)
        self.replay = Replay(
            self.market,
            self.streams,
            timeframes=("M1", "M5", "H1"),
            depth=500,
            frame_s=0.001,
            saved_file=self.saved,
            clock=self.clock,
            is_heard=lambda topic: topic in self.heard,
        )

    def body(self, topic: str) -> m.StreamBody | None:
        return self.replay.snapshot(topic)[1]

    def bars(self, timeframe: str) -> m.BarsUpdate:
        body = self.body(f"bars.GBPUSD.{timeframe}")
        assert isinstance(body, m.BarsUpdate)
        return body

    def quote_us(self, symbol: str = "GBPUSD") -> int | None:
        body = self.body(f"ticks.{symbol}")
        return int(Ticks.unpack(body.packed).ts_us[-1]) if isinstance(body, m.TicksUpdate) else None


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path / "run")
    yield floor
    floor.replay.close()


def _alone(timeframe: str, clock_us: int) -> MtfEngine:
    """An engine that was given the pounds up to the clock, and nothing else."""
    alone = MtfEngine([timeframe], depth=500)
    alone.on_ticks(POUNDS.slice(0, POUNDS.searchsorted(clock_us + 1)))
    return alone


def _check(floor: Floor, timeframe: str) -> None:
    clock_us = floor.replay.state().position_us
    assert clock_us is not None
    body, alone = floor.bars(timeframe), _alone(timeframe, clock_us)
    assert body.completed == alone.completed(timeframe)[1].pack()
    assert body.forming == alone.forming(timeframe).pack()


@pytest.mark.parametrize("timeframe", ["M1", "M5", "H1", "M7", "T100"])
def test_bars_are_those_of_an_engine_with_the_ticks_up_to_the_clock_wherever_it_goes(
    floor: Floor, timeframe: str
) -> None:
    replay, drawn = floor.replay, np.random.default_rng(7)
    replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    _check(floor, timeframe)
    for _ in range(12):
        replay.seek(int(drawn.integers(0, 2 * HOUR)))
        _check(floor, timeframe)
        replay.step(m.ReplayStep(count=int(drawn.choice([-3, -1, 1, 5]))))
        _check(floor, timeframe)
        replay.step(m.ReplayStep(count=int(drawn.choice([-1, 1, 2])), timeframe="M5"))
        _check(floor, timeframe)


def test_they_are_the_same_from_waypoints_and_come_back_from_there_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    often = partial(Waypoints, every_ticks=300)
    monkeypatch.setattr("pyworkstation.services.replay.service.Waypoints", often)
    drawn = np.random.default_rng(8)
    for _ in range(2):  # The second finds the waypoints, and the replay, of the first.
        floor = Floor(tmp_path / "run")
        floor.replay.resume_saved()
        if floor.replay.state().symbol is None:
            floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=2 * HOUR, paused=True))
            _check(floor, "M1")
        else:
            pounds = floor.market.beside["GBPUSD"].reads
            _check(floor, "M1")
            assert None not in pounds
            assert all(at is None or at > HOUR for at in pounds)
        for _ in range(8):
            floor.replay.seek(int(drawn.integers(0, 2 * HOUR)))
            for timeframe in ("M1", "T100"):
                _check(floor, timeframe)
            floor.replay.step(m.ReplayStep(count=int(drawn.choice([-3, -1, 5]))))
            _check(floor, "M5")
        floor.replay.seek(2 * HOUR - SECOND)
        floor.replay.close()


def test_each_bar_is_told_once_and_none_is_left_out(floor: Floor) -> None:
    floor.heard = {"bars.GBPUSD.M1"}
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=600.0))
    start = floor.bars("M1")
    told, rows = start.first_index, [Bars.unpack(start.completed)]
    told += len(rows[0])
    for _ in range(2):
        floor.clock.now_s += 9
        floor.listener.wait_for(reached(6400 * SECOND))
    floor.listener.wait_for(reached(7199 * SECOND))
    floor.replay.pause(paused=True)
    for message in floor.listener.of("bars.GBPUSD.M1"):
        assert isinstance(message.body, m.BarsUpdate)
        assert message.body.first_index == told
        rows.append(Bars.unpack(message.body.completed))
        told += len(rows[-1])
    assert Bars.concatenate(rows).pack() == _alone("M1", 7199 * SECOND).completed("M1")[1].pack()


def test_values_of_an_indicator_are_those_of_an_engine_alone(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=5000 * SECOND, paused=True))
    attached = floor.replay.attach(
        m.AttachIndicator(symbol="GBPUSD", timeframe="M1", name="EMA", params={"period": 5.0}, holder="me")
    )
    for target in (5000, 6000, 4000):
        floor.replay.seek(target * SECOND)
        alone = MtfEngine(["M1"], depth=500, digits=5)
        ema = alone.add_indicator("M1", "EMA", period=5)
        alone.on_ticks(POUNDS.slice(0, POUNDS.searchsorted(target * SECOND + 1)))
        body = floor.body(attached.topic)
        assert isinstance(body, m.ValuesUpdate)
        expected = np.asarray(alone.indicator_values(ema)[1]["average"], dtype="<f8").tobytes()
        assert body.completed == expected
    floor.replay.detach(m.DetachIndicator(symbol="GBPUSD", id=attached.id, holder="me"))
    with pytest.raises(InputError, match="attached indicator"):
        floor.body(attached.topic)


def test_no_id_of_an_indicator_is_that_of_another_symbols(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    ids = [
        floor.replay.attach(m.AttachIndicator(symbol=symbol, timeframe="M1", name=name, holder="me")).id
        for symbol, name in (("EURUSD", "EMA"), ("GBPUSD", "EMA"), ("EURUSD", "SMA"), ("GBPUSD", "SMA"))
    ]
    assert len(set(ids)) == 4


def test_a_quote_is_the_last_one_up_to_the_clock(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=400 * SECOND, paused=True))
    assert floor.quote_us() is None  # It begins 500 s in.
    for target in (1000, 3000, 3599, 7199, 2000, 450, 700):
        floor.replay.seek(target * SECOND)
        seen = POUNDS.ts_us[POUNDS.ts_us <= target * SECOND]
        assert floor.quote_us() == (int(seen[-1]) if len(seen) else None)


def test_quotes_are_told_tick_by_tick_as_the_clock_moves(floor: Floor) -> None:
    floor.heard = {"ticks.GBPUSD"}
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=600.0))
    before = floor.quote_us()
    floor.clock.now_s += 12
    floor.listener.wait_for(reached(7199 * SECOND))
    floor.replay.pause(paused=True)
    told = [
        Ticks.unpack(each.body.packed).ts_us
        for each in floor.listener.of("ticks.GBPUSD")
        if isinstance(each.body, m.TicksUpdate)
    ]
    at = POUNDS.ts_us
    assert before is not None
    assert np.concatenate(told).tolist() == at[(at > before) & (at <= 7199 * SECOND)].tolist()
    assert not floor.listener.of("bars.GBPUSD.M1")


def test_what_nobody_hears_any_more_goes(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    floor.heard = {"bars.GBPUSD.M1", "ticks.GBPUSD"}
    floor.bars("M1")
    floor.bars("M5")
    floor.quote_us()
    companions = floor.replay._companions

    def look_later() -> None:
        floor.clock.now_s += 20
        companions.leave_unheard()

    look_later()
    telling = companions.telling("GBPUSD")
    assert telling is not None
    assert list(telling.published) == ["M1"]
    floor.heard = {"ticks.GBPUSD"}
    look_later()
    assert companions.telling("GBPUSD") is None
    assert companions.symbols == ["GBPUSD"]
    floor.heard = set()
    look_later()
    assert companions.symbols == []


def test_one_that_just_came_is_not_let_go_before_it_is_heard(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    floor.clock.now_s += 20  # It is time to look for what nobody hears.
    assert floor.quote_us() is not None
    floor.clock.now_s += 20
    floor.heard = {"ticks.GBPUSD"}
    floor.bars("M1")
    assert floor.replay._companions.telling("GBPUSD") is not None


def test_when_it_is_replayed_itself_it_goes_along_no_longer_and_the_other_can(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    floor.bars("M1")
    floor.replay.start(m.ReplayStart(symbol="GBPUSD", from_us=1000 * SECOND, paused=True))
    assert floor.replay._companions.symbols == []
    body = floor.body("bars.EURUSD.M1")
    assert isinstance(body, m.BarsUpdate)
    assert int(Bars.unpack(body.forming).last_us[0]) <= 1000 * SECOND


def test_a_symbol_of_which_nothing_is_stored_has_no_bars(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    assert floor.replay.snapshot("bars.USDJPY.M1") == (0, None)
    assert floor.replay.snapshot("ticks.USDJPY") == (0, None)


def test_ticks_that_are_taken_out_of_the_store_take_it_along_and_the_replay_goes_on(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    floor.bars("M1")
    del floor.market.beside["GBPUSD"]
    assert floor.replay.seek(2000 * SECOND).position_us == 2000 * SECOND
    assert floor.body("bars.GBPUSD.M1") is None


def test_ticks_that_came_into_the_store_are_seen_from_the_next_jump_on(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    pounds = floor.market.beside["GBPUSD"]
    pounds.ticks = POUNDS.slice(0, 10)
    floor.replay.seek(1000 * SECOND)
    floor.bars("M1")
    pounds.ticks = POUNDS
    floor.replay.seek(2000 * SECOND)
    _check(floor, "M1")


def test_there_is_room_for_so_many_symbols_with_bars(floor: Floor) -> None:
    for number in range(MOST_WITH_BARS + 1):
        floor.market.beside[f"X{number}"] = MemorySource(POUNDS.slice(0, 9), symbol=f"X{number}")
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    for number in range(MOST_WITH_BARS):
        assert floor.body(f"bars.X{number}.M1") is not None
    with pytest.raises(InputError, match="symbols with bars"):
        floor.body(f"bars.X{MOST_WITH_BARS}.M1")
    assert floor.quote_us(f"X{MOST_WITH_BARS}") is not None


def test_it_is_told_of_all_its_timeframes_at_one_instant(floor: Floor) -> None:
    floor.replay.start(m.ReplayStart(symbol="EURUSD", from_us=5000 * SECOND, paused=True))
    with pytest.raises(InputError, match="running replay of GBPUSD"):
        floor.replay.engine_snapshot(m.GetSnapshot(symbol="GBPUSD", timeframes=["M1"], bars=3))
    floor.bars("M1")
    (part,) = floor.replay.engine_snapshot(m.GetSnapshot(symbol="GBPUSD", timeframes=["H1"], bars=3))
    assert part.forming == _alone("H1", 5000 * SECOND).forming("H1").pack()
