"""Answers `get_bars`: bars built from stored ticks, whole bars only, each from all its ticks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.spans import Span
from pyworkstation.domain.time_range import check_range
from pyworkstation.engine import bar_span, is_of_time, parse_timeframe, version
from pyworkstation.protocol.messages import BarsPart, GetBars
from pyworkstation.services.bars.bar_cache import CachedBars
from pyworkstation.services.bars.count_cache import counted_bars
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.services.trading_days import days_of_bars
from pyworkstation.storage.bars.bar_cells import Series
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import EVER_US

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import Coverage
    from pyworkstation.services.trading_days import TradingDays
    from pyworkstation.storage.database import Store

PART_ROWS = 6_500
"""A megabyte: a larger one would hold up everything else in the engine while it is copied."""


class FoundBars(NamedTuple):
    """Bars in pieces of any size, oldest first; `timeframe` is its canonical name."""

    timeframe: str
    digits: int
    volume_digits: int
    pieces: Iterator[Bars]


def get_bars(request: GetBars, store: Store) -> Iterator[BarsPart]:
    """Bars whose open lies in [from_us, to_us), in parts of at most 6,500; one empty part when there are none.

    Raises:
        InputError: for times in no order, an unknown timeframe, a symbol that is unknown or of which nothing is stored.
    """
    found = bars_of(request, store)
    for bars in _in_parts(found.pieces):
        yield BarsPart(
            symbol=request.symbol,
            timeframe=found.timeframe,
            digits=found.digits,
            count=len(bars),
            packed=bars.pack(),
            volume_digits=found.volume_digits,
        )


def bars_of(request: GetBars, store: Store) -> FoundBars:
    """The bars that `get_bars` answers with. Raises as it does."""
    check_range(request.from_us, request.to_us)
    timeframe = parse_timeframe(request.timeframe)
    source = StoredTicks(store)
    covered = source.coverage(request.symbol)
    days = days_of_bars(store.home, request.symbol, timeframe, request.day_close)
    from_us, to_us = tick_range(request, covered, days)
    if from_us >= to_us:
        return FoundBars(timeframe, covered.digits, covered.volume_digits, iter(()))

    def chunks(span: Span) -> Iterator[TickColumns]:
        return source.tick_chunks(request.symbol, from_us=span.start, to_us=span.stop)

    number = find_instrument(store, request.symbol).id
    series = Series(number, timeframe, request.boundary, days.key, built_by=version)
    if is_of_time(timeframe):
        ever = Span(covered.first_us, covered.last_us + 1)
        cache = CachedBars(store, series, days=days, chunks=chunks, covered=ever)
        pieces = cache.pieces(Span(from_us, to_us))
    else:
        opens = Span(
            -EVER_US if request.from_us is None else request.from_us,
            EVER_US if request.to_us is None else request.to_us,
        )
        pieces = _opening_within(request, counted_bars(store, series, opens=opens, chunks=chunks))
    return FoundBars(timeframe, covered.digits, covered.volume_digits, pieces)


def tick_range(request: GetBars, covered: Coverage, days: TradingDays) -> tuple[int, int]:
    """[from, to) of the ticks that make up the bars whose open lies in the request's range; from is not below to if none.

    A bar with boundary `right` holds the ticks of (start, close]: one microsecond later than with `left`. Bars of counts
    (`T100`) have no place in time: they are counted from the first stored tick, as in a replay, whatever the request's range.
    """
    if not is_of_time(request.timeframe):
        return covered.first_us, covered.last_us + 1
    span = functools.partial(bar_span, request.timeframe, boundary=request.boundary, day_close=days.day_close)
    later_us = 1 if request.boundary == "right" else 0
    _, first_open_us, _ = span(covered.first_us)
    _, last_open_us, _ = span(covered.last_us)
    wanted_from_us = first_open_us if request.from_us is None else request.from_us
    wanted_to_us = last_open_us + 1 if request.to_us is None else request.to_us

    from_us, to_us = covered.first_us, covered.last_us + 1
    if wanted_from_us > last_open_us or wanted_to_us <= first_open_us:
        return to_us, to_us
    if wanted_from_us > first_open_us:
        start_us, open_us, close_us = span(wanted_from_us + later_us)
        from_us = (start_us if open_us >= wanted_from_us else close_us) + later_us
    if wanted_to_us <= last_open_us:
        start_us, open_us, close_us = span(wanted_to_us - 1 + later_us)
        to_us = (close_us if open_us < wanted_to_us else start_us) + later_us
    return from_us, to_us


def _opening_within(request: GetBars, pieces: Iterable[Bars]) -> Iterator[Bars]:
    """The bars that open in [from_us, to_us); no more is read once one opens later."""
    for bars in pieces:
        first = 0 if request.from_us is None else int(np.searchsorted(bars.open_us, request.from_us))
        last = len(bars) if request.to_us is None else int(np.searchsorted(bars.open_us, request.to_us))
        yield bars[first:last]
        if last < len(bars):
            return


def _in_parts(pieces: Iterable[Bars]) -> Iterator[Bars]:
    """The same rows in parts of `PART_ROWS`, and at least one part."""
    waiting: list[Bars] = []
    sent = False
    for piece in pieces:
        waiting.append(piece)
        count = sum(map(len, waiting))
        if count >= PART_ROWS:
            rows = Bars.concatenate(waiting)
            whole = count - count % PART_ROWS
            yield from (rows[start : start + PART_ROWS] for start in range(0, whole, PART_ROWS))
            waiting, sent = [rows[whole:]], True
    rest = Bars.concatenate(waiting)
    if len(rest) or not sent:
        yield rest
