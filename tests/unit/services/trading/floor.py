"""A trading desk with a market of ticks that lie in memory, moved by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pyworkstation.engine import SessionCalendar, TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.tick_feed import Place, TickFeed
from pyworkstation.services.streams import Streams
from pyworkstation.services.trading.desk import Desk
from pyworkstation.services.trading.risk_limits import LIMITS, RiskLimits
from pyworkstation.services.trading.terms import Currency, InstrumentTerms
from pyworkstation.storage.audit.audit_log import AuditLog
from tests.unit.services.replay.desk import Listener
from tests.unit.services.replay.memory_source import MemorySource, ticks_at

SECOND = 1_000_000
MONDAY_US = 1_549_238_400_000_000
"""2019-02-04T00:00:00Z."""

DOLLARS = InstrumentTerms(digits=5, volume_digits=0, quote=Currency(code="USD", digits=2))
"""Without costs."""

B = TypeVar("B", bound=m.Message)


def walk(bids: list[int]) -> TickColumns:
    """A tick a second from Monday on; the ask is two points above the bid."""
    return ticks_at([MONDAY_US + number * SECOND for number in range(len(bids))], bids)


def new_order(name: str, **fields: object) -> m.NewOrder:
    """Buy 100,000 EURUSD at the market, unless told otherwise."""
    usual = {"symbol": "EURUSD", "side": "buy", "quantity": 100_000}
    return m.NewOrder(client_order_id=name, **(usual | fields))  # type: ignore[arg-type]


def place(desk: Desk, *orders: m.NewOrder) -> m.OrdersAnswer:
    return desk.place_order(m.PlaceOrder(orders=list(orders)))


class Floor:
    """The replay stands nowhere until `begin`; `run` takes ticks up to a second after Monday's midnight."""

    def __init__(
        self,
        folder: Path,
        ticks: TickColumns,
        *,
        profile: m.FillProfile = "perfect",
        source: MemorySource | None = None,
        terms_of: Callable[[str], InstrumentTerms] = lambda _: DOLLARS,
        equity_file: Path | None = None,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.source = source or MemorySource(ticks, chunk=5)
        self.listener = Listener()
        self.epoch = 0
        self.terms_of = terms_of
        self.equity_file = equity_file
        self.limits = RiskLimits(dict.fromkeys(LIMITS))
        self.clock_us: Iterator[int] = itertools.count(MONDAY_US, SECOND)
        self.feed: TickFeed | None = None
        self.position_us = 0
        self.desk = self.open()
        self.desk.open_account(m.OpenAccount(profile=profile))

    def open(self) -> Desk:
        self.audit = AuditLog(self.folder / "audit")
        return Desk(
            self.audit,
            self.source,
            Streams(self.listener),
            terms_of=self.terms_of,
            equity_file=self.equity_file,
            hours_of=lambda _: SessionCalendar("UTC", open=[("Mon 00:00", "Sun 24:00")]),
            limits_of=lambda: self.limits,
            clock_us=lambda: next(self.clock_us),
        )

    def restart(self) -> None:
        """As after a kill: nothing is said to the desk, and another one goes on from the journal."""
        self.close()
        self.desk = self.open()

    def close(self) -> None:
        self.desk.close()
        self.audit.close()

    def begin(self, second: int = 0) -> None:
        """A start of the replay, or a jump."""
        self.epoch += 1
        self.position_us = MONDAY_US + second * SECOND
        self.feed = TickFeed(self.source, "EURUSD")
        while self.feed.take(to_us=self.position_us) is not None:
            pass
        self.tell_began()

    def tell_began(self) -> None:
        assert self.feed is not None
        self.desk.began("EURUSD", position_us=self.position_us, place=self.feed.place, epoch=self.epoch)

    def run(self, second: int) -> None:
        """Ticks come in up to a second."""
        assert self.feed is not None
        self.position_us = MONDAY_US + second * SECOND
        before: Place | None = self.feed.place
        while (ticks := self.feed.take(to_us=self.position_us)) is not None:
            after = self.feed.place
            assert after is not None
            self.desk.ticked("EURUSD", ticks, before=before, after=after)
            before = after
        self.desk.stands(self.position_us)

    def told(self, topic: str, kind: type[B]) -> list[B]:
        """What was published on a topic so far."""
        bodies = [message.body for message in self.listener.of(topic)]
        return [body for body in bodies if isinstance(body, kind)]


def statuses(answer: m.OrdersAnswer) -> dict[str, str]:
    return {order.client_order_id: order.status for order in answer.orders}
