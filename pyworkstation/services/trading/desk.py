"""The trading desk: one paper account on the replay's market.

Every command and every tick comes here, one at a time. What they bring about is decided by the exchange (Rust), written to the
journal (`journalled_account.py`), and told to clients (`account_streams.py`), in this order: nobody hears of what a kill could undo.
"""

from __future__ import annotations

import logging
import threading
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import OpenAccount, OrdersAnswer, Statistics
from pyworkstation.services.trading import exchange_orders
from pyworkstation.services.trading.account_rows import (
    equity_parts,
    fill_parts,
    order_parts,
    position_parts,
    round_trip_parts,
)
from pyworkstation.services.trading.account_streams import AccountStreams
from pyworkstation.services.trading.desk_market import DeskMarket
from pyworkstation.services.trading.journal import PositionNoted
from pyworkstation.services.trading.journalled_account import JournalledAccount, each_once
from pyworkstation.services.trading.risk_message import risk_message
from pyworkstation.services.trading.sizing import position_size, sizing_facts
from pyworkstation.services.trading.statistics import statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from pyworkstation.engine import TickColumns
    from pyworkstation.protocol.messages import (
        Account,
        Deposit,
        EquityPart,
        FillsPart,
        Flatten,
        GetEquity,
        GetStatistics,
        Halt,
        ListFills,
        ListOrders,
        ListPositions,
        ListRoundTrips,
        ModifyOrder,
        NotePosition,
        OrdersPart,
        PlaceOrder,
        PositionSize,
        PositionsPart,
        Risk,
        RoundTripsPart,
        SizePosition,
        StreamBody,
        TradingState,
    )
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.replay.tick_feed import Place
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.trading.paper_account import HoursOf, PaperAccount
    from pyworkstation.services.trading.risk_limits import RiskLimits
    from pyworkstation.services.trading.terms import InstrumentTerms
    from pyworkstation.storage.audit.audit_log import AuditLog

log = logging.getLogger(__name__)


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
        lot_of: Callable[[str], Decimal] = lambda _: Decimal(1),
        currencies: Callable[[], Collection[str]] | None = None,
        equity_file: Path | None = None,
        clock_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        """Go on with the account of the journal; without one, open one. Raises InputError when the limits cannot be read."""
        self._limits_of = limits_of
        self._terms_of = terms_of
        self._lot_of = lot_of
        self._currencies = currencies
        self._clock_us = clock_us
        self._lock = threading.Lock()
        self._streams = AccountStreams(streams)
        self._journalled = JournalledAccount(
            audit,
            source,
            self._streams,
            terms_of=terms_of,
            hours_of=hours_of,
            limits=limits_of(),
            opened=OpenAccount(),
            equity_file=equity_file,
        )
        self._market = DeskMarket(self._journalled, source, self._streams)
        self.death = ""

    def close(self) -> None:
        """The journal is the audit service's; the equity of now is kept."""
        with self._lock:
            self._journalled.equity.close()

    # --- commands ---------------------------------------------------------------------------------------------

    def open_account(self, request: OpenAccount) -> Account:
        """Begin anew. The journal of the account before stays.

        Raises InputError while trading is halted, which a person resets, and for a currency that no instrument knows: nothing
        could ever be converted into it.
        """
        with self._lock:
            self._expect_not_halted()
            self._expect_currency(request.currency)
            self._journalled.open(request)
            self._market.show_to_new_account()
            self._streams.tell_all(self._journalled.shown())
            return self._journalled.shown().account_message()

    def deposit(self, request: Deposit) -> OrdersAnswer:
        """Money in or out."""
        with self._lock:
            return self._commanded(exchange_orders.deposit_command(request.minor))

    def place_order(self, request: PlaceOrder) -> OrdersAnswer:
        """Place orders. Raises InputError without a market, for an unknown symbol, and for fields that do not fit together."""
        with self._lock:
            self._expect_market()
            self._market.trade_on()
            command = exchange_orders.place_command(request.orders, self._journalled.id_of)
            for symbol in {order.symbol for order in request.orders} - {self._market.symbol}:
                self._market.bring(symbol)
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
            self._market.trade_on()
            return self._commanded(exchange_orders.cancel_all_command(self._id_if_any(symbol)))

    def flatten(self, request: Flatten) -> OrdersAnswer:
        """End all orders and positions."""
        with self._lock:
            self._expect_market()
            self._market.trade_on()
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
            return self._risk()

    def reload_risk(self) -> Risk:
        """Read the limits again. Raises InputError naming every fault; then all stays as it was."""
        with self._lock:
            self._journalled.limit(self._limits_of())
            return self._risk()

    def note_position(self, request: NotePosition) -> None:
        """Write on a position. Raises InputError for one that there never was."""
        with self._lock:
            if not any(fill.position == request.position for fill in self._account.fills):
                raise InputError(
                    expected="the number of a position, open or closed",
                    found=str(request.position),
                    where="position",
                )
            self._market.trade_on()
            step = PositionNoted(position=request.position, note=request.note, tags=request.tags)
            self._journalled.note_position(step)

    # --- questions --------------------------------------------------------------------------------------------

    def account(self) -> Account:
        """As it stands."""
        with self._lock:
            return self._journalled.shown().account_message()

    def risk(self) -> Risk:
        """The limits, and how far they are used."""
        with self._lock:
            return self._risk()

    def orders(self, request: ListOrders) -> Iterator[OrdersPart]:
        """Orders, oldest first."""
        with self._lock:
            account = self._account
            every = range(1, account.exchange.order_count + 1)
            found = account.open_orders() if request.open_only else account.orders(list(every))
        return order_parts(found, request.symbol)

    def positions(self, request: ListPositions) -> Iterator[PositionsPart]:
        """Positions, oldest first."""
        with self._lock:
            found = self._account.positions()
        return position_parts(found, request.symbol)

    def fills(self, request: ListFills) -> Iterator[FillsPart]:
        """Fills, oldest first."""
        with self._lock:
            found = self._account.fills[request.after_id :]
        return fill_parts(found, request.symbol)

    def round_trips(self, request: ListRoundTrips) -> Iterator[RoundTripsPart]:
        """Closed positions, in the order they were closed."""
        with self._lock:
            found = self._account.round_trips()
        return round_trip_parts(found, request.symbol)

    def statistics(self, request: GetStatistics) -> Statistics:
        """Figures of the closed positions, in groups."""
        with self._lock:
            found = self._account.round_trips()
        wanted = [each for each in found if request.symbol in (None, each.symbol)]
        return Statistics(by=request.by, rows=statistics(wanted, request.by))

    def equity(self, request: GetEquity) -> Iterator[EquityPart]:
        """Its series, as far as the market has come."""
        with self._lock:
            series, currency = self._journalled.equity.series, self._account.terms.exchange.currency
            found = list(series.until(self._journalled.now_us))
            interval_us = series.interval_us
        return equity_parts(found, request, interval_us=interval_us, currency=currency)

    def size(self, request: SizePosition) -> PositionSize:
        """How large an order should be. Raises InputError without a price, and for a question that says too little."""
        terms, lot = self._terms_of(request.symbol), self._lot_of(request.symbol)
        with self._lock:
            quote = self._market.quote_of(request.symbol) if request.price is None else None
            facts = sizing_facts(
                request, self._account, terms=terms, lot=lot, quote=quote, now_us=self._journalled.now_us
            )
            return position_size(request, facts)

    def snapshot(self, topic: str) -> tuple[int, StreamBody]:
        """(number of the last message, state after it) of one of `TOPICS`."""
        with self._lock:
            return self._streams.snapshot(self._journalled.shown(), topic)

    # --- the market -------------------------------------------------------------------------------------------

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """The replay stands here now: the account is what its journal says up to here."""
        with self._lock:
            self._market.began(symbol, position_us=position_us, place=place, epoch=epoch)
            self._streams.tell_all(self._journalled.shown())

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """The exchange takes the ticks that the bars have taken."""
        with self._lock:
            self._market.ticked(symbol, ticks, before=before, after=after)

    def stands(self, position_us: int) -> None:
        """What is due by now happens, and everybody is told how things stand."""
        with self._lock:
            self._market.stands(position_us)

    def ended(self) -> None:
        """There is no market."""
        with self._lock:
            self._market.symbol = None

    def resume_us(self, symbol: str, *, epoch: int) -> int | None:
        """How far the market had come when something last happened, in that epoch of the replay."""
        with self._lock:
            mark = self._journalled.last_mark
        if mark is None or mark.symbol != symbol or mark.epoch != epoch:
            return None
        return max(mark.at_us, mark.last_us)

    # --- under the lock ----------------------------------------------------------------------------------------

    @property
    def _account(self) -> PaperAccount:
        return self._journalled.account

    def _risk(self) -> Risk:
        return risk_message(self._account, self._journalled.limits, state=self._journalled.trading_state)

    def _id_if_any(self, symbol: str | None) -> int | None:
        return None if symbol is None else self._journalled.id_of(symbol)

    def _expect_market(self) -> None:
        if self._market.symbol is None:
            raise InputError(
                expected="a replay, which is the market of paper trading",
                found="none",
                where="orders",
                mend="start one: pyworkstation replay SYMBOL",
            )

    def _expect_not_halted(self) -> None:
        if self._journalled.trading_state == "halted":
            raise InputError(
                expected="an account that is not halted",
                found="trading is halted",
                where="account",
                mend="let it go on with: pyworkstation risk resume",
            )

    def _expect_currency(self, code: str) -> None:
        known = (code,) if self._currencies is None else self._currencies()
        if code not in known:
            raise InputError(
                expected=f"a currency of an instrument: {', '.join(sorted(known))}",
                found=code,
                where="currency",
                mend="or add an instrument in it to instruments.toml of the home",
            )

    def _commanded(self, command: bytes, named: Sequence[str] = ()) -> OrdersAnswer:
        self._market.trade_on()
        exchange, mark = self._account.exchange, self._market.mark()
        self._account.set_rates(mark.at_us)
        news = self._journalled.write(
            [(mark, exchange.handle(command, mark.at_us, sent_us=self._clock_us()))]
        )
        numbers = [exchange.order_number(name) for name in named]
        named_orders = self._account.orders([number for number in numbers if number is not None])
        self._market.tell_state()
        return OrdersAnswer(
            history=self._journalled.history,
            sequence=exchange.sequence,
            orders=each_once([*named_orders, *news.orders]),
            refusals=news.refusals,
        )
