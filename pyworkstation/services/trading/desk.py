"""The trading desk: one paper account on the replay's market.

Every command and every tick comes here, one at a time. What they bring about is decided by the exchange (Rust), written to the
journal, and told to clients, in this order: nobody hears of what a kill could undo.

When the replay steps back, the account is shown as its journal had it then (`_ahead` holds what came later), and goes on
along its journal as the market does. Who trades on from there forgets what is ahead.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.protocol.messages import (
    FillsPart,
    FillsUpdate,
    OpenAccount,
    OrdersAnswer,
    OrdersPart,
    OrdersUpdate,
    PositionsPart,
    PositionsUpdate,
    RoundTripsPart,
    Statistics,
)
from pyworkstation.services.replay.tick_feed import Place, TickFeed
from pyworkstation.services.trading import exchange_orders
from pyworkstation.services.trading.account_message import account_message, money_of
from pyworkstation.services.trading.equity_curve import EquityCurve
from pyworkstation.services.trading.journal import (
    AccountOpened,
    AccountRewound,
    Happened,
    InstrumentListed,
    Mark,
    PositionNoted,
    entry_of,
    past_of,
)
from pyworkstation.services.trading.paper_account import News, PaperAccount, built_account
from pyworkstation.services.trading.risk_message import risk_message
from pyworkstation.services.trading.statistics import statistics
from pyworkstation.services.trading.terms import account_terms
from pyworkstation.services.trading.tick_places import (
    TickWalk,
    is_after,
    minutes_of,
    place_after,
    place_at,
    rows_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyworkstation.engine import TickColumns
    from pyworkstation.protocol.messages import (
        Account,
        Deposit,
        Flatten,
        GetStatistics,
        Halt,
        ListFills,
        ListOrders,
        ListPositions,
        ListRoundTrips,
        ModifyOrder,
        NotePosition,
        Order,
        PlaceOrder,
        Risk,
        RoundTrip,
        StreamBody,
        TradingState,
    )
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.trading.journal import Past
    from pyworkstation.services.trading.paper_account import HoursOf
    from pyworkstation.services.trading.risk_limits import RiskLimits
    from pyworkstation.services.trading.terms import InstrumentTerms
    from pyworkstation.storage.audit.audit_log import AuditLog

log = logging.getLogger(__name__)

TOPICS = ("orders", "fills", "positions", "account")

_ROWS_A_MESSAGE = 1000
_NEWEST_FILLS = 100
_VIEWS = 1000


class Desk:
    """A service. Every method may be called from any thread."""

    def __init__(
        self,
        audit: AuditLog,
        source: TickSource,
        streams: Streams,
        *,
        terms_of: Callable[[str], InstrumentTerms],
        hours_of: HoursOf,
        limits_of: Callable[[], RiskLimits],
        clock_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        """Go on with the account of the journal; without one, open one. Raises InputError when the limits cannot be read."""
        self._audit = audit
        self._source = source
        self._streams = streams
        self._terms_of = terms_of
        self._hours_of = hours_of
        self._limits_of = limits_of
        self._limits = limits_of()
        self._clock_us = clock_us
        self._lock = threading.Lock()
        self._symbol: str | None = None
        self._position_us: int | None = None
        self._place: Place | None = None
        self._epoch = 0
        self._views = 0
        self._ahead: deque[Past] = deque()
        self._feeds: dict[str, TickFeed] = {}
        self._others: set[str] = set()
        self._state_ahead: TradingState = "active"
        self.death = ""
        past, self._rewritten = past_of(audit.records())
        if past:
            self._account = self._built(past)
            self._account.limit(self._limits)
            self._curve = EquityCurve(money_of(self._account).balance)
            self._renew_terms()
        else:
            self._open(OpenAccount())

    def close(self) -> None:
        """The journal is the audit service's; nothing else is open."""

    # --- commands ---------------------------------------------------------------------------------------------

    def open_account(self, request: OpenAccount) -> Account:
        """Begin anew. The journal of the account before stays. Raises InputError while trading is halted: a person resets that."""
        with self._lock:
            self._expect_not_halted()
            self._open(request)
            if self._symbol is not None:
                self._list_if_tradable(self._symbol)
                self._show_if_listed(self._symbol)
            self._publish_all()
            return self._account_message()

    def deposit(self, request: Deposit) -> OrdersAnswer:
        """Money in or out."""
        with self._lock:
            return self._commanded(exchange_orders.deposit_command(request.minor))

    def place_order(self, request: PlaceOrder) -> OrdersAnswer:
        """Place orders. Raises InputError without a market, for an unknown symbol, and for fields that do not fit together."""
        with self._lock:
            self._expect_market()
            self._trade_on()
            command = exchange_orders.place_command(request.orders, self._id_of)
            for symbol in {order.symbol for order in request.orders} - {self._symbol}:
                self._bring(symbol)
            return self._commanded(command, [order.client_order_id for order in request.orders])

    def modify_order(self, request: ModifyOrder) -> OrdersAnswer:
        """Change an order."""
        with self._lock:
            return self._commanded(exchange_orders.modify_command(request), [request.client_order_id])

    def cancel_order(self, client_order_id: str) -> OrdersAnswer:
        """End an order."""
        with self._lock:
            return self._commanded(exchange_orders.cancel_command(client_order_id), [client_order_id])

    def cancel_all_orders(self, symbol: str | None) -> OrdersAnswer:
        """End all orders."""
        with self._lock:
            self._trade_on()
            return self._commanded(exchange_orders.cancel_all_command(self._id_if_any(symbol)))

    def flatten(self, request: Flatten) -> OrdersAnswer:
        """End all orders and positions."""
        with self._lock:
            self._expect_market()
            self._trade_on()
            command = exchange_orders.flatten_command(
                request.client_order_id, self._id_if_any(request.symbol)
            )
            return self._commanded(command)

    def halt(self, request: Halt) -> OrdersAnswer:
        """The kill switch."""
        with self._lock:
            return self._commanded(exchange_orders.halt_command(request.flatten))

    def set_trading_state(self, state: TradingState) -> Risk:
        """What may be sent from now on."""
        with self._lock:
            self._commanded(exchange_orders.trading_state_command(state))
            log.warning("trading is %s", state)
            return risk_message(self._account, self._limits, state=self._trading_state())

    def reload_risk(self) -> Risk:
        """Read the limits again. Raises InputError naming every fault; then all stays as it was."""
        with self._lock:
            self._limits = self._limits_of()
            self._account.limit(self._limits)
            return risk_message(self._account, self._limits, state=self._trading_state())

    # --- questions --------------------------------------------------------------------------------------------

    def account(self) -> Account:
        """As it stands."""
        with self._lock:
            return self._account_message()

    def risk(self) -> Risk:
        """The limits, and how far they are used."""
        with self._lock:
            return risk_message(self._account, self._limits, state=self._trading_state())

    def orders(self, request: ListOrders) -> Iterator[OrdersPart]:
        """Orders, oldest first."""
        with self._lock:
            account = self._account
            every = range(1, account.exchange.order_count + 1)
            found = account.open_orders() if request.open_only else account.orders(list(every))
        wanted = [order for order in found if request.symbol in (None, order.symbol)]
        for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
            yield OrdersPart(orders=wanted[start : start + _ROWS_A_MESSAGE])

    def positions(self, request: ListPositions) -> Iterator[PositionsPart]:
        """Positions, oldest first."""
        with self._lock:
            found = self._account.positions()
        wanted = [position for position in found if request.symbol in (None, position.symbol)]
        for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
            yield PositionsPart(positions=wanted[start : start + _ROWS_A_MESSAGE])

    def fills(self, request: ListFills) -> Iterator[FillsPart]:
        """Fills, oldest first."""
        with self._lock:
            found = self._account.fills[request.after_id :]
        wanted = [fill for fill in found if request.symbol in (None, fill.symbol)]
        for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
            yield FillsPart(fills=wanted[start : start + _ROWS_A_MESSAGE])

    def note_position(self, request: NotePosition) -> None:
        """Write on a position. Raises InputError for one that there never was."""
        with self._lock:
            if not any(fill.position == request.position for fill in self._account.fills):
                raise InputError(
                    expected="the number of a position, open or closed",
                    found=str(request.position),
                    where="position",
                )
            self._trade_on()
            step = PositionNoted(position=request.position, note=request.note, tags=request.tags)
            self._account.write_note(step, seq=self._audit.append([entry_of(step)]))

    def round_trips(self, request: ListRoundTrips) -> Iterator[RoundTripsPart]:
        """Closed positions, in the order they were closed."""
        wanted = self._round_trips(request.symbol)
        for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
            yield RoundTripsPart(round_trips=wanted[start : start + _ROWS_A_MESSAGE])

    def statistics(self, request: GetStatistics) -> Statistics:
        """Figures of the closed positions, in groups."""
        return Statistics(by=request.by, rows=statistics(self._round_trips(request.symbol), request.by))

    def _round_trips(self, symbol: str | None) -> list[RoundTrip]:
        with self._lock:
            found = self._account.round_trips()
        return [each for each in found if symbol in (None, each.symbol)]

    def snapshot(self, topic: str) -> tuple[int, StreamBody]:
        """(number of the last message, state after it) of one of `TOPICS`."""
        with self._lock:
            return self._streams.seq(topic), self._bodies()[topic]()

    # --- the market -------------------------------------------------------------------------------------------

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """The replay stands here now: the account is what its journal says up to here."""
        with self._lock:
            self._symbol, self._position_us, self._place, self._epoch = symbol, position_us, place, epoch
            last = self._last_mark()
            if self._ahead or (
                last is not None and is_after(last, symbol, position_us=position_us, place=place)
            ):
                self._look_back(symbol, position_us=position_us, place=place)
            self._list_if_tradable(symbol)
            if self._account.exchange.is_idle:
                self._show_if_listed(symbol)
            elif place is not None and symbol in self._account.ids:
                self._catch_up(symbol, place)
            self._publish_all()

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """The exchange takes the ticks that the bars have taken."""
        with self._lock:
            self._place = after
            if symbol not in self._account.ids:
                return
            if before != self._account.places.get(symbol):
                self._catch_up(symbol, after)
            else:
                self._take(symbol, ticks, before=before)

    def stands(self, position_us: int) -> None:
        """What is due by now happens, and everybody is told how things stand."""
        with self._lock:
            self._position_us = position_us
            self._take_others(position_us)
            if self._ahead:
                self._publish_state()
            elif not self._account.exchange.is_idle:
                self._account.set_rates(position_us)
                self._written([(self._mark(), self._account.exchange.advance(position_us))])
                self._publish_state()

    def ended(self) -> None:
        """There is no market."""
        with self._lock:
            self._symbol = None

    def resume_us(self, symbol: str, *, epoch: int) -> int | None:
        """How far the market had come when something last happened, in that epoch of the replay."""
        with self._lock:
            mark = self._last_mark()
        if mark is None or mark.symbol != symbol or mark.epoch != epoch:
            return None
        return max(mark.at_us, mark.last_us)

    # --- under the lock: the account ---------------------------------------------------------------------------

    def _open(self, request: OpenAccount) -> None:
        terms = account_terms(request)
        seq = self._audit.append([entry_of(AccountOpened(terms=terms))])
        self._account = PaperAccount(terms, seq=seq, hours_of=self._hours_of, source=self._source)
        self._account.limit(self._limits)
        self._rewritten = seq
        self._ahead.clear()
        if request.deposit:
            # Before all times of the market: the money is there wherever a replay begins.
            deposited = self._account.exchange.handle(exchange_orders.deposit_command(request.deposit), 0)
            self._written([(Mark(symbol=None, at_us=0), deposited)])
        self._curve = EquityCurve(request.deposit)
        log.info("paper account %s: %s, %s, %s", terms.name, request.currency, request.mode, request.profile)

    def _id_of(self, symbol: str) -> int:
        """Raises InputError for a symbol that cannot be traded."""
        known = self._account.ids.get(symbol)
        return self._listed(symbol, self._terms_of(symbol)) if known is None else known

    def _id_if_any(self, symbol: str | None) -> int | None:
        return None if symbol is None else self._id_of(symbol)

    def _listed(self, symbol: str, terms: InstrumentTerms) -> int:
        seq = self._audit.append([entry_of(InstrumentListed(symbol=symbol, terms=terms))])
        return self._account.list_instrument(symbol, terms, seq=seq)

    def _list_if_tradable(self, symbol: str) -> None:
        if self._ahead:
            return
        try:
            self._id_of(symbol)
        except InputError as error:
            log.info("%s is not traded: %s", symbol, error)

    def _renew_terms(self) -> None:
        """Instruments trade by what their files say today, from now on."""
        for symbol, listed in list(self._account.listed.items()):
            try:
                terms = self._terms_of(symbol)
            except InputError as error:
                log.warning("%s trades by the terms of before: %s", symbol, error)
                continue
            if terms != listed:
                self._listed(symbol, terms)

    def _expect_market(self) -> None:
        if self._symbol is None:
            raise InputError(
                expected="a replay, which is the market of paper trading",
                found="none",
                where="orders",
                mend="start one: pyworkstation replay SYMBOL",
            )

    def _expect_not_halted(self) -> None:
        if self._trading_state() == "halted":
            raise InputError(
                expected="an account that is not halted",
                found="trading is halted",
                where="account",
                mend="let it go on with: pyworkstation risk resume",
            )

    def _commanded(self, command: bytes, named: Sequence[str] = ()) -> OrdersAnswer:
        self._trade_on()
        exchange = self._account.exchange
        mark = self._mark()
        self._account.set_rates(mark.at_us)
        news = self._written([(mark, exchange.handle(command, mark.at_us, sent_us=self._clock_us()))])
        numbers = [exchange.order_number(name) for name in named]
        named_orders = self._account.orders([number for number in numbers if number is not None])
        self._publish_state()
        return OrdersAnswer(
            history=self._history(),
            sequence=exchange.sequence,
            orders=_each_once([*named_orders, *news.orders]),
            refusals=news.refusals,
        )

    def _mark(self, place: Place | None = None) -> Mark:
        symbol = self._symbol
        place = place or self._account.places.get(symbol or "") or Place(0, 0)
        at_us = max(self._position_us or 0, place.last_us, self._account.exchange.now_us or 0)
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

    def _written(self, batches: Sequence[tuple[Mark, bytes]]) -> News:
        """Record what has happened, then tell of it. What cannot be recorded has not happened."""
        batches = [(mark, events) for mark, events in batches if events != b"[]"]
        if not batches:
            return News([], [], [])
        steps = [Happened(mark=mark, events=msgspec.Raw(events)) for mark, events in batches]
        try:
            last = self._audit.append([entry_of(step) for step in steps])
        except EnvironmentFailure:
            self._load_again()
            raise
        first = last - len(steps) + 1
        news = [
            self._account.note(events, mark, seq=first + number)
            for number, (mark, events) in enumerate(batches)
        ]
        told = News(
            _each_once([order for each in news for order in each.orders]),
            [fill for each in news for fill in each.fills],
            [refusal for each in news for refusal in each.refusals],
        )
        self._publish_news(told)
        return told

    def _load_again(self) -> None:
        past, self._rewritten = past_of(self._audit.records())
        self._account = self._built(past)
        self._account.limit(self._limits)
        self._views += 1
        self._publish_all()

    def _built(self, past: Sequence[Past]) -> PaperAccount:
        return built_account(past, hours_of=self._hours_of, source=self._source)

    # --- under the lock: back and forth in time ----------------------------------------------------------------

    def _last_mark(self) -> Mark | None:
        steps = (past.step for past in reversed(self._ahead))
        ahead = next((step.mark for step in steps if isinstance(step, Happened)), None)
        return ahead or self._account.mark

    def _look_back(self, symbol: str, *, position_us: int, place: Place | None) -> None:
        past, self._rewritten = past_of(self._audit.records())
        stop = next(
            (
                number
                for number, each in enumerate(past)
                if isinstance(each.step, Happened)
                and is_after(each.step.mark, symbol, position_us=position_us, place=place)
            ),
            len(past),
        )
        state = self._trading_state()
        self._account = self._built(past[:stop])
        self._account.limit(self._limits)
        self._ahead = deque(past[stop:])
        self._state_ahead = state
        self._views += 1

    def _trade_on(self) -> None:
        """What is ahead is forgotten: somebody acts where the replay stands now."""
        if not self._ahead:
            return
        self._rewritten = self._audit.append([entry_of(AccountRewound(to=self._account.seq))])
        log.info("traded on from an earlier time: %d records are forgotten", len(self._ahead))
        state = self._trading_state()
        self._ahead.clear()
        self._keep(state)
        if self._symbol is not None:
            self._list_if_tradable(self._symbol)
        self._publish_all()

    def _trading_state(self) -> TradingState:
        """Going back in time lets nobody trade who was halted."""
        return self._state_ahead if self._ahead else self._account.trading_state

    def _keep(self, state: TradingState) -> None:
        if state != self._account.trading_state:
            mark, command = self._mark(), exchange_orders.trading_state_command(state)
            self._written([(mark, self._account.exchange.handle(command, mark.at_us))])

    def _take(self, symbol: str, ticks: TickColumns, *, before: Place | None) -> None:
        row = self._follow_journal(symbol, ticks, before=before)
        if row is not None and row < len(ticks):
            self._trade(symbol, ticks, row, before=before)
        self._account.places[symbol] = place_after(ticks, len(ticks) - 1, before)

    def _follow_journal(self, symbol: str, ticks: TickColumns, *, before: Place | None) -> int | None:
        """Take up what happened on these ticks; from which row on nothing is known yet, None when that is later."""
        exchange, number = self._account.exchange, self._account.ids[symbol]
        row = 0
        while self._ahead:
            step = self._ahead[0].step
            stop = rows_until(ticks, before, step.mark, symbol) if isinstance(step, Happened) else row
            exchange.see_again(number, ticks.slice(row, len(ticks) if stop is None else stop))
            if stop is None:
                return None
            row = stop
            self._publish_news(self._account.take_up(self._ahead.popleft()))
        return row

    def _trade(self, symbol: str, ticks: TickColumns, row: int, *, before: Place | None) -> None:
        batches: list[tuple[Mark, bytes]] = []
        for start, stop in self._stretches(ticks, row):
            self._account.set_rates(int(ticks.ts_us[start]))
            happened = self._account.exchange.on_ticks(self._account.ids[symbol], ticks.slice(start, stop))
            for at, events in happened:
                batches.append((self._tick_mark(symbol, place_after(ticks, start + at, before)), events))
        self._written(batches)

    def _stretches(self, ticks: TickColumns, row: int) -> list[tuple[int, int]]:
        """Rows that are reckoned at one rate: all, or those of each minute."""
        if self._account.foreign_currencies():
            return minutes_of(ticks, row)
        return [(row, len(ticks))]

    def _tick_mark(self, symbol: str, place: Place) -> Mark:
        return Mark(
            symbol=symbol,
            at_us=place.last_us,
            last_us=place.last_us,
            of_that_time=place.of_that_time,
            epoch=self._epoch,
            others=self._places_beside(symbol),
        )

    def _bring(self, symbol: str) -> None:
        """Bring a symbol that is not replayed to where the market's clock stands."""
        if symbol in self._others:
            return
        place = None if self._position_us is None else place_at(self._source, symbol, self._position_us)
        if place is not None:
            self._account.show(symbol, place)
        self._others.add(symbol)

    def _take_others(self, until_us: int) -> None:
        """The ticks of other symbols of which something is open, after those of the frame that is replayed."""
        if len(self._account.listed) < 2 or self._ahead:
            return
        self._others = self._account.of_interest() - {self._symbol or ""}
        for symbol in sorted(self._others):
            place = self._account.places.get(symbol) or Place(self._account.exchange.now_us or until_us, 0)
            feed = self._feeds.get(symbol)
            if feed is None or feed.place != place:
                feed = self._feeds[symbol] = TickFeed(self._source, symbol, after=place)
            while (ticks := feed.take(to_us=until_us)) is not None:
                self._take(symbol, ticks, before=self._account.places.get(symbol) or place)

    def _catch_up(self, symbol: str, place: Place) -> None:
        """Take the stored ticks that the replay has passed and the exchange has not seen."""
        if not self._ahead and self._account.exchange.is_idle:
            self._account.show(symbol, place)
            return
        own = self._account.places.get(symbol) or Place(self._account.exchange.now_us or 0, 0)
        for before, ticks in TickWalk(self._source, symbol, own).until(place):
            self._take(symbol, ticks, before=before)

    def _show_if_listed(self, symbol: str) -> None:
        if self._place is not None and symbol in self._account.ids:
            self._account.show(symbol, self._place)

    # --- under the lock: what is told ---------------------------------------------------------------------------

    def _history(self) -> int:
        return self._rewritten * _VIEWS + self._views % _VIEWS

    def _account_message(self) -> Account:
        return account_message(
            self._account,
            self._curve,
            history=self._history(),
            now_us=self._position_us or self._account.exchange.now_us,
            looking_back=bool(self._ahead),
        )

    def _bodies(self) -> dict[str, Callable[[], StreamBody]]:
        history, sequence = self._history(), self._account.exchange.sequence
        return {
            "orders": lambda: OrdersUpdate(
                history=history, sequence=sequence, orders=self._account.open_orders()
            ),
            "fills": lambda: FillsUpdate(history=history, fills=self._account.fills[-_NEWEST_FILLS:]),
            "positions": lambda: PositionsUpdate(
                history=history, sequence=sequence, positions=self._account.positions()[-_ROWS_A_MESSAGE:]
            ),
            "account": self._account_message,
        }

    def _publish_all(self) -> None:
        """Everything, for listeners that must forget what they know."""
        for topic, body in self._bodies().items():
            self._streams.publish(topic, body())

    def _publish_state(self) -> None:
        self._curve.see(money_of(self._account).equity)
        bodies = self._bodies()
        for topic in ("positions", "account"):
            self._streams.publish(topic, bodies[topic]())

    def _publish_news(self, news: News) -> None:
        history = self._history()
        if news.orders or news.refusals:
            update = OrdersUpdate(
                history=history,
                sequence=self._account.exchange.sequence,
                orders=news.orders,
                refusals=news.refusals,
            )
            self._streams.publish("orders", update)
        if news.fills:
            self._streams.publish("fills", FillsUpdate(history=history, fills=news.fills))


def _each_once(orders: Sequence[Order]) -> list[Order]:
    """The newest state of each."""
    return list({order.id: order for order in orders}.values())
