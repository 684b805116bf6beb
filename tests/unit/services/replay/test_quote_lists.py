"""Quotes of a watchlist: of each symbol the last one up to the clock, never a later one, wherever the replay goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Quotes
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.quote_lists import MOST
from tests.unit.services.replay.desk import SECOND, reached
from tests.unit.services.replay.memory_source import ticks_at
from tests.unit.services.replay.test_companions import HOUR, POUNDS, Floor

SYMBOLS = [f"S{number:02}" for number in range(40)]


def _market() -> dict[str, TickColumns]:
    """Some of few ticks, some that begin late or end early, several ticks of one time."""
    drawn = np.random.default_rng(9)
    market = {}
    for symbol in SYMBOLS:
        first, last = sorted(drawn.integers(0, 2 * HOUR, 2).tolist())
        times = sorted((drawn.integers(first // SECOND, last // SECOND + 1, 90) * SECOND).tolist())
        market[symbol] = ticks_at(times, (100_000 + drawn.integers(-90, 90, 90)).tolist())
    return market | {"GBPUSD": POUNDS}


MARKET = _market()


class Board(Floor):
    """A client that keeps the newest quotes of a list, as they are told."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for symbol in SYMBOLS:
            self.market.beside[symbol] = type(self.source)(MARKET[symbol], symbol=symbol)
        self.topic = ""
        self.names: list[str] = []

    def watch(self, symbols: list[str]) -> None:
        watched = self.replay.watch_quotes(m.WatchQuotes(symbols=symbols))
        self.topic, self.names = watched.topic, [each.symbol for each in watched.symbols]
        self.heard = {self.topic}

    def state(self) -> dict[str, tuple[int, int, int]]:
        body = self.body(self.topic)
        assert isinstance(body, m.QuotesUpdate)
        return dict(self._rows(body))

    def told(self, start: dict[str, tuple[int, int, int]]) -> dict[str, tuple[int, int, int]]:
        rows = dict(start)
        for message in self.listener.of(self.topic):
            assert isinstance(message.body, m.QuotesUpdate)
            rows.update(self._rows(message.body))
        return rows

    def _rows(self, body: m.QuotesUpdate) -> Iterator[tuple[str, tuple[int, int, int]]]:
        quotes = Quotes.unpack(body.packed)
        for row, *quote in zip(quotes.row, quotes.ts_us, quotes.bid, quotes.ask, strict=True):
            yield self.names[int(row)], (int(quote[0]), int(quote[1]), int(quote[2]))


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    board = Board(tmp_path / "run")
    yield board
    board.replay.close()


def _last_up_to(clock_us: int | None) -> dict[str, tuple[int, int, int]]:
    assert clock_us is not None
    found = {}
    for symbol, ticks in MARKET.items():
        seen = ticks.searchsorted(clock_us + 1)
        if seen:
            found[symbol] = int(ticks.ts_us[seen - 1]), int(ticks.bid[seen - 1]), int(ticks.ask[seen - 1])
    return found


def test_each_is_the_last_one_up_to_the_clock_wherever_it_goes(board: Board) -> None:
    replay, drawn = board.replay, np.random.default_rng(8)
    replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    board.watch([*SYMBOLS, "GBPUSD", "NONE"])
    assert board.names == [*SYMBOLS, "GBPUSD"]
    assert board.state() == _last_up_to(replay.state().position_us)
    for _ in range(25):
        replay.seek(int(drawn.integers(0, 2 * HOUR)))
        assert board.state() == _last_up_to(replay.state().position_us)
        replay.step(m.ReplayStep(count=int(drawn.choice([-3, -1, 1, 400]))))
        assert board.state() == _last_up_to(replay.state().position_us)
        replay.step(m.ReplayStep(count=int(drawn.choice([-1, 1, 9])), timeframe="M5"))
        assert board.state() == _last_up_to(replay.state().position_us)


@pytest.mark.parametrize("speed", [60.0, 3600.0])
def test_what_is_told_while_it_plays_is_the_same_and_never_of_the_future(board: Board, speed: float) -> None:
    board.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True, speed=speed))
    board.watch([*SYMBOLS, "GBPUSD"])
    start = board.state()
    board.replay.pause(paused=False)
    for target in (1500, 4000, 7000):
        board.clock.now_s = 100.0 + (target - 1000) / speed
        board.listener.wait_for(reached((target - 1) * SECOND))
    position_us = board.replay.pause(paused=True).position_us
    assert board.told(start) == board.state() == _last_up_to(position_us)
    newest_us = 0
    for message in board.listener.messages:
        if isinstance(message.body, m.QuotesUpdate):
            newest_us = max(newest_us, int(Quotes.unpack(message.body.packed).ts_us.max()))
        elif isinstance(message.body, m.ReplayState):  # A frame says last where it stands.
            assert newest_us <= (message.body.position_us or 0)


def test_it_ends_with_the_last_quotes_of_all(board: Board) -> None:
    board.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=3600.0))
    board.watch(SYMBOLS)
    board.clock.now_s += 9
    board.listener.wait_for(reached(7199 * SECOND))
    assert board.state() == {key: row for key, row in _last_up_to(7199 * SECOND).items() if key != "GBPUSD"}


def test_without_a_replay_there_are_none_until_one_starts(board: Board) -> None:
    board.watch(SYMBOLS)
    assert board.state() == {}
    board.replay.start(m.ReplayStart(symbol="EURUSD", from_us=5000 * SECOND, paused=True))
    assert set(board.state()) == set(_last_up_to(5000 * SECOND)) - {"GBPUSD"}
    board.replay.stop()
    assert board.state() == {}


def test_the_same_symbols_are_one_list_and_one_that_nobody_hears_goes(board: Board) -> None:
    board.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    board.watch(["S01", "S02", "S01"])
    first = board.topic
    board.watch(["S01", "S02"])
    assert board.topic == first
    board.heard = set()
    for number in range(MOST):  # The one that was asked for longest ago makes room.
        board.watch([f"S{number:02}"])
        board.heard = set()
    with pytest.raises(InputError, match="watch_quotes"):
        board.body(first)


def test_there_is_room_for_so_many_that_are_heard(board: Board) -> None:
    topics = set()
    for number in range(MOST):
        board.watch([f"S{number:02}"])
        topics.add(board.topic)
        board.heard = topics
    with pytest.raises(InputError, match="close a watchlist"):
        board.watch(["S39"])
