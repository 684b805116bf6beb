"""What clients want of a replay beside its standard bars: other symbols, other timeframes, indicators.

To build any of it may take long: it is done without the lock, with the replay going on, and joins where that stands by then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import Indicator, parse_timeframe
from pyworkstation.protocol.messages import AttachedIndicator
from pyworkstation.services.replay.attached import Wanted
from pyworkstation.services.replay.other_timeframes import OtherTimeframe
from pyworkstation.services.replay.topics import ReplayTopic, parse_topic, values_topic
from pyworkstation.services.replay.values import wire_params

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from pyworkstation.protocol.messages import AttachIndicator, DetachIndicator
    from pyworkstation.services.replay.attached import Attached
    from pyworkstation.services.replay.companions import Companions
    from pyworkstation.services.replay.other_timeframes import OtherTimeframes
    from pyworkstation.services.replay.playhead import Playhead
    from pyworkstation.services.replay.session_maker import SessionMaker
    from pyworkstation.services.replay.telling import Telling

log = logging.getLogger(__name__)


class Wants:
    """Every method may be called from any thread, without the lock."""

    def __init__(
        self,
        lock: threading.Condition,
        head: Playhead,
        companions: Companions,
        *,
        maker: SessionMaker,
        others: OtherTimeframes,
        noted: Callable[[], None],
        began_anew: Callable[[], object],
    ) -> None:
        """Under the lock `noted` is told that something is wanted now or no longer, `began_anew` that the replay did."""
        self._lock = lock
        self._head = head
        self._companions = companions
        self._maker = maker
        self._others = others
        self._noted = noted
        self._began_anew = began_anew

    def accompany(self, topic: ReplayTopic) -> None:
        """See to it that a symbol of which something is stored goes along with the one that is replayed."""
        symbol, head = topic.symbol, self._head
        with self._lock:
            if head.session is None or not symbol or self._is_told(symbol) or not self._is_stored(symbol):
                return
            with_bars = topic.kind != "ticks"
            self._companions.check_room(symbol, bars=with_bars)
            if not with_bars:
                self._companions.quote(symbol, clock_us=head.session.position_us)
                return
            clock_us = head.session.position_us
        session = self._maker.session(symbol, clock_us)
        with self._lock:
            if head.session is not None and not self._is_told(symbol):
                clock_us, attached = head.session.position_us, head.attached.emptied()
                self._companions.join(session, attached, clock_us=clock_us, epoch=head.epoch)

    def keep(self, symbol: str, timeframe: str) -> None:
        """See to it that a timeframe is kept of a symbol: now, and whenever it is replayed."""
        with self._lock:
            if timeframe in self._maker.timeframes:
                return
            self._others.ask_for(symbol, timeframe)
            told = self._head.telling_of(symbol)
            if told is None or timeframe in told.session.others:
                return
        # No other session can come up meanwhile without it.
        session = told.session
        other = OtherTimeframe(self._maker.source, session, timeframe)
        other.follow()
        with self._lock:
            told = self._head.telling_of(symbol)
            if told is None or told.session is not session:
                return
            if other.join():
                told.tell_of(timeframe)
                self._noted()
                log.info("%s of %s is kept, too", timeframe, symbol)
            else:
                log.info("the stored ticks of %s have changed: its bars begin anew where they stand", symbol)
                self._begin_anew(told)

    def attach(self, request: AttachIndicator) -> AttachedIndicator:
        """Compute an indicator from now on. Raises InputError for one that is none, or without a replay."""
        probe = Indicator(request.name, **request.params)
        wanted = Wanted(
            timeframe=parse_timeframe(request.timeframe),
            name=probe.name,
            side=request.side,
            params=wire_params(probe.params),
        )
        self.accompany(ReplayTopic("values", request.symbol, wanted.timeframe))
        with self._lock:
            self._head.needed_telling(request.symbol)
        self.keep(request.symbol, wanted.timeframe)
        with self._lock:
            told = self._head.needed_telling(request.symbol)
            row = _held(told, wanted, request.holder)
            topic = values_topic(request.symbol, row)
            if told is not self._head.telling:
                self._companions.hear(parse_topic(topic), topic)
            self._noted()
        return AttachedIndicator(
            symbol=request.symbol,
            timeframe=wanted.timeframe,
            id=row.id,
            name=wanted.name,
            side=wanted.side,
            params=dict(wanted.params),
            outputs=list(probe.values),
            warm_up=probe.warm_up,
            topic=topic,
        )

    def detach(self, request: DetachIndicator) -> None:
        """Let go of an indicator. Raises InputError when it is not attached."""
        with self._lock:
            told = self._head.needed_telling(request.symbol)
            topic = values_topic(request.symbol, told.attached.get(request.id))
            if told.attached.let_go(request.id, holder=request.holder):
                told.session.detach(request.id)
                if told is not self._head.telling:
                    self._companions.ignore(topic)
                log.info("indicator %d of %s is gone", request.id, request.symbol)
            self._noted()

    def _is_told(self, symbol: str) -> bool:
        return self._head.telling_of(symbol) is not None

    def _is_stored(self, symbol: str) -> bool:
        try:
            self._maker.source.coverage(symbol)
        except InputError:
            return False
        return True

    def _begin_anew(self, told: Telling) -> None:
        head = self._head
        lead = head.needed_session()
        if told is head.telling:
            lead = self._maker.session(lead.symbol, lead.position_us, head.attached)
            head.begin(lead, speed=head.pace.speed, paused=head.paused)
            self._began_anew()
        else:
            self._companions.begin_anew(told.session.symbol, lead.position_us, epoch=head.epoch)


def _held(told: Telling, wanted: Wanted, holder: str) -> Attached:
    session, attached = told.session, told.attached
    row = attached.find(wanted)
    if row is not None:
        return attached.hold(row, holder=holder)
    attached.check_room()
    session.attach(attached.next_id, wanted)
    row = attached.add(wanted, holder=holder)
    log.info("indicator %d of %s: %s on %s", row.id, session.symbol, wanted.name, wanted.timeframe)
    return row
