"""The account and its journal: what cannot be recorded has not happened, and nobody hears of what a kill could undo.

When the replay steps back, the account is shown as its journal had it then; `ahead` holds what came later.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.services.trading import exchange_orders
from pyworkstation.services.trading.account_message import money_of
from pyworkstation.services.trading.account_streams import Shown
from pyworkstation.services.trading.equity_file import KeptEquity
from pyworkstation.services.trading.journal import (
    AccountOpened,
    AccountRewound,
    Happened,
    InstrumentListed,
    Mark,
    entry_of,
    past_of,
)
from pyworkstation.services.trading.paper_account import News, PaperAccount, built_account
from pyworkstation.services.trading.terms import account_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pyworkstation.protocol.messages import OpenAccount, Order, TradingState
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.trading.account_streams import AccountStreams
    from pyworkstation.services.trading.journal import Past, PositionNoted, Step
    from pyworkstation.services.trading.paper_account import HoursOf
    from pyworkstation.services.trading.risk_limits import RiskLimits
    from pyworkstation.services.trading.terms import InstrumentTerms
    from pyworkstation.storage.audit.audit_log import AuditLog

log = logging.getLogger(__name__)

_VIEWS = 1000


class JournalledAccount:
    """`account` is as the journal has it up to `ahead`. Whoever calls holds the desk's lock."""

    def __init__(
        self,
        audit: AuditLog,
        source: TickSource,
        streams: AccountStreams,
        *,
        terms_of: Callable[[str], InstrumentTerms],
        hours_of: HoursOf,
        limits: RiskLimits,
        opened: OpenAccount,
        equity_file: Path | None = None,
    ) -> None:
        """Go on with the account of the journal; without one, open one of these terms."""
        self.limits = limits
        self.ahead: deque[Past] = deque()
        self.now_us: int | None = None
        """How far the market has come, for showing."""
        self._audit = audit
        self._source = source
        self._streams = streams
        self._terms_of = terms_of
        self._hours_of = hours_of
        self._views = 0
        self.equity = KeptEquity(equity_file)
        self._state_ahead: TradingState = "active"
        past, self._rewritten = past_of(audit.records())
        if past:
            self._build(past)
            money = money_of(self.account)
            self.equity.go_on(past[0].seq, money.balance, deposits=money.deposits)
            self._renew_terms()
        else:
            self.open(opened)

    # --- what it is --------------------------------------------------------------------------------------------

    @property
    def trading_state(self) -> TradingState:
        """Going back in time lets nobody trade who was halted."""
        return self._state_ahead if self.ahead else self.account.trading_state

    @property
    def history(self) -> int:
        """Another number whenever what was told before no longer holds."""
        return self._rewritten * _VIEWS + self._views % _VIEWS

    @property
    def last_mark(self) -> Mark | None:
        """Where the market stood when something last happened, also if it is ahead."""
        steps = (past.step for past in reversed(self.ahead))
        ahead = next((step.mark for step in steps if isinstance(step, Happened)), None)
        return ahead or self.account.mark

    def shown(self) -> Shown:
        """As clients are to see it now."""
        return Shown(
            self.account,
            self.equity.series.stand(self.now_us),
            history=self.history,
            now_us=self.now_us,
            looking_back=bool(self.ahead),
            state_ahead=self._state_ahead if self.ahead else None,
        )

    def id_of(self, symbol: str) -> int:
        """Raises InputError for a symbol that cannot be traded."""
        known = self.account.ids.get(symbol)
        return self._list(symbol, self._terms_of(symbol)) if known is None else known

    # --- what becomes of it ------------------------------------------------------------------------------------

    def open(self, request: OpenAccount) -> None:
        """Begin anew. The journal of the account before stays. Raises EnvironmentFailure when the disk fails: then it goes on."""
        terms = account_terms(request)
        account = PaperAccount(terms, seq=0, hours_of=self._hours_of, source=self._source)
        steps: list[Step] = [AccountOpened(terms=terms)]
        # Before all times of the market: the money is there wherever a replay begins.
        mark, deposited = Mark(symbol=None, at_us=0), b"[]"
        if request.deposit:
            command = exchange_orders.deposit_command(request.deposit)
            deposited = account.exchange.handle(command, mark.at_us)
            steps.append(Happened(mark=mark, events=msgspec.Raw(deposited)))
        last = self._audit.append([entry_of(step) for step in steps])
        account.seq = last
        if request.deposit:
            account.note(deposited, mark, seq=last)
        account.limit(self.limits)
        self.account = account
        self._rewritten = last - len(steps) + 1
        self.ahead.clear()
        self.equity.begin(self._rewritten, request.deposit)
        log.info("paper account %s: %s, %s, %s", terms.name, request.currency, request.mode, request.profile)

    def limit(self, limits: RiskLimits) -> None:
        """Orders go beyond none of these from now on."""
        self.limits = limits
        self.account.limit(limits)

    def list_if_tradable(self, symbol: str) -> None:
        """Let it trade from here on; not where the journal goes on by itself."""
        if self.ahead:
            return
        try:
            self.id_of(symbol)
        except InputError as error:
            log.info("%s is not traded: %s", symbol, error)

    def note_position(self, step: PositionNoted) -> None:
        """Write on a position."""
        self.account.write_note(step, seq=self._audit.append([entry_of(step)]))

    def write(self, batches: Iterable[tuple[Mark, bytes]]) -> News:
        """Record what has happened, then tell of it. Raises EnvironmentFailure when the disk fails: then it has not happened."""
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
        news = _joined(
            self.account.note(events, mark, seq=first + number)
            for number, (mark, events) in enumerate(batches)
        )
        self._streams.tell_news(self.shown(), news)
        at_us = batches[-1][0].at_us
        self.equity.cut(at_us)
        self._see_equity(at_us)
        return news

    def see_equity(self) -> None:
        """Of this frame."""
        self._see_equity(self.now_us or 0)

    def _see_equity(self, at_us: int) -> None:
        """From the market's first time on."""
        if at_us > 0:
            self.equity.see(at_us, money_of(self.account))

    # --- back and forth in time --------------------------------------------------------------------------------

    def look_back(self, is_ahead: Callable[[Mark], bool]) -> None:
        """It is shown as it was before the first step that is ahead."""
        past, self._rewritten = past_of(self._audit.records())
        steps = (
            number
            for number, each in enumerate(past)
            if isinstance(each.step, Happened) and is_ahead(each.step.mark)
        )
        stop = next(steps, len(past))
        state = self.trading_state
        self._build(past[:stop])
        self.ahead = deque(past[stop:])
        self._state_ahead = state
        self._views += 1

    def take_up_next(self) -> None:
        """The next step of the journal happens as it did."""
        news = self.account.take_up(self.ahead.popleft())
        self._streams.tell_news(self.shown(), news)

    def forget_ahead(self, mark: Mark) -> None:
        """Somebody acts where the replay stands now. Who was halted stays so: the journal has both, or neither."""
        state, seq = self.trading_state, self.account.seq
        steps: list[Step] = [AccountRewound(to=seq)]
        events = b"[]"
        if state != self.account.trading_state:
            command = exchange_orders.trading_state_command(state)
            events = self.account.exchange.handle(command, mark.at_us)
            steps.append(Happened(mark=mark, events=msgspec.Raw(events)))
        try:
            last = self._audit.append([entry_of(step) for step in steps])
        except EnvironmentFailure:
            past, _ = past_of(self._audit.records())
            self._build([each for each in past if each.seq <= seq])
            raise
        self._rewritten = last - len(steps) + 1
        log.info("traded on from an earlier time: %d records are forgotten", len(self.ahead))
        self.ahead.clear()
        self.equity.rewind(mark.at_us, money_of(self.account))
        if len(steps) > 1:
            self.account.note(events, mark, seq=last)

    def _load_again(self) -> None:
        past, self._rewritten = past_of(self._audit.records())
        self._build(past)
        self._views += 1
        self._streams.tell_all(self.shown())

    def _build(self, past: Sequence[Past]) -> None:
        self.account = built_account(past, hours_of=self._hours_of, source=self._source)
        self.account.limit(self.limits)

    def _list(self, symbol: str, terms: InstrumentTerms) -> int:
        seq = self._audit.append([entry_of(InstrumentListed(symbol=symbol, terms=terms))])
        return self.account.list_instrument(symbol, terms, seq=seq)

    def _renew_terms(self) -> None:
        """Instruments trade by what their files say today, from now on."""
        for symbol, listed in list(self.account.listed.items()):
            try:
                terms = self._terms_of(symbol)
            except InputError as error:
                log.warning("%s trades by the terms of before: %s", symbol, error)
                continue
            if terms != listed:
                self._list(symbol, terms)


def each_once(orders: Sequence[Order]) -> list[Order]:
    """The newest state of each."""
    return list({order.id: order for order in orders}.values())


def _joined(parts: Iterable[News]) -> News:
    parts = list(parts)
    return News(
        each_once([order for each in parts for order in each.orders]),
        [fill for each in parts for fill in each.fills],
        [refusal for each in parts for refusal in each.refusals],
    )
