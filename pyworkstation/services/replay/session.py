"""One instrument being replayed: the multi-timeframe state, and where in the stored ticks it stands.

Invariant: no thread and no clock. After `advance(to_us)` the state has seen every tick up to `to_us` and none after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from pyworkstation.engine import MtfEngine, TickColumns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Coverage(NamedTuple):
    """What is stored of a symbol: its digits, and the first and last tick."""

    digits: int
    ticks: int
    first_us: int
    last_us: int


class TickSource(Protocol):
    """Stored ticks, oldest first."""

    def coverage(self, symbol: str) -> Coverage:
        """Raises InputError when nothing is stored of `symbol`."""

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        """Ticks of [from_us, to_us) in chunks of bounded size."""


class ReplaySession:
    """The state after all ticks up to `position_us`; `last_tick` is one row, None before the first."""

    def __init__(
        self,
        source: TickSource,
        symbol: str,
        *,
        timeframes: Sequence[str],
        depth: int,
        position_us: int | None,
    ) -> None:
        self.symbol = symbol
        self.coverage = source.coverage(symbol)
        self.engine = MtfEngine(timeframes, depth=depth)
        self.position_us = self.coverage.first_us
        self._chunks = source.tick_chunks(symbol)
        self._chunk: TickColumns | None = None
        self._next_row = 0
        self.last_tick: TickColumns | None = None
        for _ in self.advance(self.position_us if position_us is None else position_us):
            pass

    def next_tick_us(self) -> int | None:
        """Time of the first tick not yet seen; None when all have been."""
        chunk = self._current_chunk()
        return None if chunk is None else int(chunk.ts_us[self._next_row])

    def advance(
        self, to_us: int, *, at_most: int | None = None, at_once: int | None = None
    ) -> Iterator[TickColumns]:
        """Take in the ticks up to and including `to_us`, but no more than `at_most`; yield them as they go in, `at_once`."""
        left = at_most
        while left is None or left > 0:
            ticks = self._take(to_us, _least(left, at_once))
            if ticks is None:
                # The clock stops with the last tick: later times have nothing to show.
                self.position_us = max(self.position_us, min(to_us, self.coverage.last_us))
                return
            left = None if left is None else left - len(ticks)
            yield ticks

    def _take(self, to_us: int, at_most: int | None) -> TickColumns | None:
        chunk = self._current_chunk()
        if chunk is None:
            return None
        stop = chunk.searchsorted(to_us + 1)
        if at_most is not None:
            stop = min(stop, self._next_row + at_most)
        if stop <= self._next_row:
            return None
        ticks = chunk.slice(self._next_row, stop)
        self.engine.on_ticks(ticks)
        self._next_row = stop
        self.last_tick = ticks.slice(len(ticks) - 1, len(ticks))
        self.position_us = max(self.position_us, int(ticks.ts_us[-1]))
        return ticks

    def _current_chunk(self) -> TickColumns | None:
        while self._chunk is None or self._next_row >= len(self._chunk):
            self._chunk = next(self._chunks, None)
            self._next_row = 0
            if self._chunk is None:
                self._chunks = iter(())
                return None
        return self._chunk


def _least(one: int | None, other: int | None) -> int | None:
    """The lower limit; None is no limit."""
    return min((limit for limit in (one, other) if limit is not None), default=None)
