"""A feed that is opened again behind any place goes on exactly there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.services.replay.tick_feed import Place, TickFeed, last_tick_at
from tests.unit.services.replay.memory_source import MemorySource, ticks_at


@given(
    gaps=st.lists(st.integers(0, 2), min_size=1, max_size=40),
    taken=st.lists(st.integers(1, 6), max_size=12),
    chunk=st.integers(1, 9),
)
def test_feed_opened_behind_a_place_gives_the_ticks_after_it(
    gaps: list[int], taken: list[int], chunk: int
) -> None:
    ticks = ticks_at([sum(gaps[: i + 1]) for i in range(len(gaps))], list(range(len(gaps))))
    source = MemorySource(ticks, chunk=chunk)
    feed = TickFeed(source, "EURUSD")
    bids: list[int] = []
    for at_most in taken:
        part = feed.take(at_most=at_most)
        bids += [] if part is None else part.bid.tolist()
        if feed.place is not None:
            last = last_tick_at(source, "EURUSD", feed.place)
            assert last is not None
            assert last.bid.tolist() == bids[-1:]
        feed = TickFeed(source, "EURUSD", after=feed.place)
    while (part := feed.take()) is not None:
        bids += part.bid.tolist()
    assert bids == list(range(len(gaps)))


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (1, Place(10, 1)),
        (2, Place(20, 1)),
        (3, Place(20, 2)),
        (4, Place(20, 3)),
        (5, Place(30, 1)),
    ],
)
def test_place_counts_the_ticks_of_its_time(rows: int, place: Place) -> None:
    feed = TickFeed(MemorySource(ticks_at([10, 20, 20, 20, 30]), chunk=2), "EURUSD")
    left = rows
    while left:
        part = feed.take(at_most=left)
        assert part is not None
        left -= len(part)
    assert feed.place == place
