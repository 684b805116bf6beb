"""Lists of symbols whose quotes somebody watches along the replay's clock, each told in one topic. Not thread-safe."""

from __future__ import annotations

import itertools
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.protocol.messages import QuotesUpdate, WatchedQuotes, WatchedSymbol
from pyworkstation.services.replay.quote_feed import QuoteFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.domain.columns import Quotes
    from pyworkstation.services.replay.quote_feed import QuoteSource
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)

MOST = 8
_GRACE_S = 10.0
"""Who asks for a list may not listen yet."""


@dataclass(slots=True)
class _List:
    feed: QuoteFeed
    asked_s: float


class QuoteLists:
    """By their numbers. They go when nobody listens to them any more."""

    def __init__(
        self,
        source: QuoteSource,
        streams: Streams,
        *,
        is_heard: Callable[[str], bool],
        clock: Callable[[], float],
    ) -> None:
        self._source = source
        self._streams = streams
        self._is_heard = is_heard
        self._clock = clock
        self._ids = itertools.count(1)
        self._lists: dict[int, _List] = {}
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="quotes")

    def watch(self, symbols: Sequence[str], *, clock_us: int | None) -> WatchedQuotes:
        """The list of these, which stands at the clock. Raises InputError when there are as many as there may be."""
        known = tuple(self._source.quoted(list(dict.fromkeys(symbols))))
        found = next((key for key, each in self._lists.items() if each.feed.symbols == known), None)
        key = self._new(QuoteFeed(self._source, known, self._reader), clock_us) if found is None else found
        self._lists[key].asked_s = self._clock()
        rows = [WatchedSymbol(symbol=each.symbol, digits=each.digits) for each in known]
        return WatchedQuotes(topic=_topic(key), symbols=rows)

    def body(self, key: int, *, epoch: int) -> QuotesUpdate:
        """All quotes of a list. Raises InputError for a number that is none."""
        watched = self._lists.get(key)
        if watched is None:
            raise InputError(
                expected="a list of quotes that somebody watches",
                found=_topic(key),
                where="subscribe",
                mend="ask for it with watch_quotes",
            )
        watched.asked_s = self._clock()
        return _update(key, watched.feed.all(), epoch=epoch)

    def advance(self, clock_us: int, *, waits: bool, epoch: int) -> None:
        """To the clock, and told. Without `waits` quotes may come a frame or two after it, never before."""
        for key, each in list(self._lists.items()):
            try:
                each.feed.advance(clock_us, waits=waits)
            except WorkstationError as error:
                self._leave_out(key, error)
                continue
            fresh = each.feed.fresh()
            if len(fresh):
                self._streams.publish(_topic(key), _update(key, fresh, epoch=epoch))

    def move(self, clock_us: int, *, epoch: int) -> None:
        """The replay stands elsewhere, in another epoch."""
        for key, each in list(self._lists.items()):
            try:
                each.feed.stand(clock_us)
            except WorkstationError as error:
                self._leave_out(key, error)
                continue
            each.feed.fresh()
            self._streams.publish(_topic(key), _update(key, each.feed.all(), epoch=epoch))

    def forget(self) -> None:
        """No replay, no clock; the lists wait for the next."""
        for each in self._lists.values():
            each.feed.forget()

    def leave_unheard(self) -> None:
        """Let go of those that nobody listens to."""
        for key in self._unheard(_GRACE_S):
            del self._lists[key]

    def close(self) -> None:
        """Read no more."""
        self._reader.shutdown(cancel_futures=True)

    def _new(self, feed: QuoteFeed, clock_us: int | None) -> int:
        if len(self._lists) >= MOST:
            self._make_room()
        if clock_us is not None:
            feed.stand(clock_us)
            feed.fresh()
        key = next(self._ids)
        self._lists[key] = _List(feed, self._clock())
        return key

    def _make_room(self) -> None:
        unheard = self._unheard(0.0)
        if not unheard:
            raise InputError(
                expected=f"at most {MOST} lists of quotes that are listened to",
                found="one more",
                where="watch_quotes",
                mend="close a watchlist",
            )
        del self._lists[unheard[0]]

    def _unheard(self, grace_s: float) -> list[int]:
        """Asked for longest ago first."""
        now_s = self._clock()
        by_age = sorted(self._lists, key=lambda key: self._lists[key].asked_s)
        return [
            key
            for key in by_age
            if now_s - self._lists[key].asked_s >= grace_s and not self._is_heard(_topic(key))
        ]

    def _leave_out(self, key: int, error: WorkstationError) -> None:
        """One that fails is asked for again by whoever misses it; the replay goes on."""
        log.warning("the quotes of list %d are told no longer: %s", key, error)
        del self._lists[key]


def _topic(key: int) -> str:
    return f"quotes.{key}"


def _update(key: int, quotes: Quotes, *, epoch: int) -> QuotesUpdate:
    return QuotesUpdate(id=key, epoch=epoch, packed=quotes.pack())
