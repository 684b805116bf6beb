"""The newest quote of each of many symbols along the replay's clock: what the rows of a watchlist show.

They are read from the store all at once, a stretch of time after another, and the next stretch before it is needed: a
frame of the replay waits for none. Invariant: none is of a time after the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from pyworkstation.domain.columns import Quotes
from pyworkstation.storage.ticks.quotes import QuoteRows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor, Future

    from numpy.typing import NDArray

    from pyworkstation.storage.instruments import NumberedSymbol

_ROWS_AT_ONCE = 100_000
_FIRST_SPAN_US = 10_000_000
_LEAST_SPAN_US, _MOST_SPAN_US = 100_000, 86_400_000_000
_GROWTH = 8
_NEVER_US = -(2**62)


class QuoteSource(Protocol):
    """Stored ticks of many symbols at once."""

    def quoted(self, symbols: Sequence[str]) -> list[NumberedSymbol]:
        """Those that are known, in their order."""

    def quotes(self, numbers: Sequence[int], *, from_us: int, to_us: int) -> QuoteRows:
        """Those of [from_us, to_us) in order of time."""

    def last_quotes(self, numbers: Sequence[int], *, before_us: int) -> list[QuoteRows]:
        """In the last row of each number its last one before a time."""


class _Stretch(NamedTuple):
    """Rows of the feed up to a time, in order of time."""

    to_us: int
    rows: NDArray[np.int64]
    ts_us: NDArray[np.int64]
    bid: NDArray[np.int64]
    ask: NDArray[np.int64]


class QuoteFeed:
    """`symbols` are the rows. For one thread at a time; it reads ahead on `reader`."""

    def __init__(self, source: QuoteSource, symbols: Sequence[NumberedSymbol], reader: Executor) -> None:
        self.symbols = tuple(symbols)
        self._source = source
        self._reader = reader
        self._numbers = [each.id for each in symbols]
        self._order = np.argsort(self._numbers)
        self._sorted = np.array(self._numbers, dtype=np.int64)[self._order]
        self._span_us = _FIRST_SPAN_US
        self._coming: Future[_Stretch] | None = None
        self.forget()

    def forget(self) -> None:
        """There is no clock."""
        count = len(self._numbers)
        self._ts_us = np.full(count, _NEVER_US, dtype=np.int64)
        self._bid, self._ask = np.zeros((2, count), dtype=np.int64)
        self._is_fresh = np.zeros(count, dtype=bool)
        self._coming = None
        self._stretch, self._next = self._empty(_NEVER_US), 0

    def stand(self, clock_us: int) -> None:
        """At the clock after a jump, from nothing: exact at once."""
        self.forget()
        for found in self._source.last_quotes(self._numbers, before_us=clock_us + 1):
            self._take(self._stretch_of(found, clock_us + 1), clock_us)
        self._stretch, self._next = self._empty(clock_us + 1), 0

    def advance(self, clock_us: int, *, waits: bool) -> None:
        """To the clock. Where the store is slower than the clock it lags behind, unless it `waits`."""
        self._apply(clock_us)
        while self._stretch.to_us <= clock_us:
            coming = self._coming or self._read_from(self._stretch.to_us, clock_us)
            if not waits and not coming.done():
                self._coming = coming
                return
            self._coming = None
            self._take(coming.result(), clock_us)
        if self._coming is None and self._stretch.to_us - clock_us < self._span_us // 2:
            self._coming = self._read_from(self._stretch.to_us, clock_us)

    def fresh(self) -> Quotes:
        """Those that have come since the last call."""
        rows = np.flatnonzero(self._is_fresh)
        self._is_fresh[rows] = False
        return self._quotes(rows)

    def all(self) -> Quotes:
        """Every symbol's; without those that have none up to the clock."""
        return self._quotes(np.flatnonzero(self._ts_us > _NEVER_US))

    def _quotes(self, rows: NDArray[np.intp]) -> Quotes:
        return Quotes(rows.astype(np.int64), self._ts_us[rows], self._bid[rows], self._ask[rows])

    def _take(self, stretch: _Stretch, clock_us: int) -> None:
        self._stretch, self._next = stretch, 0
        self._apply(clock_us)

    def _apply(self, clock_us: int) -> None:
        stretch, start = self._stretch, self._next
        stop = int(np.searchsorted(stretch.ts_us, clock_us, side="right"))
        if stop <= start:
            return
        rows = stretch.rows[start:stop]
        # Where a row comes several times NumPy keeps the last.
        self._ts_us[rows] = stretch.ts_us[start:stop]
        self._bid[rows] = stretch.bid[start:stop]
        self._ask[rows] = stretch.ask[start:stop]
        self._is_fresh[rows] = True
        self._next = stop

    def _read_from(self, from_us: int, clock_us: int) -> Future[_Stretch]:
        return self._reader.submit(self._read, from_us, clock_us)

    def _read(self, from_us: int, clock_us: int) -> _Stretch:
        """On the reader's thread. A clock that is far ahead is met there: what lies between is seen by nobody."""
        if clock_us - from_us > self._span_us:
            last = self._source.last_quotes(self._numbers, before_us=clock_us + 1)
            return self._stretch_of(_joined([self._since(rows, from_us) for rows in last]), clock_us + 1)
        to_us = from_us + self._span_us
        found = self._source.quotes(self._numbers, from_us=from_us, to_us=to_us)
        wanted_us = self._span_us * _ROWS_AT_ONCE // max(len(found.ts_us), 1)
        least_us, most_us = self._span_us // _GROWTH, self._span_us * _GROWTH
        self._span_us = min(max(wanted_us, least_us, _LEAST_SPAN_US), most_us, _MOST_SPAN_US)
        return self._stretch_of(found, to_us)

    def _since(self, found: QuoteRows, from_us: int) -> QuoteRows:
        return QuoteRows(*(column[found.ts_us >= from_us] for column in found))

    def _stretch_of(self, found: QuoteRows, to_us: int) -> _Stretch:
        rows = self._order[np.searchsorted(self._sorted, found.instrument_ids)]
        return _Stretch(to_us, rows, found.ts_us, found.bid, found.ask)

    def _empty(self, to_us: int) -> _Stretch:
        return _Stretch(to_us, *np.zeros((4, 0), dtype=np.int64))


def _joined(parts: Sequence[QuoteRows]) -> QuoteRows:
    """In order of time."""
    if not parts:
        return QuoteRows(*np.zeros((4, 0), dtype=np.int64))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[1], kind="stable")
    return QuoteRows(*(column[order] for column in columns))
