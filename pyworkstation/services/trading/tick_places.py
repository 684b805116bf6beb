"""Where in a batch of ticks a place among all ticks lies."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.services.replay.tick_feed import Place, TickFeed
from pyworkstation.services.trading.conversions import MINUTE_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import TickSource
    from pyworkstation.services.trading.journal import Mark


_HOUR_US = 3_600_000_000
_REACHES_US = (_HOUR_US, 96 * _HOUR_US)
"""An hour has a quote nearly always; a weekend and a holiday are the longest rest."""


class Batch(NamedTuple):
    """Ticks, and behind which tick they come."""

    before: Place
    ticks: TickColumns


class TickWalk:
    """The stored ticks of a symbol behind a place, taken once, from place to place."""

    def __init__(self, source: TickSource, symbol: str, after: Place) -> None:
        self._feed = TickFeed(source, symbol, after=after)

    def until(self, place: Place) -> Iterator[Batch]:
        """Those up to this place that were not taken yet."""
        while (before := self._feed.place) is not None and before < place:
            ticks = self._feed.take(to_us=place.last_us - 1)
            if ticks is None:
                taken = before.of_that_time if before.last_us == place.last_us else 0
                ticks = self._feed.take(to_us=place.last_us, at_most=place.of_that_time - taken)
            if ticks is None:
                return
            yield Batch(before, ticks)


def place_at(source: TickSource, symbol: str, now_us: int) -> Place | None:
    """Behind the last stored tick up to an instant; None when none of the days before is stored."""
    for reach_us in _REACHES_US:
        chunks = source.tick_chunks(symbol, from_us=now_us - reach_us, to_us=now_us + 1)
        last: TickColumns | None = None
        for chunk in chunks:
            last = chunk if len(chunk) else last
        if last is not None:
            # All of one time are in the newest chunk, but for such as one instant fills a chunk.
            return place_after(last, len(last) - 1, None)
    return None


def place_after(ticks: TickColumns, row: int, before: Place | None) -> Place:
    """The place behind a row of ticks that come behind `before`."""
    last_us = int(ticks.ts_us[row])
    of_that_time = row + 1 - ticks.searchsorted(last_us)
    if before is not None and before.last_us == last_us:
        of_that_time += before.of_that_time
    return Place(last_us, of_that_time)


def minutes_of(ticks: TickColumns, row: int) -> list[tuple[int, int]]:
    """The rows from `row` on, from and to, of each minute."""
    minutes = ticks.ts_us[row:] // MINUTE_US
    begins = [row, *(np.flatnonzero(np.diff(minutes)) + row + 1).tolist(), len(ticks)]
    return list(itertools.pairwise(begins))


def rows_until(ticks: TickColumns, before: Place | None, mark: Mark, symbol: str) -> int | None:
    """How many of the ticks were there when something happened; None when it happened after all of them."""
    place = mark.places().get(symbol)
    if place is None:
        rows = ticks.searchsorted(mark.at_us + 1)
        return None if rows == len(ticks) else rows
    if before is not None and place <= before:
        return 0
    rows = ticks.searchsorted(place.last_us) + place.of_that_time
    if before is not None and before.last_us == place.last_us:
        rows -= before.of_that_time
    return None if rows > len(ticks) else rows


def is_after(mark: Mark, symbol: str, *, position_us: int, place: Place | None) -> bool:
    """Did something happen after the replay stood there?"""
    if mark.at_us != position_us or mark.symbol != symbol or place is None:
        return mark.at_us > position_us
    return mark.place > place
