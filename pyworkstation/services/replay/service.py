"""The door to the replay: what clients may do with it, one at a time."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import WorkstationError
from pyworkstation.domain.units import format_time
from pyworkstation.engine import parse_timeframe
from pyworkstation.services.replay.companions import Companions
from pyworkstation.services.replay.debug_text import debug_text
from pyworkstation.services.replay.market_follower import NobodyFollows
from pyworkstation.services.replay.movement import Movement
from pyworkstation.services.replay.other_timeframes import OtherTimeframes
from pyworkstation.services.replay.playhead import Playhead
from pyworkstation.services.replay.quote_lists import QuoteLists
from pyworkstation.services.replay.replay_saver import ReplaySaver
from pyworkstation.services.replay.replay_thread import ReplayThread
from pyworkstation.services.replay.saved import attached_again
from pyworkstation.services.replay.session_maker import SessionMaker, is_as_stored
from pyworkstation.services.replay.snapshot import snapshot_parts
from pyworkstation.services.replay.steps import ticks_after_step_back
from pyworkstation.services.replay.topics import parse_topic
from pyworkstation.services.replay.wants import Wants
from pyworkstation.services.replay.waypoints import Waypoints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyworkstation.protocol.messages import (
        AttachedIndicator,
        AttachIndicator,
        DetachIndicator,
        GetSnapshot,
        ReplayStart,
        ReplayState,
        ReplayStep,
        SnapshotPart,
        StreamBody,
        SymbolHealth,
        WatchedQuotes,
        WatchQuotes,
    )
    from pyworkstation.services.replay.market_follower import MarketFollower
    from pyworkstation.services.replay.saved import SavedReplay
    from pyworkstation.services.replay.session import ReplaySession, TickSource
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)


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
        self._note_trouble = note_trouble
        self._follower = follower or NobodyFollows()
        self._changed = threading.Condition()
        self._others = OtherTimeframes()
        waypoints = Waypoints(saved_file.parent / "waypoints")
        self._maker = SessionMaker(source, tuple(timeframes), depth, self._others.of, waypoints)
        self._companions = Companions(self._maker, streams, is_heard=is_heard, clock=clock)
        self._quotes = QuoteLists(source, streams, is_heard=is_heard, clock=clock)
        self._head = Playhead(streams, self._companions, self._quotes, follower=self._follower, clock=clock)
        self._movement = Movement(
            self._head,
            self._companions,
            self._quotes,
            self._follower,
            self._maker.pass_by,
            frame_s=frame_s,
            clock=clock,
        )
        self._saver = ReplaySaver(saved_file, self._head, self._others, self._companions, clock=clock)
        self._wants = Wants(
            self._changed,
            self._head,
            self._companions,
            maker=self._maker,
            others=self._others,
            noted=self._note_change,
            began_anew=self._state_changed,
        )
        self._thread = ReplayThread(
            self._changed,
            self._head,
            self._movement,
            self._saver,
            frame_s=frame_s,
            clock=clock,
            wait_for_reader=wait_for_reader,
            note_trouble=note_trouble,
        )

    def start(self, request: ReplayStart) -> ReplayState:
        """Begin a session, in place of any other. Raises InputError when nothing is stored of the symbol."""
        with self._changed:
            head = self._head
            is_other = head.session is None or head.session.symbol != request.symbol
            attached = head.attached.emptied() if is_other else head.attached
            session = self._maker.session(request.symbol, request.from_us, attached)
            head.attached = attached
            self._others.keep_only([request.symbol, *self._companions.symbols])
            head.begin(session, speed=request.speed, paused=request.paused)
            log.info("replay of %s from %s", session.symbol, format_time(session.position_us))
            return self._state_changed()

    def resume_saved(self) -> None:
        """Go on with what an engine before us was doing, if anything."""
        saved = self._saver.load()
        if saved is None:
            return
        with self._changed:
            head = self._head
            head.epoch = saved.epoch
            self._others.take_over(saved.symbol, saved.others)
            head.attached = attached_again(saved)
            try:
                session = self._session_of(self._as_far_as_it_was(saved))
            except WorkstationError as error:
                log.warning("the saved replay cannot go on: %s", error)
                return
            self._companions.go_on(saved.along, clock_us=session.position_us)
            head.begin(session, speed=saved.speed, paused=saved.paused)
            log.info("replay of %s goes on from its saved position", saved.symbol)
            self._state_changed()

    def pause(self, *, paused: bool) -> ReplayState:
        """Hold, or go on."""
        with self._changed:
            self._head.hold(paused=paused)
            self._movement.quote(waits=paused)
            stands = format_time(self._head.needed_session().position_us)
            log.info("replay %s at %s", "pauses" if paused else "goes on", stands)
            return self._state_changed()

    def set_speed(self, speed: float) -> ReplayState:
        """Market seconds per second."""
        with self._changed:
            self._head.set_speed(speed)
            log.info("replay runs at %g market seconds a second", speed)
            return self._state_changed()

    def seek(self, to_us: int) -> ReplayState:
        """Jump: onwards through the ticks between, back by building the state from the last waypoint. A new epoch either way.

        What was imported meanwhile is within reach, and all bars are built with it; so they are when trading days end
        otherwise than before.
        """
        with self._changed:
            head = self._head
            session = head.needed_session()
            coverage = self._source.coverage(session.symbol)
            to_us = min(max(to_us, coverage.first_us), coverage.last_us)
            if to_us < session.position_us or not is_as_stored(session, self._source):
                session = self._maker.session(session.symbol, to_us, head.attached)
            else:
                session = self._maker.onwards(session, to_us, head.attached)
            head.begin(session, speed=head.pace.speed, paused=head.paused)
            log.info("replay jumps to %s", format_time(session.position_us))
            return self._state_changed()

    def step(self, request: ReplayStep) -> ReplayState:
        """By ticks or by bars of a timeframe, and hold: onwards as if it played, back by building the state anew."""
        timeframe = None if request.timeframe is None else parse_timeframe(request.timeframe)
        with self._changed:
            symbol = self._head.needed_session().symbol
        if timeframe is not None:
            self._wants.keep(symbol, timeframe)
        with self._changed:
            session = self._head.needed_session(symbol)
            if request.count < 0:
                self._step_back(session, -request.count, timeframe)
            else:
                self._movement.step_on(request.count, timeframe)
            return self._state_changed()

    def stop(self) -> ReplayState:
        """End the session and forget it."""
        with self._changed:
            self._head.end()
            self._others.forget()
            self._saver.forget()
            log.info("replay ends")
            return self._state_changed()

    def state(self) -> ReplayState:
        """Where it stands."""
        with self._changed:
            return self._head.state()

    def snapshot(self, topic: str) -> tuple[int, StreamBody | None]:
        """(number of the last message, state after it) of a topic, see `topics`.

        A timeframe that is not kept yet is, from now on; a symbol that is not replayed goes along with the one that is.

        Raises:
            InputError: when the topic is none, or of a timeframe or an indicator that is none.
        """
        parts = parse_topic(topic)
        self._wants.accompany(parts)
        if parts.kind == "bars":
            self._wants.keep(parts.symbol, parts.timeframe)
        with self._changed:
            self._companions.leave_unheard()
            if parts.symbol in self._companions.symbols:
                self._companions.hear(parts, topic)
            return self._streams.seq(topic), self._head.body(parts)

    def watch_quotes(self, request: WatchQuotes) -> WatchedQuotes:
        """Have the newest quotes of many symbols told in one topic. Raises InputError for too many lists."""
        with self._changed:
            session = self._head.session
            clock_us = None if session is None else session.position_us
            return self._quotes.watch(request.symbols, clock_us=clock_us)

    def engine_snapshot(self, request: GetSnapshot) -> list[SnapshotPart]:
        """Every timeframe at one instant. Raises InputError when no replay of the symbol runs."""
        with self._changed:
            self._head.needed_telling(request.symbol)
        asked = [parse_timeframe(name) for name in request.timeframes]
        for timeframe in asked:
            self._wants.keep(request.symbol, timeframe)
        with self._changed:
            told = self._head.needed_telling(request.symbol)
            timeframes = asked or told.session.timeframes
            return snapshot_parts(
                told.session, told.attached, timeframes, bars=request.bars, epoch=self._head.epoch
            )

    def attach(self, request: AttachIndicator) -> AttachedIndicator:
        """Compute an indicator from now on, for as long as its topic is heard where the symbol only goes along.

        Raises InputError for one that is none, or without a replay.
        """
        return self._wants.attach(request)

    def detach(self, request: DetachIndicator) -> None:
        """Let go of it. Raises InputError when it is not attached."""
        self._wants.detach(request)

    def health(self) -> SymbolHealth | None:
        """How it is; None when none runs. Waits for no lock of ours, so that it answers during a long jump, too."""
        return self._head.health(saved_us=self._saver.saved_us)

    def debug_dump(self, symbol: str | None) -> str:
        """The whole state for people. Raises InputError when no replay (of the symbol) runs."""
        with self._changed:
            head = self._head
            session, health = head.needed_session(symbol), self.health()
            assert health is not None
            return debug_text(session, head.state(), health, head.attached, head.telling_now.published)

    @property
    def death(self) -> str:
        """Why it moves no longer; empty while it does."""
        return self._thread.death

    def close(self) -> None:
        """Save where it stands, and end the thread."""
        self._thread.close()
        self._quotes.close()

    # --- under the lock ---------------------------------------------------------------------------------------

    def _step_back(self, session: ReplaySession, count: int, timeframe: str | None) -> None:
        head = self._head
        ticks = ticks_after_step_back(session, count, timeframe)
        session = self._maker.session(session.symbol, None, head.attached, ticks=ticks)
        head.begin(session, speed=head.pace.speed, paused=True)

    def _session_of(self, saved: SavedReplay) -> ReplaySession:
        """As it was saved, or built anew. Raises WorkstationError when there is nothing to build it of."""
        attached = self._head.attached
        session = self._maker.resumed(saved, self._saver.states(), attached)
        return session or self._maker.session(saved.symbol, saved.position_us, attached)

    def _as_far_as_it_was(self, saved: SavedReplay) -> SavedReplay:
        """Orders may have filled after the position was last saved; what filled stays so."""
        known_us = self._follower.resume_us(saved.symbol, epoch=saved.epoch)
        if known_us is None or known_us <= saved.position_us:
            return saved
        return msgspec.structs.replace(saved, position_us=known_us)

    def _state_changed(self) -> ReplayState:
        self._note_trouble("")
        state = self._head.tell_state()
        self._note_change()
        return state

    def _note_change(self) -> None:
        self._saver.save_changed()
        self._changed.notify_all()
