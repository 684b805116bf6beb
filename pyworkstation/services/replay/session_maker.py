"""What every session of a replay is made from, that of the replayed symbol and those that go along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.services.replay.resume import resumed_session
from pyworkstation.services.replay.session import new_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyworkstation.services.replay.attached import Attached, AttachedIndicators
    from pyworkstation.services.replay.saved import SavedReplay
    from pyworkstation.services.replay.session import ReplaySession, TickSource
    from pyworkstation.services.replay.telling import Telling


@dataclass(frozen=True, slots=True)
class SessionMaker:
    """`others` are the timeframes of a symbol beside the standard ones."""

    source: TickSource
    timeframes: tuple[str, ...]
    depth: int
    others: Callable[[str], Sequence[str]]

    def session(
        self,
        symbol: str,
        position_us: int | None,
        attached: Iterable[Attached] = (),
        *,
        ticks: int | None = None,
    ) -> ReplaySession:
        """Up to a time, or through so many ticks. Long work. Raises InputError when nothing is stored of the symbol."""
        return new_session(
            self.source,
            symbol,
            timeframes=self.timeframes,
            depth=self.depth,
            position_us=position_us,
            ticks=ticks,
            others=self.others(symbol),
            attached=attached,
        )

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

    def brought(self, telling: Telling, clock_us: int) -> ReplaySession:
        """To the clock after a jump: on through the ticks between, back by building it anew."""
        session = telling.session
        if not _goes_on_at(session, self.source, clock_us):
            return self.session(session.symbol, clock_us, telling.attached)
        for _ in session.advance(clock_us):
            pass
        return session


def is_as_stored(session: ReplaySession, source: TickSource) -> bool:
    """False: others are stored by now than when it was built, or its days end otherwise."""
    if source.coverage(session.symbol) != session.coverage:
        return False
    return source.trading_days(session.symbol).key == session.days.key


def _goes_on_at(session: ReplaySession, source: TickSource, clock_us: int) -> bool:
    """False: it has seen later ticks, or is not as stored."""
    has_seen_later = session.place is not None and session.place.last_us > clock_us
    return not has_seen_later and is_as_stored(session, source)
