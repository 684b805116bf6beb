"""A watchlist of more symbols than any one socket's queue would like: every one is live, through a real engine and its bus."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytest.importorskip("pyworkstation_ui")

from pyworkstation.client.client import Client
from pyworkstation.client.stream import Stream
from pyworkstation.domain.columns import Ticks
from pyworkstation.protocol import messages as m
from pyworkstation_ui.link import ALWAYS, Link
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.events import Event, QuoteArrived, QuotesArrived
from tests.engine_process import FIRST_MS, engine_process, wait_for_engine
from tests.many_symbols import store_symbols

COUNT = 150
SECOND = 1_000_000
START_US = FIRST_MS * 1000 + 30 * SECOND


class Watcher:
    """What a watchlist has of the events of a link."""

    def __init__(self) -> None:
        self.quotes: dict[str, QuoteArrived] = {}

    def take(self, event: Event) -> None:
        if isinstance(event, QuotesArrived):
            self.quotes |= {symbol: quote for symbol, quote in event.quotes.items() if quote is not None}
        elif isinstance(event, QuoteArrived):
            self.quotes[event.symbol] = event


def test_all_of_a_long_watchlist_are_live_along_the_replays_clock(tmp_path: Path) -> None:
    stored = store_symbols(tmp_path, COUNT, ticks=400)
    watcher = Watcher()
    with engine_process(tmp_path) as process:
        connection = wait_for_engine(tmp_path, process)
        with Client(connection) as client:
            client.call(m.ReplayStart(symbol="SYM000", from_us=START_US, paused=True))
            link = Link(
                Client(connection),
                Stream(connection, ALWAYS),
                post=watcher.take,
                beside=Beside(quoted=tuple(stored)),
            )
            link.greet()
            for clock_us in (START_US, START_US + 10 * SECOND, START_US - 10 * SECOND):
                state = client.call(m.ReplaySeek(to_us=clock_us))
                assert isinstance(state, m.ReplayState)
                _pump_until(link, watcher, _last_up_to(stored, state.position_us or 0))
            client.call(m.ReplaySpeed(speed=20.0))
            client.call(m.ReplayPause(paused=False))
            _pump_until(link, watcher, _last_up_to(stored, int(stored["SYM000"].ts_us[-1])))
            link.close()


def _pump_until(link: Link, watcher: Watcher, wanted: dict[str, tuple[int, int, int]]) -> None:
    deadline_s = time.monotonic() + 20
    while {key: (row.ts_us, row.bid, row.ask) for key, row in watcher.quotes.items()} != wanted:
        assert time.monotonic() < deadline_s, "the quotes are not those of the clock"
        link.pump(0.05)


def _last_up_to(stored: dict[str, Ticks], clock_us: int) -> dict[str, tuple[int, int, int]]:
    rows = {
        symbol: int(ticks.ts_us.searchsorted(clock_us, side="right")) - 1 for symbol, ticks in stored.items()
    }
    return {
        symbol: (int(ticks.ts_us[row]), int(ticks.bid[row]), int(ticks.ask[row]))
        for symbol, ticks in stored.items()
        if (row := rows[symbol]) >= 0
    }
