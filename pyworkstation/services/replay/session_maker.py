"""What every session of a replay is made from, that of the replayed symbol and those that go along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.services.replay.resume import resumed_session
from pyworkstation.services.replay.session import new_session
from pyworkstation.services.replay.waypoints import waypoints_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyworkstation.services.replay.attached import Attached, AttachedIndicators, Wanted
    from pyworkstation.services.replay.saved import SavedReplay
    from pyworkstation.services.replay.session import ReplaySession, TickSource
    from pyworkstation.services.replay.waypoints import Waypoints

_NEAR_TICKS = 20_000


@dataclass(frozen=True, slots=True)
class SessionMaker:
    """`others` are the timeframes of a symbol beside the standard ones."""

    source: TickSource
    timeframes: tuple[str, ...]
    depth: int
    others: Callable[[str], Sequence[str]]
    waypoints: Waypoints

    def session(
        self,
        symbol: str,
        position_us: int | None,
        attached: Iterable[Attached] = (),
        *,
        ticks: int | None = None,
    ) -> ReplaySession:
        """Up to a time, without one to the first tick; or through so many ticks. What is attached sees every bar of it.

        As long as it takes from the last waypoint. Raises InputError when nothing is stored of the symbol.
        """
        coverage, rows = self.source.coverage(symbol), tuple(attached)
        to_us = coverage.first_us if position_us is None and ticks is None else position_us
        session = self._nearest(symbol, rows, position_us=to_us, ticks=ticks) or new_session(
            self.source,
            symbol,
            timeframes=self.timeframes,
            depth=self.depth,
            others=self.others(symbol),
            attached=rows,
        )
        if ticks is None:
            self._advance(session, coverage.last_us if to_us is None else to_us, rows)
        else:
            self._advance_through(session, ticks, rows)
        return session

    def onwards(self, session: ReplaySession, to_us: int, attached: Iterable[Attached]) -> ReplaySession:
        """To a later time: through the ticks between, or from a waypoint that is nearer."""
        rows = tuple(attached)
        nearest = self._nearest(session.symbol, rows, position_us=to_us, ticks=None)
        if nearest is not None and session.has_seen_all and nearest.engine.ticks > session.engine.ticks:
            session = nearest
        self._advance(session, to_us, rows)
        return session

    def brought(self, session: ReplaySession, clock_us: int, attached: Iterable[Attached]) -> ReplaySession:
        """To the clock after a jump, wherever that led."""
        if _goes_on_at(session, self.source, clock_us):
            return self.onwards(session, clock_us, attached)
        return self.session(session.symbol, clock_us, attached)

    def resumed(
        self, saved: SavedReplay, states: Iterable[bytes], attached: AttachedIndicators
    ) -> ReplaySession | None:
        """As it was saved; None when no saved state will do."""
        return resumed_session(
            saved,
            states,
            self.source,
            timeframes=self.timeframes,
            depth=self.depth,
            others=self.others(saved.symbol),
            attached=attached,
        )

    def pass_by(self, session: ReplaySession, attached: Iterable[Attached]) -> None:
        """Leave a waypoint where one is due."""
        if session.has_seen_all and self.waypoints.is_due(session):
            name, wanted = self._of(session.symbol, tuple(attached))
            self.waypoints.leave(session, name, wanted)

    def _advance_through(self, session: ReplaySession, ticks: int, attached: tuple[Attached, ...]) -> None:
        """So many ticks in all. Who steps back once does so again: just before the end is a place to set out from."""
        last_us = session.coverage.last_us
        before = ticks - _NEAR_TICKS - session.engine.ticks
        if before > 0:
            self._advance(session, last_us, attached, at_most=before)
            self.waypoints.remember(session, *self._of(session.symbol, attached))
        self._advance(session, last_us, attached, at_most=ticks - session.engine.ticks)

    def _advance(
        self,
        session: ReplaySession,
        to_us: int,
        attached: tuple[Attached, ...],
        *,
        at_most: int | None = None,
    ) -> None:
        for _ in session.advance(to_us, at_most=at_most):
            self.pass_by(session, attached)

    def _nearest(
        self, symbol: str, attached: tuple[Attached, ...], *, position_us: int | None, ticks: int | None
    ) -> ReplaySession | None:
        name, wanted = self._of(symbol, attached)
        return self.waypoints.nearest(self.source, name, wanted, position_us=position_us, ticks=ticks)

    def _of(self, symbol: str, attached: tuple[Attached, ...]) -> tuple[str, dict[int, Wanted]]:
        """What a session's waypoints are called, and its indicators."""
        wanted = {row.id: row.wanted for row in attached}
        name = waypoints_of(
            symbol,
            days=self.source.trading_days(symbol).key,
            digits=self.source.coverage(symbol).digits,
            depth=self.depth,
            timeframes=self.timeframes,
            others=self.others(symbol),
            wanted=wanted.values(),
        )
        return name, wanted


def is_as_stored(session: ReplaySession, source: TickSource) -> bool:
    """False: others are stored by now than when it was built, or its days end otherwise."""
    if source.coverage(session.symbol) != session.coverage:
        return False
    return source.trading_days(session.symbol).key == session.days.key


def _goes_on_at(session: ReplaySession, source: TickSource, clock_us: int) -> bool:
    """False: it has seen later ticks, or is not as stored."""
    has_seen_later = session.place is not None and session.place.last_us > clock_us
    return not has_seen_later and is_as_stored(session, source)
