"""Stored ticks of a symbol as the engine's columns: what bars, exports and the replay read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.replay.session import Coverage
from pyworkstation.services.trading_days import trading_days
from pyworkstation.storage.instruments import find_instrument, find_instruments
from pyworkstation.storage.ticks.quotes import last_quotes, read_quotes
from pyworkstation.storage.ticks.ticks import EVER_US, SLICE_TICKS, coverage, read_ticks
from pyworkstation.storage.ticks.unchanged_ticks import store_clock, ticks_before_if_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.services.trading_days import TradingDays
    from pyworkstation.storage.database import Store
    from pyworkstation.storage.instruments import NumberedSymbol
    from pyworkstation.storage.ticks.quotes import QuoteRows


class StoredTicks:
    """The ticks of one store, by symbol."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def coverage(self, symbol: str) -> Coverage:
        """Raises InputError for an unknown symbol, and for one of which nothing is stored."""
        number, instrument = find_instrument(self._store, symbol)
        stored = coverage(self._store, number)
        if stored is None:
            raise InputError(
                expected=f"stored ticks of {symbol}",
                found="none",
                where=str(self._store.home.database),
                mend=f"import some: pyworkstation import PATH --symbol {symbol}",
            )
        return Coverage(instrument.digits, *stored, instrument.volume_digits)

    def tick_chunks(
        self,
        symbol: str,
        *,
        from_us: int | None = None,
        to_us: int | None = None,
        slice_ticks: int = SLICE_TICKS,
    ) -> Iterator[TickColumns]:
        """Ticks of [from_us, to_us), oldest first, in tables of about `slice_ticks` rows."""
        number = find_instrument(self._store, symbol).id
        return read_ticks(
            self._store,
            number,
            from_us=-EVER_US if from_us is None else from_us,
            to_us=EVER_US if to_us is None else to_us,
            take=TickColumns.from_arrow,
            slice_ticks=slice_ticks,
        )

    def trading_days(self, symbol: str) -> TradingDays:
        """Those of its session. Raises InputError for a table of sessions that is wrong."""
        return trading_days(self._store.home, symbol)

    def now_us(self) -> int:
        """By the clock of the journal of imports."""
        return store_clock(self._store)

    def ticks_before(self, symbol: str, *, to_us: int, unchanged_since_us: int) -> int | None:
        """How many there are before `to_us`; None when those up to then have changed since."""
        number = find_instrument(self._store, symbol).id
        return ticks_before_if_unchanged(self._store, number, to_us=to_us, since_us=unchanged_since_us)

    def quoted(self, symbols: Sequence[str]) -> list[NumberedSymbol]:
        """Those that are known, in their order."""
        return find_instruments(self._store, symbols)

    def quotes(self, numbers: Sequence[int], *, from_us: int, to_us: int) -> QuoteRows:
        """Of many symbols, those of [from_us, to_us) in order of time."""
        return read_quotes(self._store, numbers, from_us=from_us, to_us=to_us)

    def last_quotes(self, numbers: Sequence[int], *, before_us: int) -> list[QuoteRows]:
        """In the last row of each number its last one before a time."""
        return last_quotes(self._store, numbers, before_us=before_us)
