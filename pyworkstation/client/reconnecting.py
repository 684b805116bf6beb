"""Requests to whichever run of an engine there is: found by itself, and found again after it was gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from pyworkstation.client.answering_process import call_process
from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.client.following import Followed
from pyworkstation.client.guest import start_guest
from pyworkstation.client.own_session import OwnSession, unlock
from pyworkstation.client.prices import take_over
from pyworkstation.client.prices_request import bars_request, ticks_request
from pyworkstation.client.subscription import Subscription
from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.domain.home import find_home
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.repeatable import REPEATABLE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from pyworkstation.client.prices import Prices
    from pyworkstation.client.prices_request import PriceForm, When
    from pyworkstation.domain.timeframe import Boundary, DayClose, Side
    from pyworkstation.protocol.messages import RoleName

R = TypeVar("R", bound=m.Message)

_TRIES = 2


class Client:
    """The engine of a home: `with Client() as ws: ws.bars("EURUSD", "M1").pandas()`. Not thread-safe.

    `home` is found as the command line finds it. With `role="read"` nothing can be changed by mistake. What fails raises
    `EngineGoneError` or `RequestFailedError`, whose `outcome` says whether the request was `not_done`, `done`, or that
    this is `unknown`. A request that was certainly not done, or changes nothing, is sent once more to a new run of the engine
    before it fails so.
    """

    def __init__(self, home: str | Path | None = None, *, role: RoleName = "trade") -> None:
        self._home = find_home(None if home is None else str(home), os.environ).path
        self._role: RoleName = role
        self._run: RunClient | None = None
        self._session = OwnSession()

    def start_guest(
        self, command: Sequence[str], *, role: RoleName = "read", valid_s: int = 30
    ) -> subprocess.Popen[bytes]:
        """Start a program with keys of its own, which it takes over as `invited()` from its standard input.

        Raises:
            RequestFailedError: this client only reads, and may invite nobody.
            OSError: there is no such program.
        """
        invitation = self._one(m.Invite(role=role, valid_s=valid_s), m.Invitation)
        return start_guest(command, invitation)

    def request(
        self,
        body: m.Request,
        *,
        timeout_s: float | None = 5.0,
        while_waiting: Callable[[], None] | None = None,
    ) -> Iterator[m.Reply]:
        """Ask any request of `pyworkstation.protocol.messages`, and yield the parts of the answer.

        `timeout_s` bounds the wait for each part; None waits for ever. `while_waiting` is called now and then; what it
        raises ends the wait.

        Raises:
            RequestFailedError: the engine refused or failed.
            EngineGoneError: none runs, no part came in time, or it went away.
        """
        for left in reversed(range(_TRIES)):
            parts = 0
            try:
                for part in self._connected().request(body, timeout_s=timeout_s, while_waiting=while_waiting):
                    parts += 1
                    yield part
                return
            except EngineGoneError as gone:
                self._disconnect()
                may_repeat = gone.outcome == "not_done" or type(body) in REPEATABLE
                if parts or not left or not may_repeat or not gone.went_away:
                    raise

    def call(self, body: m.Request, *, timeout_s: float | None = 5.0) -> m.Reply:
        """Ask, and return the one part of the answer. Raises as `request` does."""
        (reply,) = self.request(body, timeout_s=timeout_s)
        return reply

    def bars(
        self,
        symbol: str,
        timeframe: str,
        start: When = None,
        end: When = None,
        *,
        side: Side = "bid",
        prices: PriceForm = "float",
        boundary: Boundary = "left",
        day_close: DayClose = "session",
        indicators: Sequence[str] = (),
    ) -> Prices:
        """Stored bars as NumPy, pandas, polars or Arrow; see `pyworkstation.client.bars`. Needs no engine."""
        return self._prices(
            bars_request(
                symbol,
                timeframe,
                start,
                end,
                side=side,
                prices=prices,
                boundary=boundary,
                day_close=day_close,
                indicators=indicators,
            )
        )

    def ticks(
        self, symbol: str, start: When = None, end: When = None, *, prices: PriceForm = "float"
    ) -> Prices:
        """Stored ticks in the same forms; see `pyworkstation.client.ticks`. Needs no engine."""
        return self._prices(ticks_request(symbol, start, end, prices=prices))

    def stream(self, *topics: str) -> Subscription:
        """Listen to topics, with a snapshot to begin with and after each gap, over restarts of the engine. Close it."""
        return Subscription(self._home, topics, role=self._role, session=self._session)

    def follow(self, *topics: str) -> Followed:
        """Topics for who looks now and then: `take()` tells what is new, the engine passes over what is old. Close it."""
        return Followed(self._home, topics, role=self._role, session=self._session)

    def unlock(self, passphrase: str, *, kind: m.SessionKind = "paper") -> m.SessionOpened:
        """Open a session where a passphrase is set; it is that of this client, its streams and what it follows.

        It ends when it was not refreshed for `idle_s`, after 12 hours, and with this run of the engine.

        Raises:
            UnlockRefusedError: for a wrong passphrase, or too soon after one.
        """
        return unlock(self.request, self._session, passphrase, kind)

    def refresh_session(self) -> m.LockState:
        """The session is in use. Raises RequestFailedError with the code `locked` when it has ended."""
        return self._one(m.RefreshSession(), m.LockState)

    def lock(self, *, everyone: bool = False) -> None:
        """End this client's session, or all sessions."""
        self._one(m.LockSessions(all=everyone), m.Done)
        self._session.token = ""

    def lock_state(self) -> m.LockState:
        """Whether a passphrase is set, and what this client's session is."""
        return self._one(m.GetLock(), m.LockState)

    def status(self) -> m.Status:
        """What runs, and what is stored."""
        return self._one(m.GetStatus(), m.Status)

    def health(self) -> m.Health:
        """How the services and the replay are."""
        return self._one(m.GetHealth(), m.Health)

    def traffic(self) -> m.Traffic:
        """What went over the bus."""
        return self._one(m.GetTraffic(), m.Traffic)

    def query(self, sql: str, *, timeout_s: float | None = None) -> Iterator[m.QueryPart]:
        """Rows of a reading statement, in parts; each has the columns' names and types."""
        for part in self.request(m.RunQuery(sql=sql), timeout_s=timeout_s):
            yield _expected(part, m.QueryPart)

    def replay_start(
        self, symbol: str, from_us: int | None = None, *, speed: float = 1.0, paused: bool = False
    ) -> m.ReplayState:
        """Replay stored ticks of a symbol, in place of any other."""
        request = m.ReplayStart(symbol=symbol, from_us=from_us, speed=speed, paused=paused)
        return self._one(request, m.ReplayState, timeout_s=None)

    def replay_pause(self, *, paused: bool = True) -> m.ReplayState:
        """Hold the replay, or let it go on."""
        return self._one(m.ReplayPause(paused=paused), m.ReplayState)

    def replay_speed(self, speed: float) -> m.ReplayState:
        """Market seconds that pass in one second."""
        return self._one(m.ReplaySpeed(speed=speed), m.ReplayState)

    def replay_seek(self, to_us: int) -> m.ReplayState:
        """Jump to a time."""
        return self._one(m.ReplaySeek(to_us=to_us), m.ReplayState, timeout_s=None)

    def replay_stop(self) -> m.ReplayState:
        """End the replay."""
        return self._one(m.ReplayStop(), m.ReplayState)

    def place_order(self, *orders: m.NewOrder) -> m.OrdersAnswer:
        """Place orders together: all are sent or all are denied. The same again, by their client order ids, changes nothing."""
        return self._one(m.PlaceOrder(orders=list(orders)), m.OrdersAnswer)

    def modify_order(
        self,
        client_order_id: str,
        *,
        quantity: int | None = None,
        price: int | None = None,
        trigger: int | None = None,
    ) -> m.OrdersAnswer:
        """Change an order; prices in points."""
        return self._one(
            m.ModifyOrder(client_order_id=client_order_id, quantity=quantity, price=price, trigger=trigger),
            m.OrdersAnswer,
        )

    def cancel_order(self, client_order_id: str) -> m.OrdersAnswer:
        """End an order."""
        return self._one(m.CancelOrder(client_order_id=client_order_id), m.OrdersAnswer)

    def cancel_all_orders(self, symbol: str | None = None) -> m.OrdersAnswer:
        """End all orders, of one symbol or of all."""
        return self._one(m.CancelAllOrders(symbol=symbol), m.OrdersAnswer)

    def flatten(self, client_order_id: str, symbol: str | None = None) -> m.OrdersAnswer:
        """End all orders and close all positions, of one symbol or of all."""
        return self._one(m.Flatten(client_order_id=client_order_id, symbol=symbol), m.OrdersAnswer)

    def risk(self) -> m.Risk:
        """The limits in force, and how far they are used."""
        return self._one(m.GetRisk(), m.Risk)

    def halt(self, flatten: str | None = None) -> m.OrdersAnswer:
        """The kill switch: nothing is sent from now on; with a name all positions are closed, by orders called `flatten-N`."""
        return self._one(m.Halt(flatten=flatten), m.OrdersAnswer)

    def set_trading_state(self, state: m.TradingState) -> m.Risk:
        """Let everything be sent, only what closes, or nothing but cancels."""
        return self._one(m.SetTradingState(state=state), m.Risk)

    def orders(self, symbol: str | None = None, *, open_only: bool = True) -> list[m.Order]:
        """Orders, oldest first."""
        parts = self.request(m.ListOrders(symbol=symbol, open_only=open_only))
        return [order for part in parts for order in _expected(part, m.OrdersPart).orders]

    def positions(self, symbol: str | None = None) -> list[m.Position]:
        """Open positions, oldest first."""
        parts = self.request(m.ListPositions(symbol=symbol))
        return [position for part in parts for position in _expected(part, m.PositionsPart).positions]

    def fills(self, symbol: str | None = None, *, after_id: int = 0) -> list[m.Fill]:
        """Fills with an id above `after_id`, oldest first."""
        parts = self.request(m.ListFills(symbol=symbol, after_id=after_id))
        return [fill for part in parts for fill in _expected(part, m.FillsPart).fills]

    def note_position(self, position: int, note: str = "", tags: Sequence[str] = ()) -> None:
        """Write a note and tags on a position, in place of those it had."""
        self._one(m.NotePosition(position=position, note=note, tags=list(tags)), m.Done)

    def round_trips(self, symbol: str | None = None) -> list[m.RoundTrip]:
        """Closed positions, in the order they were closed."""
        parts = self.request(m.ListRoundTrips(symbol=symbol))
        return [each for part in parts for each in _expected(part, m.RoundTripsPart).round_trips]

    def statistics(self, by: m.StatisticsBy = "all", symbol: str | None = None) -> list[m.StatisticsRow]:
        """Figures of the closed positions, in groups."""
        return self._one(m.GetStatistics(by=by, symbol=symbol), m.Statistics).rows

    def size(self, request: m.SizePosition) -> m.PositionSize:
        """How large an order should be for what may be lost; nothing is sent."""
        return self._one(request, m.PositionSize)

    def equity(self, *, from_us: int | None = None, to_us: int | None = None) -> list[m.EquityBar]:
        """The account's equity in bars of the market's time that open in [from_us, to_us)."""
        parts = self.request(m.GetEquity(from_us=from_us, to_us=to_us))
        return [bar for part in parts for bar in _expected(part, m.EquityPart).bars]

    def instruments(self, symbol: str | None = None) -> list[m.InstrumentRow]:
        """The instruments that are known and how they trade, or one of them, by symbol."""
        parts = self.request(m.ListInstruments(symbol=symbol))
        return [row for part in parts for row in _expected(part, m.InstrumentsPart).instruments]

    def account(self) -> m.Account:
        """The paper account."""
        return self._one(m.GetAccount(), m.Account)

    def open_account(self, request: m.OpenAccount) -> m.Account:
        """Begin a new paper account in place of the one there is."""
        return self._one(request, m.Account)

    def deposit(self, minor: int) -> m.OrdersAnswer:
        """Pay in, or out if negative: minor units of the account's currency."""
        return self._one(m.Deposit(minor=minor), m.OrdersAnswer)

    def close(self) -> None:
        """Let the connection go."""
        self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _one(self, body: m.Request, kind: type[R], *, timeout_s: float | None = 5.0) -> R:
        return _expected(self.call(body, timeout_s=timeout_s), kind)

    def _prices(self, request: m.ExportBars | m.ExportTicks) -> Prices:
        try:
            reply = self._exported(request)
        except RequestFailedError as refusal:
            if refusal.code != InputError.code:
                raise
            raise InputError(**refusal.details) from None
        return take_over(Path(_expected(reply, m.Exported).path))

    def _exported(self, request: m.ExportBars | m.ExportTicks) -> m.Reply:
        try:
            # However long it takes: an engine that goes away is noticed.
            return self.call(request, timeout_s=None)
        except EngineGoneError as gone:
            if gone.outcome != "not_done":
                raise
        return call_process(self._home, request)  # None runs, or none any more.

    def _connected(self) -> RunClient:
        if self._run is None:
            connection = find_engine(self._home, role=self._role)
            if connection is None:
                raise EngineGoneError(
                    f"no engine runs for {self._home}; start it with: pyworkstation engine",
                    outcome="not_done",
                )
            self._run = RunClient(connection, session=self._session)
        return self._run

    def _disconnect(self) -> None:
        if self._run is not None:
            self._run.close()
            self._run = None


def _expected(reply: m.Reply, kind: type[R]) -> R:
    if not isinstance(reply, kind):
        raise BugError(f"expected an answer of {kind.__name__}, found {type(reply).__name__}")
    return reply
