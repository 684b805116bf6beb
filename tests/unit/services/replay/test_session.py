"""The session without a clock: after `advance` it is as if the engine had been given those ticks and no others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.services.replay.session import ReplaySession, new_session
from tests.unit.services.replay.memory_source import MemorySource, ticks_at

TIMEFRAMES = ("S1", "M1")


def _session(source: MemorySource, position_us: int | None = None) -> ReplaySession:
    session = new_session(source, "EURUSD", timeframes=TIMEFRAMES, depth=1000)
    _advance(session, session.coverage.first_us if position_us is None else position_us)
    return session


def _advance(session: ReplaySession, to_us: int) -> int:
    return sum(len(ticks) for ticks in session.advance(to_us))


def test_starts_with_the_first_tick() -> None:
    session = _session(MemorySource(ticks_at([5_000_000, 6_000_000])))
    assert (session.position_us, session.engine.ticks, session.next_tick_us()) == (5_000_000, 1, 6_000_000)


def test_start_in_the_middle_has_seen_everything_up_to_there() -> None:
    session = _session(MemorySource(ticks_at(list(range(0, 100_000_000, 1_000_000)))), 50_000_000)
    assert session.engine.ticks == 51
    assert session.engine.last_us == 50_000_000


def test_unknown_symbol_is_refused() -> None:
    source = MemorySource(ticks_at([1]))
    with pytest.raises(InputError):
        new_session(source, "USDJPY", timeframes=TIMEFRAMES, depth=10)


def test_at_most_takes_no_more_and_does_not_run_ahead() -> None:
    session = _session(MemorySource(ticks_at(list(range(100)))))
    taken = sum(len(ticks) for ticks in session.advance(1_000, at_most=10))
    assert (taken, session.position_us) == (10, 10)


def test_end_of_the_ticks_is_known() -> None:
    session = _session(MemorySource(ticks_at([0, 1, 2])))
    _advance(session, 10)
    assert session.next_tick_us() is None
    assert session.position_us == 2


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(st.integers(0, 90_000_000), min_size=1, max_size=60),
    stops=st.lists(st.integers(0, 2_000_000_000), max_size=8),
    chunk=st.integers(1, 20),
)
def test_any_way_of_advancing_gives_the_state_of_those_ticks_alone(
    gaps: list[int], stops: list[int], chunk: int
) -> None:
    times = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    ticks = ticks_at(times)
    session = _session(MemorySource(ticks, chunk=chunk))
    for stop in sorted(stops):
        _advance(session, stop)
    plain = MtfEngine(TIMEFRAMES, depth=1000)
    plain.on_ticks(ticks.slice(0, ticks.searchsorted(session.position_us + 1)))
    for timeframe in TIMEFRAMES:
        assert session.engine.completed(timeframe)[1].pack() == plain.completed(timeframe)[1].pack()
        assert session.engine.forming(timeframe).pack() == plain.forming(timeframe).pack()
