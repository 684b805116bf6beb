"""Stored ticks of a symbol as one row after another, from any place among them.

Invariant: what has been taken is given by its place alone, so that a feed can be opened again exactly behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import TickSource

AT_ONCE = 100_000
"""So few ticks go in at a time that whoever asks the engine in between waits for a few milliseconds only."""


class Place(NamedTuple):
    """Behind which tick: the time of the last one, and how many of that time have been taken."""

    last_us: int
    of_that_time: int


class TickFeed:
    """`place` is None before the first tick."""

    def __init__(self, source: TickSource, symbol: str, *, after: Place | None = None) -> None:
        self.place = after
        self._chunks = self._chunks_from(source, symbol, None if after is None else after.last_us)
        self._chunk: TickColumns | None = None
        self._next_row = 0
        self._to_skip = 0 if after is None else after.of_that_time

    def next_us(self) -> int | None:
        """Time of the next tick; None after the last."""
        chunk = self._current_chunk()
        return None if chunk is None else int(chunk.ts_us[self._next_row])

    def take(self, *, to_us: int | None = None, at_most: int = AT_ONCE) -> TickColumns | None:
        """The next ticks up to and including `to_us`, at most so many; None when there is none of them."""
        chunk = self._current_chunk()
        if chunk is None:
            return None
        stop = len(chunk) if to_us is None else chunk.searchsorted(to_us + 1)
        stop = min(stop, self._next_row + min(at_most, AT_ONCE))
        if stop <= self._next_row:
            return None
        ticks = chunk.slice(self._next_row, stop)
        self._next_row = stop
        self.place = _behind(ticks, self.place)
        return ticks

    def _chunks_from(self, source: TickSource, symbol: str, from_us: int | None) -> Iterator[TickColumns]:
        """All there are, in slices as large as reads quickest."""
        return source.tick_chunks(symbol, from_us=from_us)

    def _current_chunk(self) -> TickColumns | None:
        while self._chunk is None or self._next_row >= len(self._chunk):
            self._chunk = next(self._chunks, None)
            if self._chunk is None:
                self._chunks = iter(())
                return None
            self._next_row = min(self._to_skip, len(self._chunk))
            self._to_skip -= self._next_row
        return self._chunk


def last_tick_at(source: TickSource, symbol: str, place: Place) -> TickColumns | None:
    """The tick that `place` is behind, as one row."""
    left = place.of_that_time
    for chunk in source.tick_chunks(symbol, from_us=place.last_us, to_us=place.last_us + 1):
        if left <= len(chunk):
            return chunk.slice(left - 1, left)
        left -= len(chunk)
    return None


def _behind(ticks: TickColumns, before: Place | None) -> Place:
    last_us = int(ticks.ts_us[-1])
    of_that_time = len(ticks) - ticks.searchsorted(last_us)
    if before is not None and before.last_us == last_us:
        of_that_time += before.of_that_time
    return Place(last_us, of_that_time)
