"""Stored ticks that lie in memory, in chunks as small as a test wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.replay.session import Coverage
from pyworkstation.services.trading_days import NEW_YORK, TradingDays
from pyworkstation.storage.instruments import NumberedSymbol
from pyworkstation.storage.ticks.quotes import QuoteRows


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
        self._symbols: list[str] = []

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

    def quoted(self, symbols: Sequence[str]) -> list[NumberedSymbol]:
        return [NumberedSymbol(each, self._number(each), 5) for each in symbols if self._has(each)]

    def quotes(self, numbers: Sequence[int], *, from_us: int, to_us: int) -> QuoteRows:
        parts = [self._quotes_of(number, from_us, to_us) for number in numbers]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        order = np.argsort(columns[1], kind="stable")
        return QuoteRows(*(column[order] for column in columns))

    def last_quotes(self, numbers: Sequence[int], *, before_us: int) -> list[QuoteRows]:
        return [QuoteRows(*(each[-1:] for each in self._quotes_of(key, 0, before_us))) for key in numbers]

    def ticks_of(self, symbol: str) -> TickColumns:
        assert symbol == self.symbol
        return self.ticks

    def _has(self, symbol: str) -> bool:
        return symbol == self.symbol

    def _number(self, symbol: str) -> int:
        if symbol not in self._symbols:
            self._symbols.append(symbol)
        return self._symbols.index(symbol)

    def _quotes_of(self, number: int, from_us: int, to_us: int) -> QuoteRows:
        ticks = self.ticks_of(self._symbols[number])
        rows = ticks.slice(ticks.searchsorted(from_us), ticks.searchsorted(to_us))
        return QuoteRows(np.full(len(rows), number), rows.ts_us, rows.bid, rows.ask)


class Market(MemorySource):
    """Euros, and other symbols beside them."""

    def __init__(self, ticks: TickColumns, beside: dict[str, TickColumns], *, chunk: int) -> None:
        super().__init__(ticks, chunk=chunk)
        self.beside = {name: MemorySource(each, chunk=chunk, symbol=name) for name, each in beside.items()}

    def coverage(self, symbol: str) -> Coverage:
        return self.beside[symbol].coverage(symbol) if symbol in self.beside else super().coverage(symbol)

    def ticks_of(self, symbol: str) -> TickColumns:
        return self.beside[symbol].ticks if symbol in self.beside else super().ticks_of(symbol)

    def _has(self, symbol: str) -> bool:
        return symbol in self.beside or super()._has(symbol)

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        if symbol in self.beside:
            return self.beside[symbol].tick_chunks(symbol, from_us=from_us, to_us=to_us)
        return super().tick_chunks(symbol, from_us=from_us, to_us=to_us)

    def ticks_before(self, symbol: str, *, to_us: int, unchanged_since_us: int) -> int | None:
        if symbol in self.beside:
            return self.beside[symbol].ticks_before(
                symbol, to_us=to_us, unchanged_since_us=unchanged_since_us
            )
        return super().ticks_before(symbol, to_us=to_us, unchanged_since_us=unchanged_since_us)
