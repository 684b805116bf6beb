"""An account at the simulated exchange, as the steps of its journal make it."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pyworkstation.engine import SimulatedExchange
from pyworkstation.protocol.messages import Order, Position
from pyworkstation.services.replay.tick_feed import Place, last_tick_at
from pyworkstation.services.trading.conversions import MINUTE_US, Conversions
from pyworkstation.services.trading.exchange_events import (
    events_by_time,
    fill_of,
    orders_of,
    read_events,
    refusals_of,
    swaps_of,
)
from pyworkstation.services.trading.journal import AccountOpened, Happened, InstrumentListed, PositionNoted
from pyworkstation.services.trading.risk_limits import exchange_limits
from pyworkstation.services.trading.risk_used import used_risk
from pyworkstation.services.trading.round_trips import Note, round_trips
from pyworkstation.services.trading.tick_places import TickWalk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.engine import SessionCalendar
    from pyworkstation.protocol.messages import Fill, Refusal, RoundTrip, TradingState
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.trading.conversions import Rate
    from pyworkstation.services.trading.journal import Mark, Past
    from pyworkstation.services.trading.risk_limits import RiskLimits
    from pyworkstation.services.trading.terms import AccountTerms, Currency, InstrumentTerms

    HoursOf = Callable[[str], SessionCalendar]

_ALL_OF_A_TIME = 2**62
_STEPS_AT_ONCE = 500
_orders = msgspec.json.Decoder(list[Order])
_positions = msgspec.json.Decoder(list[Position])


class News(NamedTuple):
    """What events changed: orders as they stand now, and what was filled."""

    orders: list[Order]
    fills: list[Fill]
    refusals: list[Refusal]


class PaperAccount:
    """`seq` is the number of the last record that it holds, `mark` where the market stood then; None before any event."""

    def __init__(self, opened: AccountTerms, *, seq: int, hours_of: HoursOf, source: TickSource) -> None:
        self.terms = opened
        self.seq = seq
        self.exchange = SimulatedExchange(msgspec.json.encode(opened.exchange))
        self.listed: dict[str, InstrumentTerms] = {}
        self.ids: dict[str, int] = {}
        self.fills: list[Fill] = []
        self.swaps: Counter[int] = Counter()
        self.notes: dict[int, Note] = {}
        self.mark: Mark | None = None
        self.places: dict[str, Place] = {}
        """Behind which tick of each symbol it stands."""
        self._hours_of = hours_of
        self._source = source
        self._conversions = Conversions(source, opened.exchange.currency.code)
        self._rated: tuple[int, tuple[str, ...]] | None = None
        self._limits: RiskLimits | None = None

    def limit(self, limits: RiskLimits) -> None:
        """Orders go beyond none of these from now on."""
        self._limits = limits
        digits = self.terms.exchange.currency.digits
        self.exchange.set_limits(exchange_limits(limits, currency_digits=digits, id_of=self.ids.get))

    @property
    def trading_state(self) -> TradingState:
        """What may be sent."""
        return used_risk(self.exchange.risk()).state

    def list_instrument(self, symbol: str, terms: InstrumentTerms, *, seq: int) -> int:
        """Let it trade; its id."""
        self.listed[symbol] = terms
        self.ids[symbol] = self.exchange.list_instrument(
            symbol, msgspec.json.encode(terms), self._hours_of(symbol)
        )
        self.seq = seq
        if self._limits is not None:
            # It may be one of those that are not traded.
            self.limit(self._limits)
        return self.ids[symbol]

    def take_up(self, past: Past, *, see_until: Callable[[int], None] | None = None) -> News:
        """A step that was recorded before. `see_until` lets the exchange see the market up to a time, before what happened then."""
        step = past.step
        if isinstance(step, InstrumentListed):
            self.list_instrument(step.symbol, step.terms, seq=past.seq)
        elif isinstance(step, PositionNoted):
            self.write_note(step, seq=past.seq)
        if not isinstance(step, Happened):
            return News([], [], [])
        if see_until is None:
            self.exchange.take_up(bytes(step.events))
        else:
            for at_us, events in events_by_time(bytes(step.events)):
                see_until(at_us)
                self.exchange.take_up(events)
        return self.note(bytes(step.events), step.mark, seq=past.seq)

    def take_up_unseen(self, happened: Sequence[Past], *, is_noted: bool) -> None:
        """Steps with events of which the market that the exchange saw no longer counts, in one: a journal may be long.

        Without notes only the exchange and its places are as they were.
        """
        parts = [(each, each.step) for each in happened if isinstance(each.step, Happened)]
        written = b"[%s]" % b",".join(bytes(step.events)[1:-1] for _, step in parts)
        self.exchange.take_up(written)
        for _, step in parts:
            self.places |= step.mark.places()
        if parts and is_noted:
            last, step = parts[-1]
            self.note(written, step.mark, seq=last.seq)

    def note(self, written: bytes, mark: Mark, *, seq: int) -> News:
        """Events that the exchange knows already, and that are recorded now."""
        self.seq, self.mark = seq, mark
        self.places |= mark.places()
        events = read_events(written)
        orders = self.orders(orders_of(events))
        by_id = {order.id: order for order in orders}
        fills = [
            fill_of(event, by_id[event.body.order])
            for event in events
            if event.body.event == "order_filled" and event.body.order is not None
        ]
        self.fills += fills
        for position, minor in swaps_of(events):
            self.swaps[position] += minor
        names = {order.id: order.client_order_id for order in orders}
        return News(orders, fills, refusals_of(events, names))

    def write_note(self, step: PositionNoted, *, seq: int) -> None:
        """On a position."""
        self.notes[step.position] = Note(step.note, tuple(step.tags))
        self.seq = seq

    def round_trips(self) -> list[RoundTrip]:
        """Closed positions, in the order they were closed."""
        return list(round_trips(self.fills, swaps=self.swaps, notes=self.notes))

    def show(self, symbol: str, place: Place) -> None:
        """The quote is the tick behind which this place is; nothing can have happened before it."""
        if self.places.get(symbol) == place:
            return  # It is, and what was taken of its volume stays so.
        last = last_tick_at(self._source, symbol, place) if place.of_that_time else None
        if last is not None:
            self.exchange.see_again(self.ids[symbol], last)
        self.places[symbol] = place

    def set_rates(self, now_us: int) -> None:
        """Let what arises in other currencies be reckoned at the rates of this minute. What is not stored stays unknown."""
        currencies = self.foreign_currencies()
        rated = (now_us // MINUTE_US, tuple(currency.code for currency in currencies))
        if self._rated == rated:
            return
        self._rated = rated
        for currency in currencies:
            rate = self._conversions.at(currency.code, now_us)
            if rate is not None:
                points, digits, is_inverse = rate
                self.exchange.set_rate(currency.code, currency.digits, points, digits, is_inverse=is_inverse)

    def rate_at(self, code: str, now_us: int) -> Rate | None:
        """What a unit of a currency costs in the account's; None when nothing is stored that tells."""
        return self._conversions.at(code, now_us)

    def foreign_currencies(self) -> list[Currency]:
        """In which profits arise and commissions are paid, beside the account's own."""
        own = self.terms.exchange.currency.code
        paid = (each for terms in self.listed.values() for each in (terms.quote, terms.commission_currency))
        found = {each.code: each for each in paid if each is not None}
        return [each for code, each in found.items() if code != own]

    def of_interest(self) -> set[str]:
        """Symbols of which something is open or under way."""
        held = {position.symbol for position in self.positions()}
        return held | {order.symbol for order in self.open_orders()}

    def orders(self, numbers: Sequence[int]) -> list[Order]:
        """By their numbers."""
        return _orders.decode(self.exchange.orders(list(numbers))) if numbers else []

    def open_orders(self) -> list[Order]:
        """Those that have not ended."""
        return _orders.decode(self.exchange.open_orders())

    def positions(self) -> list[Position]:
        """Those that are open."""
        return _positions.decode(self.exchange.positions())


def built_account(past: Sequence[Past], *, hours_of: HoursOf, source: TickSource) -> PaperAccount:
    """The account that the steps make, the first of them being its opening, with the quotes that stood then.

    What the open positions have seen of the market since they were opened is read from the stored ticks again.
    """
    first = _begun(past, hours_of, source)
    _take_up_unseen(first, past[1:], is_noted=False)
    return _with_market(past, _begins(first), hours_of=hours_of, source=source)


def _take_up_unseen(account: PaperAccount, past: Sequence[Past], *, is_noted: bool) -> None:
    for happened, run in itertools.groupby(past, key=lambda each: isinstance(each.step, Happened)):
        steps = list(run)
        if happened:
            for start in range(0, len(steps), _STEPS_AT_ONCE):
                account.take_up_unseen(steps[start : start + _STEPS_AT_ONCE], is_noted=is_noted)
        else:
            for each in steps:
                account.take_up(each)


def _begins(account: PaperAccount) -> dict[str, int]:
    """From when on the market of each symbol counts: from its last tick, or when the oldest of its positions was opened."""
    begins = {symbol: place.last_us for symbol, place in account.places.items()}
    for position in account.positions():
        begins[position.symbol] = min(begins.get(position.symbol, position.opened_us), position.opened_us)
    return begins


def _begun(past: Sequence[Past], hours_of: HoursOf, source: TickSource) -> PaperAccount:
    opened = past[0].step
    assert isinstance(opened, AccountOpened)
    return PaperAccount(opened.terms, seq=past[0].seq, hours_of=hours_of, source=source)


def _with_market(
    past: Sequence[Past], begins: dict[str, int], *, hours_of: HoursOf, source: TickSource
) -> PaperAccount:
    account = _begun(past, hours_of, source)
    counts_us = min(begins.values(), default=_ALL_OF_A_TIME)
    seen = next((number for number, each in enumerate(past) if _is_from(each, counts_us)), len(past))
    _take_up_unseen(account, past[1:seen], is_noted=True)
    walks: dict[str, TickWalk] = {}
    for each in past[max(seen, 1) :]:
        if isinstance(each.step, Happened):
            see = partial(_see_until, account, each.step.mark, source, begins=begins, walks=walks)
            account.take_up(each, see_until=see)
        else:
            account.take_up(each)
    return account


def _is_from(past: Past, counts_us: int) -> bool:
    return isinstance(past.step, Happened) and past.step.mark.at_us >= counts_us


def _see_until(
    account: PaperAccount,
    mark: Mark,
    source: TickSource,
    at_us: int,
    *,
    begins: dict[str, int],
    walks: dict[str, TickWalk],
) -> None:
    """Up to where the mark stands, and no further than `at_us`: what arrives between two ticks meets the first of them."""
    for symbol, stands in mark.places().items():
        if mark.at_us < begins.get(symbol, 0) or not stands.of_that_time or symbol not in account.ids:
            continue
        place = min(stands, Place(at_us, _ALL_OF_A_TIME))
        if symbol not in walks:
            quote = place if place == stands else account.places.get(symbol, place)
            # Where the market of a symbol begins to count, only the quote does.
            walks[symbol] = TickWalk(source, symbol, Place(quote.last_us, max(quote.of_that_time - 1, 0)))
        for _, ticks in walks[symbol].until(place):
            account.exchange.see_again(account.ids[symbol], ticks)
