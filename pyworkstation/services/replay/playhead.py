"""Where the replay stands: its session, the pace of its clock, and what is told of both. Used under the replay's lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import ReplayState
from pyworkstation.services.replay.attached import AttachedIndicators
from pyworkstation.services.replay.health import symbol_health
from pyworkstation.services.replay.pace import Pace
from pyworkstation.services.replay.telling import Telling
from pyworkstation.services.replay.tick_rate import TickRate

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import StreamBody, SymbolHealth
    from pyworkstation.services.replay.companions import Companions
    from pyworkstation.services.replay.market_follower import MarketFollower
    from pyworkstation.services.replay.quote_lists import QuoteLists
    from pyworkstation.services.replay.session import ReplaySession
    from pyworkstation.services.replay.topics import ReplayTopic
    from pyworkstation.services.streams import Streams


class Playhead:
    """`session` and `telling` are None while nothing is replayed. What may be read without the lock says so."""

    def __init__(
        self,
        streams: Streams,
        companions: Companions,
        quotes: QuoteLists,
        *,
        follower: MarketFollower,
        clock: Callable[[], float],
    ) -> None:
        self.session: ReplaySession | None = None
        self.telling: Telling | None = None
        self.attached = AttachedIndicators()
        self.pace = Pace(0, 0.0, 1.0)
        self.paused = True
        self.epoch = 0
        self.rate = TickRate()
        self.came_s: float | None = None
        self._streams = streams
        self._companions = companions
        self._quotes = quotes
        self._follower = follower
        self._clock = clock

    @property
    def is_running(self) -> bool:
        """Is there anything to move?"""
        return self.session is not None and not self.paused and self.session.next_tick_us() is not None

    @property
    def telling_now(self) -> Telling:
        """There is one wherever there is a session."""
        assert self.telling is not None
        return self.telling

    def begin(self, session: ReplaySession, *, speed: float, paused: bool) -> None:
        """Stand where a session does, in another epoch, and have all that goes along stand there."""
        self.session = session
        self.epoch += 1
        self.paused = paused
        self.pace = Pace(session.position_us, self._clock(), speed)
        self.telling = Telling(
            session, self.attached, self._streams, epoch=self.epoch, timeframes=session.timeframes
        )
        self.rate.clear()
        self.came_s = self._clock()
        self._follower.began(
            session.symbol, position_us=session.position_us, place=session.place, epoch=self.epoch
        )
        self.telling.bars()
        self._companions.move(session.position_us, besides=session.symbol, epoch=self.epoch)
        self._quotes.move(session.position_us, epoch=self.epoch)

    def end(self) -> None:
        """Nothing is replayed."""
        self.session = self.telling = None
        self._companions.forget()
        self._quotes.forget()
        self._follower.ended()
        self.attached = self.attached.emptied()
        self.epoch += 1

    def hold(self, *, paused: bool) -> None:
        """Or go on, from where it stands."""
        session = self.needed_session()
        self.paused = paused
        self.pace = self.pace.at(market_us=session.position_us, now_s=self._clock())

    def set_speed(self, speed: float) -> None:
        """Market seconds per second."""
        self.pace = Pace(self.needed_session().position_us, self._clock(), speed)

    def telling_of(self, symbol: str) -> Telling | None:
        """Of the replayed symbol, or of one with bars that goes along."""
        if self.session is not None and self.session.symbol == symbol:
            return self.telling
        return self._companions.telling(symbol)

    def needed_telling(self, symbol: str) -> Telling:
        """Raises InputError when none of the symbol runs."""
        told = self.telling_of(symbol)
        if told is None:
            self.needed_session(symbol)
            raise AssertionError("a session that is told of nobody")
        return told

    def needed_session(self, symbol: str | None = None) -> ReplaySession:
        """Raises InputError when no replay (of the symbol) runs."""
        session = self.session
        if session is None or (symbol is not None and session.symbol != symbol):
            raise InputError(
                expected="a running replay" if symbol is None else f"a running replay of {symbol}",
                found="none" if session is None else f"one of {session.symbol}",
                where="replay",
                mend=f"start one: pyworkstation replay {symbol or 'SYMBOL'}",
            )
        return session

    def body(self, topic: ReplayTopic) -> StreamBody | None:
        """All that a topic has."""
        if topic.kind == "replay":
            return self.state()
        if topic.kind == "quotes":
            return self._quotes.body(topic.list_id, epoch=self.epoch)
        told = self.telling_of(topic.symbol)
        return self._companions.body(topic, epoch=self.epoch) if told is None else told.body(topic)

    def tell_state(self) -> ReplayState:
        """Where it stands, to whoever listens."""
        state = self.state()
        self._streams.publish("replay", state)
        return state

    def state(self) -> ReplayState:
        """Where it stands."""
        session = self.session
        if session is None:
            return ReplayState(epoch=self.epoch)
        return ReplayState(
            symbol=session.symbol,
            epoch=self.epoch,
            position_us=session.position_us,
            first_us=session.coverage.first_us,
            last_us=session.coverage.last_us,
            speed=self.pace.speed,
            paused=self.paused,
            finished=session.next_tick_us() is None,
            ticks_done=session.engine.ticks,
            ticks_total=session.coverage.ticks,
            ticks_per_second=self._ticks_per_second(self._clock()),
        )

    def health(self, *, saved_us: int | None) -> SymbolHealth | None:
        """How it is; None when none runs. Needs no lock."""
        session, now_s, came_s = self.session, self._clock(), self.came_s
        if session is None:
            return None
        return symbol_health(
            session,
            self.attached,
            epoch=self.epoch,
            ticks_per_second=self._ticks_per_second(now_s),
            age_us=None if came_s is None else max(0, int((now_s - came_s) * 1e6)),
            saved_us=saved_us,
        )

    def _ticks_per_second(self, now_s: float) -> int:
        return 0 if self.paused else self.rate.per_second(now_s)
