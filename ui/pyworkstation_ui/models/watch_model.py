"""The watchlist as a table. Quotes are taken in as they come and shown once a frame, whichever came last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.watch import WATCH_COLUMNS, Watched, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyworkstation_ui.state.events import QuoteArrived

_AGES_EVERY_FRAMES = 15


class WatchModel:
    """Rows in the order of their symbols. A symbol that is quoted and not listed is listed from then on."""

    def __init__(self) -> None:
        self.table: RecordTable[Watched] = RecordTable(WATCH_COLUMNS, lambda row: row.symbol)
        self._search = ""
        self._all: dict[str, Watched] = {}
        self._newest: dict[str, QuoteArrived] = {}
        self._frames = _AGES_EVERY_FRAMES

    def show_symbols(self, symbols: Sequence[str]) -> None:
        """These are stored; what is known of them stays."""
        known = {symbol: self._all.get(symbol) or Watched(symbol) for symbol in symbols}
        known |= {symbol: row for symbol, row in self._all.items() if row.ts_us is not None}
        if set(known) != set(self._all):
            self._all = known
            self._show()

    def search(self, text: str) -> None:
        """Show the symbols that have this in their names."""
        self._search = text.strip().upper()
        self._show()

    def take(self, quote: QuoteArrived) -> None:
        """A quote; shown with the next `flush`, if none newer comes before."""
        self._newest[quote.symbol] = quote

    def take_back(self, symbol: str) -> None:
        """There is no quote of it up to the clock, which has jumped back."""
        self._newest.pop(symbol, None)
        row = self._all.get(symbol)
        if row is not None and row.ts_us is not None:
            self._put({symbol: Watched(symbol)})

    def refer(self, symbol: str, day_open: int) -> None:
        """The open of a symbol's trading day, in points."""
        row = self._all.get(symbol)
        if row is not None and row.reference != day_open:
            self._put({symbol: replace(row, reference=day_open)})

    def flush(self, clock_us: int | None) -> None:
        """Once a frame, with the market's clock: show what came, and four times a second how old everything is."""
        newest, self._newest = self._newest, {}
        told = {
            symbol: quoted(self._all.get(symbol) or Watched(symbol), quote)
            for symbol, quote in newest.items()
        }
        if told:
            self._put(told)
        self._frames += 1
        if clock_us is not None and self._frames >= _AGES_EVERY_FRAMES:
            self._frames = 0
            self._age(clock_us)

    def _age(self, clock_us: int) -> None:
        """Rows are put in their order again with it: one that moved at every quote could not be read."""
        quoted_rows = (row for row in self._all.values() if row.ts_us is not None)
        aged = {row.symbol: replace(row, age_us=max(clock_us - (row.ts_us or 0), 0)) for row in quoted_rows}
        self._put(aged)
        self.table.sort_again()

    def _put(self, rows: Mapping[str, Watched]) -> None:
        is_new = any(symbol not in self._all for symbol in rows)
        self._all.update({row.symbol: row for row in rows.values()})
        if is_new:
            self._show()
        else:
            self.table.replace_rows(rows)

    def _show(self) -> None:
        self.table.set_rows([self._all[symbol] for symbol in sorted(self._all) if self._search in symbol])
