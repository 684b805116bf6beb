"""An account at the simulated exchange, as the steps of its journal make it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pyworkstation.engine import SimulatedExchange
from pyworkstation.protocol.messages import Order, Position
from pyworkstation.services.replay.tick_feed import Place
from pyworkstation.services.trading.exchange_events import fill_of, orders_of, read_events, refusals_of
from pyworkstation.services.trading.journal import AccountOpened, Happened, InstrumentListed
from pyworkstation.services.trading.tick_places import ticks_between

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.engine import SessionCalendar
    from pyworkstation.protocol.messages import Fill, Refusal
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.trading.journal import Mark, Past
    from pyworkstation.services.trading.terms import AccountTerms, InstrumentTerms

    HoursOf = Callable[[str], SessionCalendar]

_orders = msgspec.json.Decoder(list[Order])
_positions = msgspec.json.Decoder(list[Position])


class News(NamedTuple):
    """What events changed: orders as they stand now, and what was filled."""

    orders: list[Order]
    fills: list[Fill]
    refusals: list[Refusal]


class PaperAccount:
    """`seq` is the number of the last record that it holds, `mark` where the market stood then; None before any event."""

    def __init__(self, opened: AccountTerms, *, seq: int, hours_of: HoursOf) -> None:
        self.terms = opened
        self.seq = seq
        self.exchange = SimulatedExchange(msgspec.json.encode(opened.exchange))
        self.listed: dict[str, InstrumentTerms] = {}
        self.ids: dict[str, int] = {}
        self.fills: list[Fill] = []
        self.mark: Mark | None = None
        self.places: dict[str, Place] = {}
        """Behind which tick of each symbol it stands."""
        self._hours_of = hours_of

    def list_instrument(self, symbol: str, terms: InstrumentTerms, *, seq: int) -> int:
        """Let it trade; its id."""
        self.listed[symbol] = terms
        self.ids[symbol] = self.exchange.list_instrument(
            symbol, msgspec.json.encode(terms), self._hours_of(symbol)
        )
        self.seq = seq
        return self.ids[symbol]

    def take_up(self, past: Past) -> News:
        """A step that was recorded before."""
        step = past.step
        if isinstance(step, InstrumentListed):
            self.list_instrument(step.symbol, step.terms, seq=past.seq)
        if not isinstance(step, Happened):
            return News([], [], [])
        self.exchange.take_up(bytes(step.events))
        return self.note(bytes(step.events), step.mark, seq=past.seq)

    def note(self, written: bytes, mark: Mark, *, seq: int) -> News:
        """Events that the exchange knows already, and that are recorded now."""
        self.seq, self.mark = seq, mark
        if mark.symbol is not None:
            self.places[mark.symbol] = mark.place
        events = read_events(written)
        orders = self.orders(orders_of(events))
        by_id = {order.id: order for order in orders}
        fills = [
            fill_of(event, by_id[event.body.order])
            for event in events
            if event.body.event == "order_filled" and event.body.order is not None
        ]
        self.fills += fills
        return News(orders, fills, refusals_of(events))

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
    """The account that the steps make, the first of them being its opening.

    What the open positions have seen of the market since they were opened is read from the stored ticks again.
    """
    account = _begun(past, hours_of)
    for each in past[1:]:
        account.take_up(each)
    opened_us = min((position.opened_us for position in account.positions()), default=None)
    return account if opened_us is None else _with_market(past, opened_us, hours_of=hours_of, source=source)


def _begun(past: Sequence[Past], hours_of: HoursOf) -> PaperAccount:
    opened = past[0].step
    assert isinstance(opened, AccountOpened)
    return PaperAccount(opened.terms, seq=past[0].seq, hours_of=hours_of)


def _with_market(
    past: Sequence[Past], from_us: int, *, hours_of: HoursOf, source: TickSource
) -> PaperAccount:
    account = _begun(past, hours_of)
    for each in past[1:]:
        step = each.step
        if isinstance(step, Happened) and step.mark.at_us >= from_us:
            _see_until(account, step.mark, source, from_us=from_us)
        account.take_up(each)
    return account


def _see_until(account: PaperAccount, mark: Mark, source: TickSource, *, from_us: int) -> None:
    if mark.symbol is None or mark.of_that_time == 0:
        return
    seen = account.places.get(mark.symbol)
    if seen is None or seen.last_us < from_us:
        # Positions begin here: only the quote counts.
        seen = Place(mark.last_us, mark.of_that_time - 1)
    for _, ticks in ticks_between(source, mark.symbol, seen, mark.place):
        account.exchange.see_again(account.ids[mark.symbol], ticks)
