"""One connected engine, from being found to being lost: its two sockets, and what comes over them.

Lives on the bridge's thread. Every method raises EngineGoneError when the engine is gone.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.errors import LockedError
from pyworkstation.protocol.messages import (
    Account,
    Alerts,
    AttachedIndicator,
    AttachIndicator,
    BarsUpdate,
    DetachIndicator,
    Done,
    FillsUpdate,
    GetLock,
    GetStatus,
    Health,
    Heartbeat,
    ImportProgress,
    Indicators,
    ListIndicators,
    LockState,
    LockTold,
    OrdersUpdate,
    PositionsUpdate,
    QuotesUpdate,
    ReplaySeek,
    ReplayStart,
    ReplayState,
    ReplayStep,
    Shutdown,
    Status,
    Subscribe,
    TicksUpdate,
    TopicSnapshot,
    ValuesUpdate,
    WatchedQuotes,
    WatchQuotes,
    Withheld,
)
from pyworkstation_ui.account_news import TRADING, AccountNews
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.connection import SILENCE_S, is_silent
from pyworkstation_ui.state.events import (
    AlertsTold,
    BarsArrived,
    EngineHeard,
    HealthTold,
    IndicatorAttached,
    IndicatorsListed,
    LockChanged,
    LockFound,
    PingMeasured,
    QuoteArrived,
    ReplayMoved,
    RequestFailed,
    SessionEnded,
    StatusRead,
    StreamMeasured,
    TicksArrived,
    TradingTold,
    ValuesArrived,
)
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.state.topics import TopicBook, Verdict
from pyworkstation_ui.state.watched_quotes import NOT_WATCHED, quotes_arrived

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.envelope import StreamEnvelope
    from pyworkstation.protocol.messages import IndicatorSpec, Reply, Request, StreamBody
    from pyworkstation_ui.doors import RequestDoor, StreamDoor
    from pyworkstation_ui.state.events import Event


NOTHING_BESIDE = Beside()
MARKET = ("heartbeat", "health", "replay", "imports", "alerts", "lock")
ALWAYS = (*MARKET, *TRADING)
_PING_EVERY_S = 1.0
_STATUS_EVERY_S = 3.0
_STATUS_IN_REPLAY_EVERY_S = 10.0
"""The end of an import is told; what else changes the stored symbols, as the undoing of one, is seen by looking."""
_CONFIRM_AFTER_S = 0.5
_DOWN_AGAIN_S = 1.0
_SERVICE_DOWN = "service_down"
_BUSY_SILENCE_S = 4.0
"""While it builds bars of millions of ticks a machine with few cores may be late with a heartbeat."""
_SUBSCRIBE_TIMEOUT_S = 120.0
_TIMEOUT_S = 5.0
_STATUS_TIMEOUT_S = 20.0
_SLOW_REQUESTS: dict[type, float] = {ReplayStart: 120.0, ReplaySeek: 120.0, ReplayStep: 120.0}
"""These build the bars of all ticks before them first."""


class Link:
    """Requests to and streams from one run of the engine."""

    def __init__(
        self,
        client: RequestDoor,
        stream: StreamDoor,
        *,
        post: Callable[[Event], None],
        timeframes: tuple[str, ...] = PANEL_TIMEFRAMES,
        beside: Beside = NOTHING_BESIDE,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._stream = stream
        self._post = post
        self._now_s = now_s
        self._book = TopicBook()
        self._account = AccountNews(client)
        self._is_account_shown = False
        self._symbol: str | None = None
        self._timeframes = timeframes
        self._beside = beside
        self._quotes = NOT_WATCHED
        self._are_quotes_due = bool(beside.quoted)
        self._values: dict[str, set[str]] = {}  # topic -> who needs it
        self._epoch = 0
        self._gaps_before = 0
        self._messages = 0
        start = now_s()
        self._last_heard_s = start
        self._ping_due_s = start
        self._status_due_s = start + _STATUS_EVERY_S
        self._confirm_due_s = start + _CONFIRM_AFTER_S
        self._measured_s = start
        self._down_due_s = np.inf

    def greet(self) -> Status:
        """What the engine has and does. The replay it runs is followed from here on."""
        self._book.want(list(MARKET))
        lock = self._client.call(GetLock(), timeout_s=_TIMEOUT_S)
        if isinstance(lock, LockState):
            self._post(LockFound(lock))
        if not isinstance(lock, LockState) or lock.is_open:
            self.show_account(is_shown=True)
        status = self._client.call(GetStatus(), timeout_s=_TIMEOUT_S)
        assert isinstance(status, Status)
        self._follow(status.replay)
        self._epoch = status.replay.epoch
        self._post(IndicatorsListed(self._list_indicators()))
        return status

    def _list_indicators(self) -> tuple[IndicatorSpec, ...]:
        table = self._client.call(ListIndicators(), timeout_s=_TIMEOUT_S)
        return tuple(table.indicators) if isinstance(table, Indicators) else ()

    def show_account(self, *, is_shown: bool) -> None:
        """Know of the account from now on, or nothing of it any more."""
        self._book.forget(list(TRADING))
        self._account.drop()
        self._is_account_shown = is_shown
        if is_shown:
            self._book.want(list(TRADING))

    def _note_locked(self, refused: RequestFailedError) -> None:
        """The session has ended at the engine; the window hears of it, and covers what it shows."""
        if refused.code != LockedError.code:
            raise refused
        self.show_account(is_shown=False)
        self._post(SessionEnded())

    def show_timeframes(self, timeframes: tuple[str, ...]) -> None:
        """Listen to the bars of these from now on."""
        before = self._topics()
        self._timeframes = timeframes
        self._listen_to(self._topics(), instead_of=before)

    def show_beside(self, wanted: Beside) -> None:
        """Listen to these of symbols that are not replayed from now on."""
        before = self._topics()
        self._are_quotes_due |= wanted.quoted != self._beside.quoted
        self._beside = wanted
        self._listen_to(self._topics(), instead_of=before)

    def pump(self, wait_s: float) -> None:
        """Take what came, waiting `wait_s` for the first message, and do what is due."""
        messages = self._stream.poll(wait_s)
        self._messages += len(messages)
        for message in messages:
            self._take(message)
        self._take_account_news()
        if self._are_quotes_due:
            self._watch_quotes()
        self._resync()
        self._do_what_is_due(self._now_s())

    def ask(self, request_id: int, body: Request) -> None:
        """Send a request; its failure is posted, and so is the replay's new state."""
        try:
            timeout_s = _SLOW_REQUESTS.get(type(body), _TIMEOUT_S)
            for reply in self._client.request(body, timeout_s=timeout_s, while_waiting=self._watch):
                self._take_reply(request_id, body, reply)
        except RequestFailedError as error:
            self._post(RequestFailed(request_id, str(error)))
        self._last_heard_s = self._now_s()

    def _take_reply(self, request_id: int, body: Request, reply: Reply) -> None:
        match reply:
            case ReplayState():
                self._take_replay(reply)
            case AttachedIndicator() if isinstance(body, AttachIndicator):
                self._want_values(reply.topic, body.holder)
                self._post(IndicatorAttached(request_id, reply))
            case Done() if isinstance(body, DetachIndicator):
                self._let_go_of_values(body)

    def _let_go_of_values(self, detached: DetachIndicator) -> None:
        for topic, holders in list(self._values.items()):
            if topic.endswith(f".{detached.id}"):
                holders.discard(detached.holder)
                if not holders:
                    self._forget_values([topic])

    def _want_values(self, topic: str, holder: str) -> None:
        """Asked for again, its snapshot comes again: whoever asked may have none of it."""
        if topic not in self._values:
            self._stream.add(topic)
            self._confirm_due_s = self._now_s() + _CONFIRM_AFTER_S
        self._values.setdefault(topic, set()).add(holder)
        self._book.forget([topic])
        self._book.want([topic])

    def _forget_values(self, topics: list[str]) -> None:
        for topic in topics:
            del self._values[topic]
            self._stream.remove(topic)
        self._book.forget(topics)

    def _watch(self) -> None:
        """During a long request the stream goes on; an engine that hangs is noticed then, too."""
        for message in self._stream.poll(0):
            self._take(message)
        if is_silent(self._now_s(), self._last_heard_s, at_most_s=_BUSY_SILENCE_S):
            raise EngineGoneError(f"no heartbeat for {_BUSY_SILENCE_S:g} s", outcome="unknown")

    def shut_down(self, timeout_s: float = _TIMEOUT_S) -> None:
        """Tell the engine to stop."""
        self._client.call(Shutdown(), timeout_s=timeout_s)

    def resync(self, topic: str) -> None:
        """Ask for a snapshot of a topic, soon."""
        self._book.mark_stale(topic)

    def close(self) -> None:
        """Let both sockets go."""
        self._client.close()
        self._stream.close()

    def _take_account_news(self) -> None:
        try:
            messages, lost = self._account.take()
        except RequestFailedError as refused:
            self._note_locked(refused)
            return
        for message in messages:
            self._take(message)
        for topic in lost:
            self._book.mark_stale(topic)

    def _take(self, message: StreamEnvelope) -> None:
        if isinstance(message.body, Withheld):
            if self._is_account_shown:
                self._account.ring()
        elif self._book.judge(message) is Verdict.APPLY:
            self._deliver(message.topic, message.body, is_snapshot=False)
        if isinstance(message.body, Heartbeat):
            self._last_heard_s = self._now_s()

    def _deliver(self, topic: str, body: StreamBody | None, *, is_snapshot: bool) -> None:
        match body:
            case BarsUpdate():
                self._post(BarsArrived(topic, body) if is_snapshot else BarsArrived(topic, None, (body,)))
            case ValuesUpdate():
                self._post(ValuesArrived(topic, body) if is_snapshot else ValuesArrived(topic, None, (body,)))
            case ReplayState():
                self._take_replay(body)
            case TicksUpdate():
                self._take_ticks(body)
            case QuotesUpdate():
                # Those of the replayed symbol come with its ticks.
                self._post(quotes_arrived(self._quotes, body, is_snapshot=is_snapshot, besides=self._symbol))
            case Heartbeat():
                self._post(EngineHeard(body.now_us))
            case Alerts():
                self._post(AlertsTold(body))
            case Account() | PositionsUpdate() | OrdersUpdate() | FillsUpdate():
                self._post(TradingTold(body, is_snapshot))
            case Health():
                self._post(HealthTold(body))
            case LockTold():
                self._post(LockChanged())
            case ImportProgress(running=False):
                self._status_due_s = self._now_s()

    def _take_replay(self, state: ReplayState) -> None:
        self._post(ReplayMoved(state))
        self._follow(state)
        self._requote(state)

    def _take_ticks(self, update: TicksUpdate) -> None:
        ticks = Ticks.unpack(update.packed)
        if len(ticks):
            last = (int(column[-1]) for column in (ticks.ts_us, ticks.bid, ticks.ask))
            self._post(QuoteArrived(update.symbol, update.digits, *last))
            self._post(TicksArrived(update.symbol, update.digits, update.epoch, ticks))

    def _watch_quotes(self) -> None:
        """Of other symbols than before, or anew. The stream goes on meanwhile."""
        self._are_quotes_due = False
        if self._quotes is not NOT_WATCHED:
            self._stream.remove(self._quotes.topic)
            self._book.forget([self._quotes.topic])
        self._quotes = NOT_WATCHED
        if not self._beside.quoted:
            return
        request = WatchQuotes(symbols=list(self._beside.quoted))
        try:
            asked = self._client.request(request, timeout_s=_SUBSCRIBE_TIMEOUT_S, while_waiting=self._watch)
            for reply in asked:
                if isinstance(reply, WatchedQuotes):
                    self._follow_quotes(reply)
        except RequestFailedError as error:
            self._post(RequestFailed(0, str(error)))
            if error.code == _SERVICE_DOWN:
                self._down_due_s = self._now_s() + _DOWN_AGAIN_S

    def _follow_quotes(self, watched: WatchedQuotes) -> None:
        self._quotes = watched
        self._stream.add(watched.topic)
        self._book.want([watched.topic])
        self._confirm_due_s = self._now_s() + _CONFIRM_AFTER_S

    def _requote(self, replay: ReplayState) -> None:
        """After a jump the quote is of another time, and a replay that is paused streams no tick.

        What goes along is asked for again: the engine leaves out what it has none of there.
        """
        if replay.symbol is not None and replay.epoch != self._epoch:
            self._book.mark_stale(_ticks_topic(replay.symbol))
            for topic in (*self._beside.topics(replay.symbol), self._quotes.topic):
                self._book.mark_stale(topic)
        self._epoch = replay.epoch

    def _follow(self, replay: ReplayState) -> None:
        """Listen to the bars and ticks of the replayed symbol, and to what is wanted beside it."""
        if replay.symbol == self._symbol:
            return
        before = self._topics()
        self._forget_values(list(self._values))
        self._symbol = replay.symbol
        self._listen_to(self._topics(), instead_of=before)

    def _topics(self) -> list[str]:
        if self._symbol is None:
            return []
        bars = (f"bars.{self._symbol}.{timeframe}" for timeframe in self._timeframes)
        return [_ticks_topic(self._symbol), *bars, *self._beside.topics(self._symbol)]

    def _listen_to(self, topics: list[str], *, instead_of: list[str]) -> None:
        for topic in (each for each in instead_of if each not in topics):
            self._stream.remove(topic)
            self._book.forget([topic])
        for topic in (each for each in topics if each not in instead_of):
            self._stream.add(topic)
        self._book.want(topics)
        self._confirm_due_s = self._now_s() + _CONFIRM_AFTER_S

    def _resync(self) -> None:
        stale = self._book.stale()
        values = [topic for topic in stale if topic in self._values]
        others = [topic for topic in stale if topic not in self._values]
        try:
            if others:
                self._ask_for_snapshots(others)
        except RequestFailedError as refused:
            if refused.code == LockedError.code:
                self._note_locked(refused)
                return
            # One of them is none: a timeframe that the engine does not have. The others are.
            for topic in others:
                self._ask_for_bars(topic)
        for topic in values:
            self._ask_for_values(topic)

    def _ask_for_bars(self, topic: str) -> None:
        try:
            self._ask_for_snapshots([topic])
        except RequestFailedError as error:
            if error.code == _SERVICE_DOWN:
                self._put_off(topic, error)
                return
            if topic == self._quotes.topic:  # The engine has let go of the list.
                self._are_quotes_due = True
                return
            self._stream.remove(topic)
            self._book.forget([topic])
            self._post(RequestFailed(0, str(error)))

    def _put_off(self, topic: str, error: RequestFailedError) -> None:
        """Its service will run again: it is listened to, and asked for now and then."""
        if self._book.put_off(topic):
            self._post(RequestFailed(0, str(error)))
        self._down_due_s = self._now_s() + _DOWN_AGAIN_S

    def _ask_for_snapshots(self, topics: list[str]) -> None:
        """The stream goes on meanwhile: the bars of a timeframe that nobody had yet are built from all ticks."""
        request = Subscribe(topics=topics)
        asked = self._client.request(request, timeout_s=_SUBSCRIBE_TIMEOUT_S, while_waiting=self._watch)
        for part in asked:
            if isinstance(part, TopicSnapshot) and self._book.take_snapshot(part):
                self._deliver(part.topic, part.body, is_snapshot=True)

    def _ask_for_values(self, topic: str) -> None:
        """An indicator goes with the replay that it was attached to, and the news of that may still be on its way."""
        try:
            self._ask_for_snapshots([topic])
        except RequestFailedError:
            self._forget_values([topic])

    def _do_what_is_due(self, now_s: float) -> None:
        if is_silent(now_s, self._last_heard_s):
            raise EngineGoneError(f"no heartbeat for {SILENCE_S} s", outcome="unknown")
        if now_s >= self._ping_due_s:
            self._ping_due_s = now_s + _PING_EVERY_S
            self._post(PingMeasured(self._client.ping()))
            self._measure(now_s)
        if now_s >= self._confirm_due_s:
            self._confirm_due_s = np.inf
            self._confirm()
        if now_s >= self._down_due_s:
            self._down_due_s = np.inf
            self._book.ask_again()
            self._are_quotes_due |= bool(self._beside.quoted) and self._quotes is NOT_WATCHED
        if now_s >= self._status_due_s:
            self._status_due_s = now_s + (_STATUS_IN_REPLAY_EVERY_S if self._symbol else _STATUS_EVERY_S)
            self._read_status()

    def _measure(self, now_s: float) -> None:
        elapsed_s = now_s - self._measured_s
        if elapsed_s > 0:
            self._post(StreamMeasured(self._messages / elapsed_s, self._book.gaps))
        self._messages, self._measured_s = 0, now_s

    def _confirm(self) -> None:
        silent = self._book.unconfirmed()
        self._book.confirm(silent)
        for topic in silent:
            self._book.mark_stale(topic)

    def _read_status(self) -> None:
        """The stream goes on meanwhile: an engine that imports may be slow to answer."""
        asked = self._client.request(GetStatus(), timeout_s=_STATUS_TIMEOUT_S, while_waiting=self._watch)
        for status in asked:
            if isinstance(status, Status):
                self._post(StatusRead(status))


def _ticks_topic(symbol: str) -> str:
    return f"ticks.{symbol}"
