"""The running replay: a thread that moves the session with the clock and publishes what changed, once a frame."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.domain.units import format_time
from pyworkstation.engine import is_of_time
from pyworkstation.protocol.messages import BarsUpdate, ReplayStart, ReplayState, StreamBody, TicksUpdate
from pyworkstation.services.replay.pace import Pace
from pyworkstation.services.replay.publish import bars_topic, bars_update, ticks_topic, ticks_updates
from pyworkstation.services.replay.saved import SavedReplay, forget_replay, load_replay, save_replay
from pyworkstation.services.replay.session import ReplaySession

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)

_TICKS_A_FRAME = 200_000
_SAVE_EVERY_S = 1.0
_RATE_WINDOW_S = 1.0


class Replay:
    """At most one session at a time. Every method may be called from any thread."""

    def __init__(
        self,
        source: TickSource,
        streams: Streams,
        *,
        timeframes: Sequence[str],
        depth: int,
        frame_s: float,
        saved_file: Path,
        clock: Callable[[], float] = time.monotonic,
        wait_for_reader: Callable[[], None] = lambda: None,
    ) -> None:
        """`wait_for_reader` returns when what was published before may be followed by more."""
        self._source = source
        self._streams = streams
        self._timeframes = tuple(timeframes)
        self._depth = depth
        self._frame_s = frame_s
        self._saved_file = saved_file
        self._clock = clock
        self._wait_for_reader = wait_for_reader
        self._ticks_at_once = _ticks_at_once(timeframes, depth)
        self._changed = threading.Condition()
        self._session: ReplaySession | None = None
        self._pace = Pace(0, 0.0, 1.0)
        self._paused = True
        self._epoch = 0
        self._published: dict[str, int] = {}
        self._rate: deque[tuple[float, int]] = deque()
        self._saved_at_s = 0.0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="replay", daemon=True)
        self._thread.start()

    def start(self, request: ReplayStart) -> ReplayState:
        """Begin a session, in place of any other. Raises InputError when nothing is stored of the symbol."""
        with self._changed:
            session = self._build(request.symbol, request.from_us)
            self._begin(session, speed=request.speed, paused=request.paused)
            log.info("replay of %s from %s", session.symbol, format_time(session.position_us))
            return self._state_changed()

    def resume_saved(self) -> None:
        """Go on with what an engine before us was doing, if anything."""
        saved = load_replay(self._saved_file)
        if saved is None:
            return
        with self._changed:
            self._epoch = saved.epoch
            try:
                session = self._build(saved.symbol, saved.position_us)
            except WorkstationError as error:
                log.warning("the saved replay cannot go on: %s", error)
                return
            self._begin(session, speed=saved.speed, paused=saved.paused)
            log.info("replay of %s goes on from its saved position", saved.symbol)
            self._state_changed()

    def pause(self, *, paused: bool) -> ReplayState:
        """Hold, or go on."""
        with self._changed:
            session = self._needed_session()
            self._paused = paused
            self._pace = self._pace.at(market_us=session.position_us, now_s=self._clock())
            log.info("replay %s at %s", "pauses" if paused else "goes on", format_time(session.position_us))
            return self._state_changed()

    def set_speed(self, speed: float) -> ReplayState:
        """Market seconds per second."""
        with self._changed:
            session = self._needed_session()
            self._pace = Pace(session.position_us, self._clock(), speed)
            log.info("replay runs at %g market seconds a second", speed)
            return self._state_changed()

    def seek(self, to_us: int) -> ReplayState:
        """Jump: onwards through the ticks between, back by building the state anew. A new epoch either way."""
        with self._changed:
            session = self._needed_session()
            to_us = min(max(to_us, session.coverage.first_us), session.coverage.last_us)
            if to_us < session.position_us:
                session = self._build(session.symbol, to_us)
            else:
                for _ in session.advance(to_us):
                    pass
            self._begin(session, speed=self._pace.speed, paused=self._paused)
            log.info("replay jumps to %s", format_time(session.position_us))
            return self._state_changed()

    def stop(self) -> ReplayState:
        """End the session and forget it."""
        with self._changed:
            self._session = None
            self._epoch += 1
            forget_replay(self._saved_file)
            log.info("replay ends")
            return self._state_changed()

    def state(self) -> ReplayState:
        """Where it stands."""
        with self._changed:
            return self._state()

    def snapshot(self, topic: str) -> tuple[int, StreamBody | None]:
        """(number of the last message, state after it) of topics `replay`, `bars.*` and `ticks.*`.

        Raises:
            InputError: when the topic is none of these, or of a timeframe that is not kept.
        """
        with self._changed:
            return self._streams.seq(topic), self._topic_body(topic)

    def close(self) -> None:
        """Save where it stands, and end the thread."""
        with self._changed:
            self._closing = True
            self._save()
            self._changed.notify_all()
        self._thread.join()

    # --- under the lock ---------------------------------------------------------------------------------------

    def _build(self, symbol: str, position_us: int | None) -> ReplaySession:
        return ReplaySession(
            self._source, symbol, timeframes=self._timeframes, depth=self._depth, position_us=position_us
        )

    def _begin(self, session: ReplaySession, *, speed: float, paused: bool) -> None:
        self._session = session
        self._epoch += 1
        self._paused = paused
        self._pace = Pace(session.position_us, self._clock(), speed)
        self._published = {name: session.engine.completed_count(name) for name in self._timeframes}
        self._rate.clear()
        self._publish_bars(session)

    def _state_changed(self) -> ReplayState:
        state = self._state()
        self._streams.publish("replay", state)
        self._save()
        self._changed.notify_all()
        return state

    def _needed_session(self) -> ReplaySession:
        if self._session is None:
            raise InputError(
                expected="a running replay",
                found="none",
                where="replay",
                mend="start one: pyworkstation replay SYMBOL",
            )
        return self._session

    def _state(self) -> ReplayState:
        session = self._session
        if session is None:
            return ReplayState(epoch=self._epoch)
        return ReplayState(
            symbol=session.symbol,
            epoch=self._epoch,
            position_us=session.position_us,
            first_us=session.coverage.first_us,
            last_us=session.coverage.last_us,
            speed=self._pace.speed,
            paused=self._paused,
            finished=session.next_tick_us() is None,
            ticks_done=session.engine.ticks,
            ticks_total=session.coverage.ticks,
            ticks_per_second=self._ticks_per_second(),
        )

    def _topic_body(self, topic: str) -> StreamBody | None:
        kind, _, rest = topic.partition(".")
        session = self._session
        if kind == "replay" and not rest:
            return self._state()
        symbol, _, timeframe = rest.rpartition(".") if kind == "bars" else (rest, "", "")
        if kind not in ("bars", "ticks") or (kind == "bars" and timeframe not in self._timeframes):
            raise InputError(
                expected=f"heartbeat, replay, ticks.SYMBOL or bars.SYMBOL.({'|'.join(self._timeframes)})",
                found=topic,
                where="subscribe",
            )
        if session is None or session.symbol != symbol:
            return None
        if kind == "ticks":
            return self._last_tick(session)
        return bars_update(session, timeframe, epoch=self._epoch, since=0)

    def _last_tick(self, session: ReplaySession) -> TicksUpdate | None:
        if session.last_tick is None:
            return None
        return next(ticks_updates(session, session.last_tick, epoch=self._epoch))

    def _save(self) -> None:
        self._saved_at_s = self._clock()
        if self._session is None:
            return
        saved = SavedReplay(
            symbol=self._session.symbol,
            position_us=self._session.position_us,
            speed=self._pace.speed,
            paused=self._paused,
            epoch=self._epoch,
        )
        try:
            save_replay(self._saved_file, saved)
        except OSError as error:
            log.warning("could not save the replay's position: %s", error)

    # --- the thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._wait_for_reader()
            with self._changed:
                if self._closing:
                    return
                running = (
                    self._session is not None
                    and not self._paused
                    and self._session.next_tick_us() is not None
                )
                if not running:
                    self._changed.wait()
                    continue
                self._frame_or_pause()
                self._changed.wait(self._frame_s)

    def _frame_or_pause(self) -> None:
        """A frame that fails holds the replay and is logged; the engine goes on."""
        try:
            assert self._session is not None
            self._frame(self._session)
        except Exception:
            log.exception("the replay failed and is paused")
            self._paused = True
            self._streams.publish("replay", self._state())

    def _frame(self, session: ReplaySession) -> None:
        now_s = self._clock()
        next_tick_us = session.next_tick_us()
        if next_tick_us is not None:
            self._pace = self._pace.past_quiet(now_s=now_s, next_tick_us=next_tick_us)
        taken = 0
        for ticks in session.advance(
            self._pace.market_us(now_s), at_most=_TICKS_A_FRAME, at_once=self._ticks_at_once
        ):
            taken += len(ticks)
            self._publish_ticks(session, ticks)
            if self._some_would_be_lost(session):
                self._publish_bars(session)
        if taken >= _TICKS_A_FRAME:  # Slower than asked: go on from where we are rather than run after it.
            self._pace = self._pace.at(market_us=session.position_us, now_s=now_s)
        self._rate.append((now_s, taken))
        if session.next_tick_us() is None:
            log.info("replay of %s is at the end of its data", session.symbol)
        if taken:
            self._publish_bars(session)
        self._streams.publish("replay", self._state())
        if now_s - self._saved_at_s >= _SAVE_EVERY_S:
            self._save()

    def _some_would_be_lost(self, session: ReplaySession) -> bool:
        """Is a ring so full of bars not published yet that the next ticks could push some out?"""
        return any(
            session.engine.completed_count(name) - self._published[name] > self._depth // 2
            for name in self._timeframes
        )

    def _publish_ticks(self, session: ReplaySession, ticks: TickColumns) -> None:
        for update in ticks_updates(session, ticks, epoch=self._epoch):
            self._streams.publish(ticks_topic(session.symbol), update)

    def _publish_bars(self, session: ReplaySession) -> None:
        for timeframe in self._timeframes:
            update: BarsUpdate = bars_update(
                session, timeframe, epoch=self._epoch, since=self._published[timeframe]
            )
            self._published[timeframe] = session.engine.completed_count(timeframe)
            self._streams.publish(bars_topic(session.symbol, timeframe), update)

    def _ticks_per_second(self) -> int:
        now_s = self._clock()
        while self._rate and self._rate[0][0] < now_s - _RATE_WINDOW_S:
            self._rate.popleft()
        if not self._rate or self._paused:
            return 0
        return int(sum(count for _, count in self._rate) / _RATE_WINDOW_S)


def _ticks_at_once(timeframes: Sequence[str], depth: int) -> int:
    """So few that they complete no more bars than half a ring holds.

    A tick completes at most one bar of time; of range and Renko bars, one that jumps may complete many.
    """
    return max(1, depth // (2 if all(map(is_of_time, timeframes)) else 64))
