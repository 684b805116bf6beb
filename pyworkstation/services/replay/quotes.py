"""The ticks of a symbol along the replay's clock, and nothing made of them: what a row of a watchlist shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.services.replay.tick_feed import Place, TickFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import TickSource

_HOUR_US = 3_600_000_000
_FURTHER = 8


class Quotes:
    """`last_tick`, one row, is the last one up to where it stands, and nothing later was seen."""

    def __init__(self, source: TickSource, symbol: str, clock_us: int) -> None:
        """Raises InputError when nothing is stored of the symbol."""
        self.symbol = symbol
        self.coverage = source.coverage(symbol)
        self.last_tick = _last_until(source, symbol, clock_us, first_us=self.coverage.first_us)
        self._clock_us = clock_us
        self._feed = _HourlyFeed(source, symbol, after=Place(clock_us + 1, 0))

    def advance(self, to_us: int) -> Iterator[TickColumns]:
        """The ticks up to and including `to_us`."""
        self._clock_us = to_us
        while (ticks := self._feed.take(to_us=to_us)) is not None:
            self.last_tick = ticks.slice(len(ticks) - 1, len(ticks))
            yield ticks

    def goes_on_at(self, source: TickSource, clock_us: int) -> bool:
        """False: it has seen later ticks, others are stored by now, or to begin there is less to read than to go there."""
        if source.coverage(self.symbol) != self.coverage or clock_us - self._clock_us > _HOUR_US:
            return False
        return self.last_tick is None or int(self.last_tick.ts_us[0]) <= clock_us


class _HourlyFeed(TickFeed):
    """Holds an hour of ticks: there are as many feeds as rows of a watchlist."""

    def _chunks_from(self, source: TickSource, symbol: str, from_us: int | None) -> Iterator[TickColumns]:
        coverage = source.coverage(symbol)
        start_us = coverage.first_us if from_us is None else max(from_us, coverage.first_us)
        while start_us <= coverage.last_us:
            yield from source.tick_chunks(symbol, from_us=start_us, to_us=start_us + _HOUR_US)
            start_us += _HOUR_US


def _last_until(source: TickSource, symbol: str, clock_us: int, *, first_us: int) -> TickColumns | None:
    """Looked for near the clock, then further back: far ranges are read only where there is little in them."""
    reach_us = _HOUR_US
    while clock_us >= first_us:
        last: TickColumns | None = None
        for chunk in source.tick_chunks(symbol, from_us=clock_us - reach_us, to_us=clock_us + 1):
            last = chunk if len(chunk) else last
        if last is not None:
            return last.slice(len(last) - 1, len(last))
        if clock_us - reach_us <= first_us:
            return None
        reach_us *= _FURTHER
    return None
