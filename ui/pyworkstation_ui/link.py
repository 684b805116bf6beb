"""One connected engine, from being found to being lost: its two sockets, and what comes over them.

Lives on the bridge's thread. Every method raises EngineGoneError when the engine is gone.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.domain.columns import Ticks
from pyworkstation.protocol.messages import (
    BarsUpdate,
    GetStatus,
    Health,
    Heartbeat,
    ImportProgress,
    ReplaySeek,
    ReplayStart,
    ReplayState,
    Shutdown,
    Status,
    Subscribe,
    TicksUpdate,
    TopicSnapshot,
)
from pyworkstation_ui.state.connection import SILENCE_S, is_silent
from pyworkstation_ui.state.events import (
    BarsArrived,
    EngineHeard,
    HealthTold,
    PingMeasured,
    QuoteArrived,
    ReplayMoved,
    RequestFailed,
    StatusRead,
    StreamMeasured,
)
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.state.topics import TopicBook, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.envelope import StreamEnvelope
    from pyworkstation.protocol.messages import Request, StreamBody
    from pyworkstation_ui.doors import RequestDoor, StreamDoor
    from pyworkstation_ui.state.events import Event


ALWAYS = ("heartbeat", "health", "replay", "imports")
_PING_EVERY_S = 1.0
_STATUS_EVERY_S = 3.0
_STATUS_IN_REPLAY_EVERY_S = 10.0
"""The end of an import is told; what else changes the stored symbols, as the undoing of one, is seen by looking."""
_CONFIRM_AFTER_S = 0.5
_BUSY_SILENCE_S = 4.0
"""While it builds bars of millions of ticks a machine with few cores may be late with a heartbeat."""
_SUBSCRIBE_TIMEOUT_S = 10.0
_TIMEOUT_S = 5.0
_STATUS_TIMEOUT_S = 20.0
_SLOW_REQUESTS: dict[type, float] = {ReplayStart: 120.0, ReplaySeek: 120.0}
"""These build the bars of all ticks before them first."""


class Link:
    """Requests to and streams from one run of the engine."""

    def __init__(
        self,
        client: RequestDoor,
        stream: StreamDoor,
        *,
        post: Callable[[Event], None],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._stream = stream
        self._post = post
        self._now_s = now_s
        self._book = TopicBook()
        self._symbol: str | None = None
        self._epoch = 0
        self._gaps_before = 0
        self._messages = 0
        start = now_s()
        self._last_heard_s = start
        self._ping_due_s = start
        self._status_due_s = start + _STATUS_EVERY_S
        self._confirm_due_s = start + _CONFIRM_AFTER_S
        self._measured_s = start

    def greet(self) -> Status:
        """What the engine has and does. The replay it runs is followed from here on."""
        self._book.want(list(ALWAYS))
        status = self._client.call(GetStatus(), timeout_s=_TIMEOUT_S)
        assert isinstance(status, Status)
        self._follow(status.replay)
        self._epoch = status.replay.epoch
        return status

    def pump(self, wait_s: float) -> None:
        """Take what came, waiting `wait_s` for the first message, and do what is due."""
        messages = self._stream.poll(wait_s)
        self._messages += len(messages)
        for message in messages:
            self._take(message)
        self._resync()
        self._do_what_is_due(self._now_s())

    def ask(self, request_id: int, body: Request) -> None:
        """Send a request; its failure is posted, and so is the replay's new state."""
        try:
            timeout_s = _SLOW_REQUESTS.get(type(body), _TIMEOUT_S)
            for reply in self._client.request(body, timeout_s=timeout_s, while_waiting=self._watch):
                if isinstance(reply, ReplayState):
                    self._take_replay(reply)
        except RequestFailedError as error:
            self._post(RequestFailed(request_id, str(error)))
        self._last_heard_s = self._now_s()

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

    def _take(self, message: StreamEnvelope) -> None:
        if self._book.judge(message) is Verdict.APPLY:
            self._deliver(message.topic, message.body, is_snapshot=False)
        if isinstance(message.body, Heartbeat):
            self._last_heard_s = self._now_s()

    def _deliver(self, topic: str, body: StreamBody | None, *, is_snapshot: bool) -> None:
        match body:
            case BarsUpdate():
                self._post(BarsArrived(topic, body) if is_snapshot else BarsArrived(topic, None, (body,)))
            case ReplayState():
                self._take_replay(body)
            case TicksUpdate():
                self._take_ticks(body)
            case Heartbeat():
                self._post(EngineHeard(body.now_us))
            case Health():
                self._post(HealthTold(body))
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

    def _requote(self, replay: ReplayState) -> None:
        """After a jump the quote is of another time, and a replay that is paused streams no tick."""
        if replay.symbol is not None and replay.epoch != self._epoch:
            self._book.mark_stale(_ticks_topic(replay.symbol))
        self._epoch = replay.epoch

    def _follow(self, replay: ReplayState) -> None:
        """Listen to the bars and ticks of the replayed symbol and to no other's."""
        if replay.symbol == self._symbol:
            return
        for topic in _topics_of(self._symbol):
            self._stream.remove(topic)
        self._book.forget(_topics_of(self._symbol))
        self._symbol = replay.symbol
        for topic in _topics_of(self._symbol):
            self._stream.add(topic)
        self._book.want(_topics_of(self._symbol))
        self._confirm_due_s = self._now_s() + _CONFIRM_AFTER_S

    def _resync(self) -> None:
        stale = self._book.stale()
        if not stale:
            return
        for part in self._client.request(Subscribe(topics=stale), timeout_s=_SUBSCRIBE_TIMEOUT_S):
            if isinstance(part, TopicSnapshot) and self._book.take_snapshot(part):
                self._deliver(part.topic, part.body, is_snapshot=True)

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


def _topics_of(symbol: str | None) -> list[str]:
    if symbol is None:
        return []
    return [_ticks_topic(symbol), *(f"bars.{symbol}.{timeframe}" for timeframe in PANEL_TIMEFRAMES)]


def _ticks_topic(symbol: str) -> str:
    return f"ticks.{symbol}"
