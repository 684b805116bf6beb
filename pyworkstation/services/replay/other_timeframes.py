"""Timeframes that clients asked for beside the standard ones: any of time, `T100`, `V1000000`, `R10`, `K10`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine, parse_timeframe
from pyworkstation.services.replay.tick_feed import TickFeed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.services.replay.session import ReplaySession, TickSource

log = logging.getLogger(__name__)

MOST = 32
"""Of a symbol; each takes a ring of its own."""

_MOST_SYMBOLS = 64


class OtherTimeframes:
    """Which ones, by symbol: of that replayed, and of those that listeners are waiting for."""

    def __init__(self) -> None:
        self._of: dict[str, list[str]] = {}

    def of(self, symbol: str) -> list[str]:
        """In the order in which they were asked for."""
        return self._of.get(symbol, [])

    def ask_for(self, symbol: str, timeframe: str) -> None:
        """One more. Raises InputError for a name that is none or is spelled otherwise, and for too many."""
        name = parse_timeframe(timeframe)
        if name != timeframe:
            raise InputError(
                expected=name,
                found=timeframe,
                where="timeframe",
                mend="a topic has the name that its messages have",
            )
        names = self._of.get(symbol, [])
        if timeframe in names:
            return
        if len(names) >= MOST or len(self._of) >= _MOST_SYMBOLS:
            raise InputError(
                expected=f"at most {MOST} timeframes beside the standard ones",
                found="one more",
                where=timeframe,
                mend="stop the replay, which forgets them",
            )
        self._of[symbol] = [*names, timeframe]

    def take_over(self, symbol: str, timeframes: list[str]) -> None:
        """Those that an engine before us kept."""
        for timeframe in timeframes:
            try:
                self.ask_for(symbol, timeframe)
            except InputError as error:
                log.warning("a saved timeframe is kept no longer: %s", error)

    def keep_only(self, symbols: Iterable[str]) -> None:
        """Forget those of other symbols."""
        self._of = {symbol: self.of(symbol) for symbol in symbols}

    def forget(self) -> None:
        """Forget them all."""
        self._of = {}


class OtherTimeframe:
    """An engine of one more timeframe on its way to where a session stands."""

    def __init__(self, source: TickSource, session: ReplaySession, timeframe: str) -> None:
        self._session = session
        self._timeframe = timeframe
        self._engine = MtfEngine(
            [timeframe],
            depth=session.depth,
            digits=session.coverage.digits,
            day_close=session.days.day_close,
        )
        self._feed = TickFeed(source, session.symbol)

    def follow(self) -> None:
        """Take in what the session has seen by now."""
        to_take = self._session.engine.ticks - self._engine.ticks
        while to_take > 0 and (ticks := self._feed.take(at_most=to_take)) is not None:
            self._engine.on_ticks(ticks)
            to_take -= len(ticks)

    def join(self) -> bool:
        """Go along with the session from here on. False: what is stored now is not what it has seen."""
        self.follow()
        if self._feed.place != self._session.place:
            return False
        self._session.others[self._timeframe] = self._engine
        return True
