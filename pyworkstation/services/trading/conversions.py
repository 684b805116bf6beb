"""What one currency costs in another, from stored ticks: the mid price of the last one before a minute of the market begins.

A rate of the minute, and not of the tick, so that however ticks come in the same is reckoned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.services.replay.session import TickSource

MINUTE_US = 60_000_000
_DAY_US = 86_400_000_000
_LONGEST_REST_US = 4 * _DAY_US
"""A weekend, and a holiday beside it."""


class Rate(NamedTuple):
    """Units for one: `points` of 10**-digits, or turned over."""

    points: int
    digits: int
    is_inverse: bool


class Conversions:
    """Into the currency of an account."""

    def __init__(self, source: TickSource, home: str) -> None:
        self._source = source
        self._home = home
        self._quotes: dict[str, _Quotes | None] = {}

    def at(self, code: str, now_us: int) -> Rate | None:
        """What a unit of `code` costs at a minute; None when nothing is stored that tells."""
        if code not in self._quotes:
            self._quotes[code] = self._found(code)
        quotes = self._quotes[code]
        return None if quotes is None else quotes.before(now_us // MINUTE_US * MINUTE_US)

    def _found(self, code: str) -> _Quotes | None:
        for symbol, is_inverse in ((code + self._home, False), (self._home + code, True)):
            try:
                digits = self._source.coverage(symbol).digits
            except InputError:
                continue
            return _Quotes(self._source, symbol, digits, is_inverse=is_inverse)
        return None


class _Quotes:
    """One day of a symbol's ticks at a time, and those of the rest before it."""

    def __init__(self, source: TickSource, symbol: str, digits: int, *, is_inverse: bool) -> None:
        self._source = source
        self._symbol = symbol
        self._digits = digits
        self._is_inverse = is_inverse
        self._day: int | None = None
        self._ts_us: NDArray[np.int64] = np.empty(0, np.int64)
        self._doubled: NDArray[np.int64] = self._ts_us

    def before(self, until_us: int) -> Rate | None:
        if until_us // _DAY_US != self._day:
            self._load(until_us // _DAY_US)
        row = int(np.searchsorted(self._ts_us, until_us)) - 1
        if row < 0:
            return None
        # Bid and ask together are twice the mid: times 5, with a decimal more, that is exact.
        return Rate(int(self._doubled[row]) * 5, self._digits + 1, self._is_inverse)

    def _load(self, day: int) -> None:
        from_us, to_us = day * _DAY_US - _LONGEST_REST_US, (day + 1) * _DAY_US
        chunks = list(self._source.tick_chunks(self._symbol, from_us=from_us, to_us=to_us))
        if chunks:
            self._ts_us = np.concatenate([chunk.ts_us for chunk in chunks])
            self._doubled = np.concatenate([chunk.bid + chunk.ask for chunk in chunks])
        else:
            self._ts_us = self._doubled = np.empty(0, np.int64)
        self._day = day
