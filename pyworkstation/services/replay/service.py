"""The running replay: a thread that moves the session with the clock and publishes what changed, once a frame."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.domain.units import format_time
from pyworkstation.engine import Indicator, is_of_time, parse_timeframe
from pyworkstation.protocol.messages import AttachedIndicator, ReplayState
from pyworkstation.services.replay.attached import AttachedIndicators, Wanted
from pyworkstation.services.replay.companions import CompanionMaker, Companions
from pyworkstation.services.replay.debug_text import debug_text
from pyworkstation.services.replay.health import symbol_health
from pyworkstation.services.replay.kept_state import kept_state
from pyworkstation.services.replay.market_follower import NobodyFollows
from pyworkstation.services.replay.other_timeframes import OtherTimeframe, OtherTimeframes
from pyworkstation.services.replay.pace import Pace
from pyworkstation.services.replay.resume import resumed_session
from pyworkstation.services.replay.saved import (
    SavedReplay,
    attached_again,
    forget_replay,
    load_replay,
    save_replay,
    saved_indicator,
)
from pyworkstation.services.replay.session import new_session
from pyworkstation.services.replay.snapshot import snapshot_parts
from pyworkstation.services.replay.state_keeper import StateKeeper
from pyworkstation.services.replay.steps import ticks_after_step_back
from pyworkstation.services.replay.telling import Telling
from pyworkstation.services.replay.tick_rate import TickRate
from pyworkstation.services.replay.topics import ReplayTopic, parse_topic, values_topic
from pyworkstation.services.replay.values import wire_params

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyworkstation.protocol.messages import (
        AttachIndicator,
        DetachIndicator,
        GetSnapshot,
        ReplayStart,
        ReplayStep,
        SnapshotPart,
        StreamBody,
        SymbolHealth,
    )
    from pyworkstation.services.replay.attached import Attached
    from pyworkstation.services.replay.market_follower import MarketFollower
    from pyworkstation.services.replay.session import ReplaySession, TickSource
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)

_TICKS_A_FRAME = 200_000
_SAVE_EVERY_S = 1.0


class Replay:
    """At most one session at a time, whose clock other symbols follow. Every method may be called from any thread."""

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
        note_trouble: Callable[[str], None] = lambda _: None,
        follower: MarketFollower | None = None,
        is_heard: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`wait_for_reader` returns when what was published before may be followed by more.

        `is_heard` says whether anybody listens to a topic: other symbols go along for as long.

        `note_trouble` is told why it was paused by a failure, and (empty) when somebody tells it to go on.
        """
        self._source = source
        self._streams = streams
        self._timeframes = tuple(timeframes)
        self._depth = depth
        self._frame_s = frame_s
        self._saved_file = saved_file
        self._clock = clock
        self._wait_for_reader = wait_for_reader
        self._note_trouble = note_trouble
        self._follower = follower or NobodyFollows()
        self._changed = threading.Condition()
        self._session: ReplaySession | None = None
        self._pace = Pace(0, 0.0, 1.0)
        self._paused = True
        self._epoch = 0
        self._telling: Telling | None = None
        self._others = OtherTimeframes()
        self._attached = AttachedIndicators()
        self._maker = CompanionMaker(source, self._timeframes, depth, self._others.of)
        self._companions = Companions(self._maker, streams, is_heard=is_heard, clock=clock)
        self._rate = TickRate()
        self._came_s: float | None = None
        self._saved_at_s = 0.0
        self._keeper = StateKeeper(saved_file.parent, clock=clock)
        self._closing = False
        self._death = ""
        self._thread = threading.Thread(target=self._run, name="replay", daemon=True)
        self._thread.start()

    def start(self, request: ReplayStart) -> ReplayState:
        """Begin a session, in place of any other. Raises InputError when nothing is stored of the symbol."""
        with self._changed:
            is_other = self._session is None or self._session.symbol != request.symbol
            attached = self._attached.emptied() if is_other else self._attached
            session = self._build(request.symbol, request.from_us, attached)
            self._attached = attached
            self._others.keep_only([request.symbol, *self._companions.symbols])
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
            self._others.take_over(saved.symbol, saved.others)
            self._attached = attached_again(saved)
            saved = self._as_far_as_it_was(saved)
            try:
                session = self._resumed(saved) or self._build(saved.symbol, saved.position_us, self._attached)
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
        """Jump: onwards through the ticks between, back by building the state anew. A new epoch either way.

        What was imported meanwhile is within reach, and all bars are built with it; so they are when trading days end
        otherwise than before.
        """
        with self._changed:
            session = self._needed_session()
            coverage = self._source.coverage(session.symbol)
            to_us = min(max(to_us, coverage.first_us), coverage.last_us)
            is_changed = coverage != session.coverage or (
                self._source.trading_days(session.symbol).key != session.days.key
            )
            if to_us < session.position_us or is_changed:
                session = self._build(session.symbol, to_us, self._attached)
            else:
                for _ in session.advance(to_us):
                    pass
            self._begin(session, speed=self._pace.speed, paused=self._paused)
            log.info("replay jumps to %s", format_time(session.position_us))
            return self._state_changed()

    def step(self, request: ReplayStep) -> ReplayState:
        """By ticks or by bars of a timeframe, and hold: onwards as if it played, back by building the state anew."""
        timeframe = None if request.timeframe is None else parse_timeframe(request.timeframe)
        with self._changed:
            symbol = self._needed_session().symbol
        if timeframe is not None:
            self._keep(symbol, timeframe)
        with self._changed:
            session = self._needed_session(symbol)
            if request.count < 0:
                ticks = ticks_after_step_back(session, -request.count, timeframe)
                session = self._build(symbol, None, self._attached, ticks=ticks)
                self._begin(session, speed=self._pace.speed, paused=True)
            else:
                self._step_on(session, request.count, timeframe)
            return self._state_changed()

    def stop(self) -> ReplayState:
        """End the session and forget it."""
        with self._changed:
            self._session = self._telling = None
            self._companions.forget()
            self._follower.ended()
            self._others.forget()
            self._attached = self._attached.emptied()
            self._epoch += 1
            self._keeper.forget()
            forget_replay(self._saved_file)
            log.info("replay ends")
            return self._state_changed()

    def state(self) -> ReplayState:
        """Where it stands."""
        with self._changed:
            return self._state()

    def snapshot(self, topic: str) -> tuple[int, StreamBody | None]:
        """(number of the last message, state after it) of a topic, see `topics`.

        A timeframe that is not kept yet is, from now on; a symbol that is not replayed goes along with the one that is.

        Raises:
            InputError: when the topic is none, or of a timeframe or an indicator that is none.
        """
        parts = parse_topic(topic)
        self._accompany(parts)
        if parts.kind == "bars":
            self._keep(parts.symbol, parts.timeframe)
        with self._changed:
            self._companions.leave_unheard()
            if parts.symbol in self._companions.symbols:
                self._companions.hear(parts, topic)
            return self._streams.seq(topic), self._topic_body(parts)

    def engine_snapshot(self, request: GetSnapshot) -> list[SnapshotPart]:
        """Every timeframe at one instant. Raises InputError when no replay of the symbol runs."""
        with self._changed:
            self._needed_telling(request.symbol)
        asked = [parse_timeframe(name) for name in request.timeframes]
        for timeframe in asked:
            self._keep(request.symbol, timeframe)
        with self._changed:
            told = self._needed_telling(request.symbol)
            timeframes = asked or told.session.timeframes
            return snapshot_parts(
                told.session, told.attached, timeframes, bars=request.bars, epoch=self._epoch
            )

    def attach(self, request: AttachIndicator) -> AttachedIndicator:
        """Compute an indicator from now on, for as long as its topic is heard where the symbol only goes along.

        Raises InputError for one that is none, or without a replay.
        """
        probe = Indicator(request.name, **request.params)
        wanted = Wanted(
            timeframe=parse_timeframe(request.timeframe),
            name=probe.name,
            side=request.side,
            params=wire_params(probe.params),
        )
        self._accompany(ReplayTopic("values", request.symbol, wanted.timeframe))
        with self._changed:
            self._needed_telling(request.symbol)
        self._keep(request.symbol, wanted.timeframe)
        with self._changed:
            told = self._needed_telling(request.symbol)
            row = self._held(told, wanted, request.holder)
            topic = values_topic(request.symbol, row)
            if told is not self._telling:
                self._companions.hear(parse_topic(topic), topic)
            self._bookkeep()
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
        """Let go of it. Raises InputError when it is not attached."""
        with self._changed:
            told = self._needed_telling(request.symbol)
            topic = values_topic(request.symbol, told.attached.get(request.id))
            if told.attached.let_go(request.id, holder=request.holder):
                told.session.detach(request.id)
                if told is not self._telling:
                    self._companions.ignore(topic)
                log.info("indicator %d of %s is gone", request.id, request.symbol)
            self._bookkeep()

    def health(self) -> SymbolHealth | None:
        """How it is; None when none runs. Waits for no lock of ours, so that it answers during a long jump, too."""
        session, now_s, came_s = self._session, self._clock(), self._came_s
        if session is None:
            return None
        return symbol_health(
            session,
            self._attached,
            epoch=self._epoch,
            ticks_per_second=0 if self._paused else self._rate.per_second(now_s),
            age_us=None if came_s is None else max(0, int((now_s - came_s) * 1e6)),
            saved_us=self._keeper.saved_us,
        )

    def debug_dump(self, symbol: str | None) -> str:
        """The whole state for people. Raises InputError when no replay (of the symbol) runs."""
        with self._changed:
            session = self._needed_session(symbol)
            health = self.health()
            assert health is not None
            published = self._telling_now.published
            return debug_text(session, self._state(), health, self._attached, published)

    @property
    def death(self) -> str:
        """Why it moves no longer; empty while it does."""
        return self._death

    def close(self) -> None:
        """Save where it stands, and end the thread."""
        with self._changed:
            self._closing = True
            self._save()
            self._changed.notify_all()
        self._thread.join()
        self._keep_state(self._taken_state())

    # --- under the lock ---------------------------------------------------------------------------------------

    def _step_on(self, session: ReplaySession, count: int, timeframe: str | None) -> None:
        if timeframe is None:
            self._take_in(session, session.coverage.last_us, at_most=count)
        else:
            for _ in range(count):
                self._complete_bar(session, timeframe)
        self._paused = True
        self._pace = self._pace.at(market_us=session.position_us, now_s=self._clock())
        self._telling_now.bars()
        self._companions.tell_bars()

    def _complete_bar(self, session: ReplaySession, timeframe: str) -> None:
        """Up to the tick that completes the bar under way, which is the first of the next."""
        engine = session.engine_of(timeframe)
        before, forming = engine.completed_count(timeframe), engine.forming(timeframe)
        if is_of_time(timeframe) and len(forming):
            self._take_in(session, int(forming.close_us[0]) - 1, at_most=None)
        while engine.completed_count(timeframe) == before:
            if not self._take_in(session, session.coverage.last_us, at_most=1):
                return

    def _build(
        self,
        symbol: str,
        position_us: int | None,
        attached: AttachedIndicators,
        *,
        ticks: int | None = None,
    ) -> ReplaySession:
        return new_session(
            self._source,
            symbol,
            timeframes=self._timeframes,
            depth=self._depth,
            position_us=position_us,
            ticks=ticks,
            others=self._others.of(symbol),
            attached=attached,
        )

    def _resumed(self, saved: SavedReplay) -> ReplaySession | None:
        return resumed_session(
            saved,
            self._keeper.load(),
            self._source,
            timeframes=self._timeframes,
            depth=self._depth,
            others=self._others.of(saved.symbol),
            attached=self._attached,
        )

    def _as_far_as_it_was(self, saved: SavedReplay) -> SavedReplay:
        """Orders may have filled after the position was last saved; what filled stays so."""
        known_us = self._follower.resume_us(saved.symbol, epoch=saved.epoch)
        if known_us is None or known_us <= saved.position_us:
            return saved
        return msgspec.structs.replace(saved, position_us=known_us)

    def _accompany(self, topic: ReplayTopic) -> None:
        """See to it that a symbol of which something is stored goes along with the one that is replayed."""
        symbol = topic.symbol
        with self._changed:
            if self._session is None or not symbol or self._is_told(symbol) or not self._is_stored(symbol):
                return
            with_bars = topic.kind != "ticks"
            self._companions.check_room(symbol, bars=with_bars)
            if not with_bars:
                self._companions.quote(symbol, clock_us=self._session.position_us)
                return
            clock_us = self._session.position_us
        # Long work, with the replay going on.
        session = self._maker.session(symbol, clock_us)
        with self._changed:
            if self._session is not None and not self._is_told(symbol):
                clock_us, attached = self._session.position_us, self._attached.emptied()
                self._companions.join(session, attached, clock_us=clock_us, epoch=self._epoch)

    def _is_told(self, symbol: str) -> bool:
        return self._telling_of(symbol) is not None

    def _is_stored(self, symbol: str) -> bool:
        try:
            self._source.coverage(symbol)
        except InputError:
            return False
        return True

    def _telling_of(self, symbol: str) -> Telling | None:
        """Of the replayed symbol, or of one with bars that goes along."""
        if self._session is not None and self._session.symbol == symbol:
            return self._telling
        return self._companions.telling(symbol)

    def _keep(self, symbol: str, timeframe: str) -> None:
        """See to it that a timeframe is kept of a symbol: now, and whenever it is replayed."""
        with self._changed:
            if timeframe in self._timeframes:
                return
            self._others.ask_for(symbol, timeframe)
            told = self._telling_of(symbol)
            if told is None or timeframe in told.session.others:
                return
        # Long work, with the replay going on. No other session can come up meanwhile without it.
        session = told.session
        other = OtherTimeframe(self._source, session, timeframe)
        other.follow()
        with self._changed:
            told = self._telling_of(symbol)
            if told is None or told.session is not session:
                return
            if other.join():
                told.tell_of(timeframe)
                self._bookkeep()
                log.info("%s of %s is kept, too", timeframe, symbol)
            else:
                log.info("the stored ticks of %s have changed: its bars begin anew where they stand", symbol)
                self._begin_anew(told)

    def _begin_anew(self, told: Telling) -> None:
        lead = self._needed_session()
        if told is self._telling:
            lead = self._build(lead.symbol, lead.position_us, self._attached)
            self._begin(lead, speed=self._pace.speed, paused=self._paused)
            self._state_changed()
        else:
            self._companions.begin_anew(told.session.symbol, lead.position_us, epoch=self._epoch)

    def _held(self, told: Telling, wanted: Wanted, holder: str) -> Attached:
        session, attached = told.session, told.attached
        row = attached.find(wanted)
        if row is not None:
            return attached.hold(row, holder=holder)
        attached.check_room()
        session.attach(attached.next_id, wanted)
        row = attached.add(wanted, holder=holder)
        log.info("indicator %d of %s: %s on %s", row.id, session.symbol, wanted.name, wanted.timeframe)
        return row

    def _begin(self, session: ReplaySession, *, speed: float, paused: bool) -> None:
        self._session = session
        self._epoch += 1
        self._paused = paused
        self._pace = Pace(session.position_us, self._clock(), speed)
        self._telling = Telling(
            session, self._attached, self._streams, epoch=self._epoch, timeframes=session.timeframes
        )
        self._rate.clear()
        self._came_s = self._clock()
        self._follower.began(
            session.symbol, position_us=session.position_us, place=session.place, epoch=self._epoch
        )
        self._telling.bars()
        self._companions.move(session.position_us, besides=session.symbol, epoch=self._epoch)

    def _state_changed(self) -> ReplayState:
        self._note_trouble("")
        state = self._state()
        self._streams.publish("replay", state)
        self._save()
        self._keeper.want(soon=True)
        self._changed.notify_all()
        return state

    @property
    def _telling_now(self) -> Telling:
        """There is one wherever there is a session."""
        assert self._telling is not None
        return self._telling

    def _needed_telling(self, symbol: str) -> Telling:
        told = self._telling_of(symbol)
        if told is None:
            self._needed_session(symbol)
            raise AssertionError("a session that is told of nobody")
        return told

    def _needed_session(self, symbol: str | None = None) -> ReplaySession:
        session = self._session
        if session is None or (symbol is not None and session.symbol != symbol):
            raise InputError(
                expected="a running replay" if symbol is None else f"a running replay of {symbol}",
                found="none" if session is None else f"one of {session.symbol}",
                where="replay",
                mend=f"start one: pyworkstation replay {symbol or 'SYMBOL'}",
            )
        return session

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
            ticks_per_second=0 if self._paused else self._rate.per_second(self._clock()),
        )

    def _topic_body(self, topic: ReplayTopic) -> StreamBody | None:
        if topic.kind == "replay":
            return self._state()
        told = self._telling_of(topic.symbol)
        return self._companions.body(topic, epoch=self._epoch) if told is None else told.body(topic)

    def _bookkeep(self) -> None:
        """What clients asked for has changed: it is to be there after a kill, too."""
        self._save()
        self._keeper.want(soon=True)
        self._changed.notify_all()

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
            built_us=self._session.built_us,
            others=self._others.of(self._session.symbol),
            attached=[saved_indicator(row) for row in self._attached],
            next_id=self._attached.next_id,
        )
        try:
            save_replay(self._saved_file, saved)
        except OSError as error:
            log.warning("could not save the replay's position: %s", error)

    # --- the thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._move()
        except Exception as error:
            log.exception("the replay's thread died")
            self._death = str(error) or type(error).__name__

    def _move(self) -> None:
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
                if running:
                    self._frame_or_pause()
                if self._keeper.due_in_s() == 0:
                    taken = self._taken_state()
                else:
                    taken = None
                    self._changed.wait(self._frame_s if running else self._keeper.due_in_s())
            self._keep_state(taken)

    def _taken_state(self) -> tuple[bytes, int] | None:
        """The state now, and the life that it is of: a few milliseconds, where storing it takes as long as the disk does."""
        self._keeper.taken()
        content = None if self._session is None else kept_state(self._session)
        return None if content is None else (content, self._keeper.life)

    def _keep_state(self, taken: tuple[bytes, int] | None) -> None:
        if taken is not None:
            self._keeper.store(taken[0], life=taken[1])

    def _frame_or_pause(self) -> None:
        """A frame that fails holds the replay and is logged; the engine goes on."""
        try:
            assert self._session is not None
            self._frame(self._session)
        except Exception as error:
            log.exception("the replay failed and is paused")
            self._note_trouble(f"paused by a failure: {str(error) or type(error).__name__}")
            self._paused = True
            self._streams.publish("replay", self._state())

    def _frame(self, session: ReplaySession) -> None:
        now_s = self._clock()
        next_tick_us = session.next_tick_us()
        if next_tick_us is not None:
            self._pace = self._pace.past_quiet(now_s=now_s, next_tick_us=next_tick_us)
        at_most = _TICKS_A_FRAME // (1 + len(self._companions))
        taken = self._take_in(session, self._pace.market_us(now_s), at_most=at_most)
        if taken >= at_most:  # Slower than asked: go on from where we are rather than run after it.
            self._pace = self._pace.at(market_us=session.position_us, now_s=now_s)
        self._rate.add(now_s, taken)
        if session.next_tick_us() is None:
            log.info("replay of %s is at the end of its data", session.symbol)
        if taken:
            self._came_s = now_s
            self._keeper.want(soon=False)
            self._telling_now.bars()
        self._companions.tell_bars()
        self._companions.leave_unheard()
        self._streams.publish("replay", self._state())
        if now_s - self._saved_at_s >= _SAVE_EVERY_S:
            self._save()

    def _take_in(self, session: ReplaySession, to_us: int, *, at_most: int | None) -> int:
        """The ticks up to and including `to_us`, told as they go in; how many."""
        telling = self._telling_now
        taken, before = 0, session.place
        for ticks in session.advance(to_us, at_most=at_most, look=telling.bars_before_loss):
            taken += len(ticks)
            assert session.place is not None
            self._follower.ticked(session.symbol, ticks, before=before, after=session.place)
            before = session.place
            telling.ticks(ticks)
        self._follower.stands(session.position_us)
        # They come after the clock, never before it.
        self._companions.advance(session.position_us, epoch=self._epoch)
        return taken
