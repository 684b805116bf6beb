"""The market that the account trades on: the replay's ticks, and those of other symbols of which something is open.

Ticks reach the exchange once each, in their order. Where the journal knows what happened on them (after a step back), the account goes
along it; what a kill or a jump left out is read from the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.services.replay.tick_feed import Place, TickFeed, last_tick_at
from pyworkstation.services.trading.journal import Happened, Mark
from pyworkstation.services.trading.tick_places import (
    TickWalk,
    is_after,
    minutes_of,
    place_after,
    place_at,
    rows_until,
)

if TYPE_CHECKING:
    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.trading.account_streams import AccountStreams
    from pyworkstation.services.trading.journalled_account import JournalledAccount
    from pyworkstation.services.trading.paper_account import PaperAccount


class DeskMarket:
    """`symbol` is the one that is replayed; None while there is no market. Whoever calls holds the desk's lock."""

    def __init__(self, journalled: JournalledAccount, source: TickSource, streams: AccountStreams) -> None:
        self.symbol: str | None = None
        self._journalled = journalled
        self._source = source
        self._streams = streams
        self._position_us: int | None = None
        self._place: Place | None = None
        self._epoch = 0
        self._feeds: dict[str, TickFeed] = {}
        self._others: set[str] = set()

    def quote_of(self, symbol: str) -> tuple[int, int] | None:
        """Bid and ask of a symbol as they stand by the replay's clock; None where nothing is stored before it."""
        place = self._place if symbol == self.symbol else None
        if place is None and self._position_us is not None:
            place = place_at(self._source, symbol, self._position_us)
        last = None if place is None else last_tick_at(self._source, symbol, place)
        return None if last is None else (int(last.bid[0]), int(last.ask[0]))

    # --- the replay goes on ------------------------------------------------------------------------------------

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """The replay stands here now: the account is what its journal says up to here."""
        self.symbol, self._place, self._epoch = symbol, place, epoch
        self._come_to(position_us)
        last = self._journalled.last_mark
        if self._journalled.ahead or (
            last is not None and is_after(last, symbol, position_us=position_us, place=place)
        ):
            self._journalled.look_back(
                lambda mark: is_after(mark, symbol, position_us=position_us, place=place)
            )
        self._journalled.list_if_tradable(symbol)
        if self._account.exchange.is_idle:
            self._show_if_listed(symbol)
        elif place is not None and symbol in self._account.ids:
            self._catch_up(symbol, place)
        self._account.set_rates(position_us)

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """The exchange takes the ticks that the bars have taken."""
        self._place = after
        if symbol not in self._account.ids:
            return
        if before != self._account.places.get(symbol):
            self._catch_up(symbol, after)
        else:
            self._take(symbol, ticks, before=before)

    def stands(self, position_us: int) -> None:
        """What is due by now happens, and everybody is told how things stand."""
        self._come_to(position_us)
        self._take_others(position_us)
        if self._journalled.ahead:
            self._account.set_rates(position_us)
            self.tell_state()
        elif not self._account.exchange.is_idle:
            self._account.set_rates(position_us)
            self._journalled.write([(self.mark(), self._account.exchange.advance(position_us))])
            self.tell_state()

    # --- somebody acts -----------------------------------------------------------------------------------------

    def mark(self) -> Mark:
        """Where things stand now."""
        place = self._account.places.get(self.symbol or "") or Place(0, 0)
        at_us = max(self._position_us or 0, place.last_us, self._account.exchange.now_us or 0)
        return self._mark_at(self.symbol, at_us=at_us, place=place)

    def trade_on(self) -> None:
        """What is ahead is forgotten: somebody acts where the replay stands now."""
        if not self._journalled.ahead:
            return
        self._journalled.forget_ahead(self.mark())
        if self.symbol is not None:
            self._journalled.list_if_tradable(self.symbol)
        self._streams.tell_all(self._journalled.shown())

    def show_to_new_account(self) -> None:
        """An account that was opened meanwhile stands where the replay does."""
        if self.symbol is not None:
            self._journalled.list_if_tradable(self.symbol)
            self._show_if_listed(self.symbol)

    def bring(self, symbol: str) -> None:
        """Bring a symbol that is not replayed to where the market's clock stands."""
        if symbol in self._others:
            return
        place = None if self._position_us is None else place_at(self._source, symbol, self._position_us)
        if place is not None:
            self._account.show(symbol, place)
        self._others.add(symbol)

    def tell_state(self) -> None:
        """How the account stands at these quotes."""
        self._journalled.see_equity()
        self._streams.tell_state(self._journalled.shown())

    # --- ticks -------------------------------------------------------------------------------------------------

    @property
    def _account(self) -> PaperAccount:
        return self._journalled.account

    def _come_to(self, position_us: int) -> None:
        self._position_us = self._journalled.now_us = position_us

    def _take(self, symbol: str, ticks: TickColumns, *, before: Place | None) -> None:
        row = self._follow_journal(symbol, ticks, before=before)
        if row is not None and row < len(ticks):
            self._trade(symbol, ticks, row, before=before)
        self._account.places[symbol] = place_after(ticks, len(ticks) - 1, before)

    def _follow_journal(self, symbol: str, ticks: TickColumns, *, before: Place | None) -> int | None:
        """Take up what happened on these ticks; from which row on nothing is known yet, None when that is later."""
        exchange, number = self._account.exchange, self._account.ids[symbol]
        row = 0
        while self._journalled.ahead:
            step = self._journalled.ahead[0].step
            stop = rows_until(ticks, before, step.mark, symbol) if isinstance(step, Happened) else row
            exchange.see_again(number, ticks.slice(row, len(ticks) if stop is None else stop))
            if stop is None:
                return None
            row = stop
            self._journalled.take_up_next()
        return row

    def _trade(self, symbol: str, ticks: TickColumns, row: int, *, before: Place | None) -> None:
        batches: list[tuple[Mark, bytes]] = []
        for start, stop in self._stretches(ticks, row):
            self._account.set_rates(int(ticks.ts_us[start]))
            happened = self._account.exchange.on_ticks(self._account.ids[symbol], ticks.slice(start, stop))
            for at, events in happened:
                place = place_after(ticks, start + at, before)
                batches.append((self._mark_at(symbol, at_us=place.last_us, place=place), events))
        self._journalled.write(batches)

    def _stretches(self, ticks: TickColumns, row: int) -> list[tuple[int, int]]:
        """Rows that are reckoned at one rate: all, or those of each minute."""
        if self._account.foreign_currencies():
            return minutes_of(ticks, row)
        return [(row, len(ticks))]

    def _take_others(self, until_us: int) -> None:
        """The ticks of other symbols of which something is open, after those of the frame that is replayed."""
        if len(self._account.listed) < 2 or self._journalled.ahead:
            return
        self._others = self._account.of_interest() - {self.symbol or ""}
        for symbol in sorted(self._others):
            place = self._account.places.get(symbol) or Place(self._account.exchange.now_us or until_us, 0)
            feed = self._feeds.get(symbol)
            if feed is None or feed.place != place:
                feed = self._feeds[symbol] = TickFeed(self._source, symbol, after=place)
            while (ticks := feed.take(to_us=until_us)) is not None:
                self._take(symbol, ticks, before=self._account.places.get(symbol) or place)

    def _catch_up(self, symbol: str, place: Place) -> None:
        """Take the stored ticks that the replay has passed and the exchange has not seen."""
        if not self._journalled.ahead and self._account.exchange.is_idle:
            self._account.show(symbol, place)
            return
        own = self._account.places.get(symbol) or Place(self._account.exchange.now_us or 0, 0)
        for before, ticks in TickWalk(self._source, symbol, own).until(place):
            self._take(symbol, ticks, before=before)

    def _show_if_listed(self, symbol: str) -> None:
        if self._place is not None and symbol in self._account.ids:
            self._account.show(symbol, self._place)

    def _mark_at(self, symbol: str | None, *, at_us: int, place: Place) -> Mark:
        return Mark(
            symbol=symbol,
            at_us=at_us,
            last_us=place.last_us,
            of_that_time=place.of_that_time,
            epoch=self._epoch,
            others=self._places_beside(symbol),
        )

    def _places_beside(self, symbol: str | None) -> dict[str, tuple[int, int]]:
        """Of the other symbols that are of interest."""
        known = self._account.places
        return {each: known[each] for each in sorted(self._others) if each != symbol and each in known}
