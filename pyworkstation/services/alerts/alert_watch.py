"""Watches for alerts in everything that is published, tick by tick.

What is published is looked at before the replay notes how far it has come. So after a kill the ticks since that note are
looked at once more, and none is passed over; what had fired on them is in the book by then, and does not fire twice.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.engine import Indicator, bar_span, is_of_time, parse_timeframe
from pyworkstation.protocol.messages import (
    Alerts,
    AlertSet,
    AttachIndicator,
    BarsUpdate,
    DetachIndicator,
    ReplayState,
    TicksUpdate,
    ValuesUpdate,
)
from pyworkstation.protocol.messages.alerts import MOST_ALERTS
from pyworkstation.services.alerts.alert_book import Firing
from pyworkstation.services.alerts.alert_words import alert_words
from pyworkstation.services.alerts.crossing import crossings
from pyworkstation.services.alerts.tick_alerts import ON_TICKS, TickAlerts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pyworkstation.engine import EngineDayClose
    from pyworkstation.protocol.messages import (
        Alert,
        AlertFired,
        AlertTerms,
        AttachedIndicator,
        SetAlert,
        StreamBody,
    )
    from pyworkstation.services.alerts.alert_book import AlertBook
    from pyworkstation.services.alerts.tick_alerts import Looked
    from pyworkstation.services.replay.service import Replay
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)

TOPIC = "alerts"
_LOOK_EVERY_S = 0.5


@dataclass(slots=True)
class _Feed:
    """Ticks of a symbol, as they come."""

    symbol: str
    epoch: int
    digits: int = 0
    quote: tuple[float, float] | None = None
    heard_s: float = 0.0
    is_running: bool = False
    is_alive: bool = False
    """It has not come to its end; it may pause."""
    begun: dict[str, int] = field(default_factory=dict)
    """By timeframe, the index of the first bar that was completed in this epoch."""


@dataclass(slots=True)
class _Indicator:
    """What an indicator alert listens to."""

    topic: str
    outputs: int
    output: int
    next_index: int
    before: float | None = None
    closes: dict[int, int] = field(default_factory=dict)


class AlertWatch:
    """A service: `hear` everything, tell what fires, until closed."""

    def __init__(
        self,
        book: AlertBook,
        streams: Streams,
        replay: Callable[[], Replay | None],
        *,
        clock: Callable[[], float] = time.monotonic,
        day_close_of: Callable[[str], EngineDayClose] = lambda _: "new-york",
    ) -> None:
        """`day_close_of` a symbol says when its bars of days end."""
        self._book = book
        self._streams = streams
        self._replay = replay
        self._clock = clock
        self._lock = threading.RLock()
        self._feed: _Feed | None = None
        self._beside: dict[str, _Feed] = {}
        self._asked: set[str | int] = set()
        self._indicators: dict[int, _Indicator] = {}
        self._day_close_of = day_close_of
        self._quiet_to_us = {
            alert.id: self._quiet_until(alert.terms, alert.fired_us)
            for alert in book.armed()
            if alert.fired_us is not None
        }
        self._position_us: int | None = None
        self._firings: list[Firing] = []
        self._tick_alerts = TickAlerts(())
        self._armed: list[Alert] = []
        self._silent: set[int] = set()
        self._set_in_this_epoch: set[int] = set()
        self._held: dict[int, str] = {}
        self._is_closing = threading.Event()
        self.death = ""
        streams.listen(self.hear)
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self._thread.start()

    def set(self, request: SetAlert) -> AlertSet:
        """Watch for it. Raises InputError for terms that nothing can meet."""
        check_terms(request.terms)
        alert = self._book.set(request.terms, alert_id=request.id)
        self._forget(alert.id)
        with self._lock:
            self._set_in_this_epoch.add(alert.id)
        self._tell([])
        return AlertSet(id=alert.id)

    def delete(self, alert_id: int) -> None:
        """Watch for it no longer."""
        self._book.delete(alert_id)
        self._forget(alert_id)
        self._tell([])

    def listing(self, after: int) -> Alerts:
        """All alerts, and what fired after a number."""
        return self._book.listing(after)

    def snapshot(self) -> tuple[int, Alerts]:
        """(number of the topic's last message, all alerts and all that is kept of what fired)."""
        return self._streams.seq(TOPIC), self._book.listing()

    def hears(self, topic: str) -> bool:
        """Does an alert need it? Symbols that are not replayed go along for as long."""
        kind, _, symbol = topic.partition(".")
        if kind == "ticks":
            return symbol in self._on_ticks().symbols
        return any(topic == each.topic for each in list(self._indicators.values()))

    def close(self) -> None:
        """Watch no more."""
        self._streams.unlisten(self.hear)
        self._is_closing.set()
        self._thread.join()

    def hear(self, body: StreamBody) -> None:
        """Look at one message. What goes wrong here is not the publisher's fault, and not told to it."""
        try:
            with self._lock:
                self._hear(body)
                self._tell_fired()
        except Exception as error:
            log.exception("alerts are not watched for any longer")
            self.death = str(error) or type(error).__name__

    def _hear(self, body: StreamBody) -> None:
        match body:
            case TicksUpdate():
                self._take_ticks(body)
            case BarsUpdate():
                self._take_bars(body)
            case ValuesUpdate():
                self._take_values(body)
            case ReplayState():
                self._take_replay(body)

    # --- prices and spreads -----------------------------------------------------------------------------------

    def _take_ticks(self, update: TicksUpdate) -> None:
        feed = self._feed_of(update.symbol, update.epoch)
        feed.digits, feed.heard_s = update.digits, self._clock()
        ticks = Ticks.unpack(update.packed)
        if not len(ticks):
            return
        for looked in self._on_ticks().looked_at(feed.symbol, feed.quote, ticks):
            self._look_at_ticks(looked, ticks)
        feed.quote = float(ticks.bid[-1]), float(ticks.ask[-1])
        if feed is self._feed:
            self._silent.clear()

    def _on_ticks(self) -> TickAlerts:
        armed = self._book.armed()
        if armed is not self._armed:
            self._tick_alerts, self._armed = TickAlerts(armed), armed
        return self._tick_alerts

    def _look_at_ticks(self, looked: Looked, ticks: Ticks) -> None:
        alert, terms = looked.alert, looked.alert.terms
        for row in crossings(looked.before, looked.values, terms.when, terms.level):
            self._fire(alert, at_us=int(ticks.ts_us[row]), value=float(looked.values[row]))
            if not terms.again:
                return

    def _feed_of(self, symbol: str, epoch: int) -> _Feed:
        """After a jump prices are others, and so is what was crossed; an alert may fire on ticks seen before.

        What is told first in an epoch is of the replayed symbol, the rest may be of those that go along.
        """
        feed = self._feed
        if feed is not None and feed.epoch == epoch and feed.symbol != symbol:
            return self._beside.setdefault(symbol, _Feed(symbol, epoch, heard_s=self._clock()))
        if feed is not None and (feed.symbol, feed.epoch) == (symbol, epoch):
            return feed
        fresh = _Feed(symbol, epoch, heard_s=self._clock())
        if feed is not None:
            self._quiet_to_us.clear()
            self._set_in_this_epoch.clear()
            if feed.symbol == symbol:
                fresh.is_running, fresh.is_alive = feed.is_running, feed.is_alive
            else:
                self._held.clear()  # An engine forgets its indicators with the symbol.
        self._indicators.clear()
        self._beside.clear()
        self._asked.clear()
        self._feed = fresh
        return fresh

    def _known(self, symbol: str) -> _Feed | None:
        feed = self._feed
        return feed if feed is not None and feed.symbol == symbol else self._beside.get(symbol)

    # --- indicators -------------------------------------------------------------------------------------------

    def _take_bars(self, update: BarsUpdate) -> None:
        """The forming bar ends with the last tick before those to come; completed ones say when they closed."""
        feed = self._feed_of(update.symbol, update.epoch)
        forming, completed = Bars.unpack(update.forming), Bars.unpack(update.completed)
        if feed.quote is None and len(forming):
            feed.quote = float(forming.bid_close[0]), float(forming.ask_close[0])
        feed.begun.setdefault(update.timeframe, update.first_index + len(completed))
        for each in self._indicators.values() if len(completed) else ():
            if each.topic.startswith(f"values.{update.symbol}.{update.timeframe}."):
                indexes = range(update.first_index, update.first_index + len(completed))
                each.closes = dict(zip(indexes, completed.close_us.tolist(), strict=True))

    def _take_values(self, update: ValuesUpdate) -> None:
        if not update.completed:
            return
        topic = f"values.{update.symbol}.{update.timeframe}.{update.id}"
        listening = {key: each for key, each in self._indicators.items() if each.topic == topic}
        for alert in self._book.armed():
            if alert.id in listening:
                self._look_at_values(alert, listening[alert.id], update)

    def _look_at_values(self, alert: Alert, listening: _Indicator, update: ValuesUpdate) -> None:
        fresh = _column(update, listening)
        skipped = min(max(listening.next_index - update.first_index, 0), len(fresh))
        values = fresh[skipped:]
        terms = alert.terms
        for row in crossings(listening.before, values, terms.when, terms.level):
            index = update.first_index + skipped + int(row)
            self._fire(alert, at_us=listening.closes.get(index), value=float(values[row]))
            if not terms.again:
                break
        known = values[np.isfinite(values)]
        listening.before = float(known[-1]) if len(known) else listening.before
        listening.next_index = max(listening.next_index, update.first_index + len(fresh))

    def _attach_missing(self) -> None:
        """Without our lock: the replay may take long, and publishes meanwhile."""
        feed, replay = self._feed, self._replay()
        if feed is None or replay is None:
            return
        self._take_along(feed, replay)
        for alert in self._book.armed():
            is_missing = alert.terms.kind == "indicator" and alert.id not in self._indicators
            if is_missing and self._may_ask(feed, alert.terms.symbol, alert.id):
                self._attach(alert, replay)

    def _take_along(self, feed: _Feed, replay: Replay) -> None:
        """Ticks of symbols that are not replayed come when they are asked for."""
        for symbol in self._on_ticks().symbols - {feed.symbol}:
            if not self._may_ask(feed, symbol, symbol):
                continue
            try:
                _, now = replay.snapshot(f"ticks.{symbol}")
            except WorkstationError as error:
                self._note_faults(symbol, str(error)[:200])
                continue
            if isinstance(now, TicksUpdate):
                with self._lock:
                    self._begin_at(now)

    def _note_faults(self, symbol: str, fault: str) -> None:
        on_it = [each for each in self._book.armed() if each.terms.symbol == symbol]
        is_news = [self._book.note_fault(each.id, fault) for each in on_it if each.terms.kind in ON_TICKS]
        if any(is_news):
            self._tell([])

    def _may_ask(self, feed: _Feed, symbol: str, asked: str | int) -> bool:
        """Of the replayed symbol again and again; what another one lacks, it lacks until the next jump."""
        if symbol == feed.symbol:
            return True
        is_new = asked not in self._asked
        self._asked.add(asked)
        return is_new

    def _begin_at(self, now: TicksUpdate) -> None:
        """The quote that stood when the symbol began to go along, or when the replay had jumped."""
        feed, ticks = self._feed_of(now.symbol, now.epoch), Ticks.unpack(now.packed)
        feed.digits = now.digits
        if feed.quote is None and len(ticks):
            feed.quote = float(ticks.bid[-1]), float(ticks.ask[-1])

    def _attach(self, alert: Alert, replay: Replay) -> None:
        terms = alert.terms
        assert terms.indicator is not None  # `check_terms` saw to it
        try:
            attached = replay.attach(
                AttachIndicator(
                    symbol=terms.symbol,
                    timeframe=terms.timeframe,
                    name=terms.indicator,
                    side=terms.side,
                    params=terms.params,
                    holder=_holder(alert.id),
                )
            )
            _, now = replay.snapshot(attached.topic)
        except WorkstationError as error:
            if self._book.note_fault(alert.id, str(error)[:200]):
                self._tell([])
            return
        with self._lock:
            self._held[alert.id] = attached.topic
            if isinstance(now, ValuesUpdate):
                self._listen(alert, attached, now)
        if self._book.note_fault(alert.id, ""):
            self._tell([])

    def _listen(self, alert: Alert, attached: AttachedIndicator, now: ValuesUpdate) -> None:
        """From the first bar of this epoch on; an alert that was set within it, from now on."""
        if self._feed is None or self._feed.epoch != now.epoch:
            return
        feed = self._feed_of(now.symbol, now.epoch)
        output = attached.outputs.index(alert.terms.output) if alert.terms.output else 0
        listening = _Indicator(attached.topic, len(attached.outputs), output, 0)
        values = _column(now, listening)
        next_index = now.first_index + len(values)
        begun = feed.begun.get(now.timeframe, next_index)
        listening.next_index = next_index if alert.id in self._set_in_this_epoch else min(begun, next_index)
        before = values[: max(listening.next_index - now.first_index, 0)]
        known = before[np.isfinite(before)]
        listening.before = float(known[-1]) if len(known) else None
        self._indicators[alert.id] = listening
        self._look_at_values(alert, listening, now)

    def _forget(self, alert_id: int) -> None:
        with self._lock:
            self._quiet_to_us.pop(alert_id, None)
            self._silent.discard(alert_id)
            self._indicators.pop(alert_id, None)
            topic = self._held.pop(alert_id, None)
        replay = self._replay()
        if topic is None or replay is None:
            return
        symbol, _, number = topic.removeprefix("values.").rsplit(".", 2)
        try:
            replay.detach(DetachIndicator(symbol=symbol, id=int(number), holder=_holder(alert_id)))
        except InputError as error:
            log.info("alert %d held no indicator: %s", alert_id, error)

    # --- feeds ------------------------------------------------------------------------------------------------

    def _take_replay(self, state: ReplayState) -> None:
        feed, self._position_us = self._feed, state.position_us
        is_alive = state.symbol is not None and not state.finished
        if feed is not None and feed.is_alive and not (is_alive and state.symbol == feed.symbol):
            self._feed_ended(feed)
        if state.symbol is None:
            self._feed = None
            return
        feed = self._lead(state.symbol, state.epoch)
        is_running = is_alive and not state.paused
        if is_running and not feed.is_running:
            feed.heard_s = self._clock()
        feed.is_running, feed.is_alive = is_running, is_alive

    def _lead(self, symbol: str, epoch: int) -> _Feed:
        """Who begins to listen in the middle of an epoch may have heard of others first."""
        feed = self._feed
        if feed is not None and feed.epoch == epoch and feed.symbol != symbol:
            self._beside[feed.symbol] = feed
            self._feed = self._beside.pop(symbol, None) or _Feed(symbol, epoch, heard_s=self._clock())
            return self._feed
        return self._feed_of(symbol, epoch)

    def _feed_ended(self, feed: _Feed) -> None:
        feed.is_running = feed.is_alive = False
        for alert in self._book.armed():
            if alert.terms.kind == "disconnect" and alert.terms.symbol == feed.symbol:
                self._fire(alert, at_us=None, value=0.0)

    def _look_at_feed(self) -> None:
        self._look_for_silence()
        self._tell_fired()

    def _look_for_silence(self) -> None:
        feed = self._feed
        if feed is not None and feed.is_alive and self._replay() is None:
            self._feed_ended(feed)
        if feed is None or not feed.is_running:
            return
        silent_s = self._clock() - feed.heard_s
        for alert in self._book.armed():
            terms = alert.terms
            is_stale = terms.kind == "stale" and terms.symbol == feed.symbol and silent_s >= terms.level
            if is_stale and alert.id not in self._silent:
                self._silent.add(alert.id)
                self._fire(alert, at_us=None, value=silent_s)

    # --- telling ----------------------------------------------------------------------------------------------

    def _fire(self, alert: Alert, *, at_us: int | None, value: float) -> None:
        """With what else this message has fired; see `_tell_fired`."""
        terms, clock_us = alert.terms, self._position_us if at_us is None else at_us
        if at_us is not None and at_us <= self._quiet_to_us.get(alert.id, at_us - 1):
            return
        if terms.expires_us is not None and clock_us is not None and clock_us >= terms.expires_us:
            return
        feed = self._known(terms.symbol)
        text = alert_words(terms, value, feed.digits if feed else 0)
        self._firings.append(Firing(alert.id, at_us, value, text))
        if at_us is not None:
            self._quiet_to_us[alert.id] = self._quiet_until(terms, at_us)

    def _quiet_until(self, terms: AlertTerms, at_us: int) -> int:
        """The last microsecond in which it does not fire again."""
        until_us = at_us + max(terms.cooldown_s * 1_000_000 - 1, 0)
        if not terms.per_bar:
            return until_us
        day_close = self._day_close_of(terms.symbol)
        _, _, close_us = bar_span(terms.timeframe, at_us, day_close=day_close)
        return max(until_us, close_us - 1)

    def _tell_fired(self) -> None:
        """All of a message at once: a gap may fire hundreds, and each change of the book is a file that is written."""
        if not self._firings:
            return
        firings, self._firings = self._firings, []
        firings.sort(key=lambda each: (each.at_us or 0, each.alert_id))
        fired = self._book.fire(firings)
        for each in fired:
            log.info("alert %d: %s", each.id, each.text)
        for start in range(0, len(fired), MOST_ALERTS):
            self._tell(fired[start : start + MOST_ALERTS])

    def _tell(self, fired: list[AlertFired]) -> None:
        now = self._book.listing()
        self._streams.publish(TOPIC, Alerts(alerts=now.alerts, fired=fired, last=now.last))

    def _run(self) -> None:
        try:
            while not self._is_closing.wait(_LOOK_EVERY_S):
                self._attach_missing()
                with self._lock:
                    self._look_at_feed()
        except Exception as error:
            log.exception("the thread of alerts died")
            self.death = str(error) or type(error).__name__


def check_terms(terms: AlertTerms) -> None:
    """Raises InputError for an indicator that is none, or has no such output, and for a time that is none."""
    if terms.kind == "stale" and terms.level <= 0:
        raise InputError(expected="seconds above 0", found=f"{terms.level:g}", where="level")
    if terms.per_bar and not is_of_time(parse_timeframe(terms.timeframe)):
        raise InputError(expected="a timeframe of time", found=terms.timeframe, where="timeframe")
    if terms.kind != "indicator":
        return
    if terms.indicator is None:
        raise InputError(expected="the name of an indicator", found="none", where="indicator")
    outputs = list(Indicator(terms.indicator, **terms.params).values)
    if terms.output and terms.output not in outputs:
        raise InputError(expected=" or ".join(outputs), found=terms.output, where="output")


def _column(update: ValuesUpdate, listening: _Indicator) -> NDArray[np.float64]:
    """The completed values of the output that is listened to."""
    table = np.frombuffer(update.completed, dtype="<f8").reshape(listening.outputs, -1)
    column: NDArray[np.float64] = table[listening.output]
    return column


def _holder(alert_id: int) -> str:
    return f"alert.{alert_id}"
