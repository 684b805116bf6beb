"""Stored ticks that lie in memory, in chunks as small as a test wants."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.replay.session import Coverage
from pyworkstation.services.trading_days import NEW_YORK, TradingDays


def ticks_at(times_us: list[int], bids: list[int] | None = None) -> TickColumns:
    ts = np.array(times_us, dtype=np.int64)
    bid = (
        np.array(bids, dtype=np.int64)
        if bids is not None
        else 100_000 + np.arange(len(ts), dtype=np.int64) % 97
    )
    ones = np.ones(len(ts), dtype=np.int64)
    return TickColumns.from_numpy(ts, bid, bid + 2, ones, ones * 2)


class MemorySource:
    def __init__(self, ticks: TickColumns, *, chunk: int = 7, symbol: str = "EURUSD") -> None:
        self.ticks = ticks
        self.chunk = chunk
        self.symbol = symbol
        self.days = NEW_YORK
        self.clock_us = 1
        self.changed_us = 0
        self.reads: list[int | None] = []

    def coverage(self, symbol: str) -> Coverage:
        if symbol != self.symbol:
            raise InputError(expected="a stored symbol", found=symbol, where="replay")
        return Coverage(5, len(self.ticks), int(self.ticks.ts_us[0]), int(self.ticks.ts_us[-1]))

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        self.reads.append(from_us)
        start = 0 if from_us is None else self.ticks.searchsorted(from_us)
        stop = len(self.ticks) if to_us is None else self.ticks.searchsorted(to_us)
        for first in range(start, stop, self.chunk):
            yield self.ticks.slice(first, min(first + self.chunk, stop))

    def trading_days(self, symbol: str) -> TradingDays:
        return self.days

    def now_us(self) -> int:
        self.clock_us += 1
        return self.clock_us

    def ticks_before(self, symbol: str, *, to_us: int, unchanged_since_us: int) -> int | None:
        return None if self.changed_us >= unchanged_since_us else self.ticks.searchsorted(to_us)


class Market(MemorySource):
    """Euros, and other symbols beside them."""

    def __init__(self, ticks: TickColumns, beside: dict[str, TickColumns], *, chunk: int) -> None:
        super().__init__(ticks, chunk=chunk)
        self.beside = {name: MemorySource(each, chunk=chunk, symbol=name) for name, each in beside.items()}

    def coverage(self, symbol: str) -> Coverage:
        return self.beside[symbol].coverage(symbol) if symbol in self.beside else super().coverage(symbol)

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        if symbol in self.beside:
            return self.beside[symbol].tick_chunks(symbol, from_us=from_us, to_us=to_us)
        return super().tick_chunks(symbol, from_us=from_us, to_us=to_us)
