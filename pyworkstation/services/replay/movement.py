"""How the replay moves on: a frame of its clock, or so many ticks or bars. Used under the replay's lock."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyworkstation.engine import is_of_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyworkstation.services.replay.attached import Attached
    from pyworkstation.services.replay.companions import Companions
    from pyworkstation.services.replay.market_follower import MarketFollower
    from pyworkstation.services.replay.playhead import Playhead
    from pyworkstation.services.replay.quote_lists import QuoteLists
    from pyworkstation.services.replay.session import ReplaySession

log = logging.getLogger(__name__)

_FIRST_A_FRAME, _MOST_A_FRAME, _LEAST_A_FRAME = 20_000, 200_000, 2_000


class Movement:
    """Of the playhead, and of all that goes along."""

    def __init__(
        self,
        head: Playhead,
        companions: Companions,
        quotes: QuoteLists,
        follower: MarketFollower,
        pass_by: Callable[[ReplaySession, Iterable[Attached]], None],
        *,
        frame_s: float,
        clock: Callable[[], float],
    ) -> None:
        """`pass_by` leaves waypoints on the way."""
        self._head = head
        self._companions = companions
        self._quotes = quotes
        self._follower = follower
        self._pass_by = pass_by
        self._frame_s = frame_s
        self._clock = clock
        self._ticks_a_frame = _FIRST_A_FRAME

    def frame(self, now_s: float) -> int:
        """To where the clock is now, told; how many ticks that were."""
        head, session = self._head, self._head.needed_session()
        next_tick_us = session.next_tick_us()
        if next_tick_us is not None:
            head.pace = head.pace.past_quiet(now_s=now_s, next_tick_us=next_tick_us)
        at_most = max(1, self._ticks_a_frame // (1 + self._companions.with_bars))
        taken = self._take_in(session, head.pace.market_us(now_s), at_most=at_most)
        if taken >= at_most:  # Slower than asked: go on from where we are rather than run after it.
            head.pace = head.pace.at(market_us=session.position_us, now_s=now_s)
            self._adapt(self._clock() - now_s)
        head.rate.add(now_s, taken)
        is_at_end = session.next_tick_us() is None
        if is_at_end:
            log.info("replay of %s is at the end of its data", session.symbol)
        if taken:
            head.came_s = now_s
            head.telling_now.bars()
        self._companions.tell_bars()
        self._companions.leave_unheard()
        self.quote(waits=is_at_end)
        self._quotes.leave_unheard()
        head.tell_state()
        return taken

    def _adapt(self, took_s: float) -> None:
        """However fast it goes, pictures come at the rate of frames: as many ticks as one has time for."""
        if took_s > 1.5 * self._frame_s:
            self._ticks_a_frame = max(self._ticks_a_frame // 2, _LEAST_A_FRAME)
        elif took_s < 0.75 * self._frame_s:
            self._ticks_a_frame = min(self._ticks_a_frame * 2, _MOST_A_FRAME)

    def step_on(self, count: int, timeframe: str | None) -> None:
        """By so many ticks or bars, and hold there."""
        session = self._head.needed_session()
        if timeframe is None:
            self._take_in(session, session.coverage.last_us, at_most=count)
        else:
            for _ in range(count):
                self._complete_bar(session, timeframe)
        self._head.hold(paused=True)
        self._head.telling_now.bars()
        self._companions.tell_bars()
        self.quote(waits=True)

    def quote(self, *, waits: bool) -> None:
        """Tell the lists of quotes up to here. Without `waits` they may lag behind."""
        head = self._head
        self._quotes.advance(head.needed_session().position_us, waits=waits, epoch=head.epoch)

    def _complete_bar(self, session: ReplaySession, timeframe: str) -> None:
        """Up to the tick that completes the bar under way, which is the first of the next."""
        engine = session.engine_of(timeframe)
        before, forming = engine.completed_count(timeframe), engine.forming(timeframe)
        if is_of_time(timeframe) and len(forming):
            self._take_in(session, int(forming.close_us[0]) - 1, at_most=None)
        while engine.completed_count(timeframe) == before:
            if not self._take_in(session, session.coverage.last_us, at_most=1):
                return

    def _take_in(self, session: ReplaySession, to_us: int, *, at_most: int | None) -> int:
        """The ticks up to and including `to_us`, told as they go in; how many."""
        telling = self._head.telling_now
        taken, before = 0, session.place
        for ticks in session.advance(to_us, at_most=at_most, look=telling.bars_before_loss):
            taken += len(ticks)
            assert session.place is not None
            self._follower.ticked(session.symbol, ticks, before=before, after=session.place)
            before = session.place
            telling.ticks(ticks)
            self._pass_by(session, self._head.attached)
        self._follower.stands(session.position_us)
        # They come after the clock, never before it.
        self._companions.advance(session.position_us, epoch=self._head.epoch)
        return taken
