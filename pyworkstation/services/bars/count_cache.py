"""Bars of counts by way of the cache: ticks are counted from the first one stored, so what is cached is a chain from there.

A cell ends with a bar after which the count begins anew at a later time: the next one can be built from there. Renko
bricks stand on those before them, and are not cached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.spans import Span
from pyworkstation.engine import BarBuilder
from pyworkstation.services.bars.built_bars import built
from pyworkstation.storage.bars.bar_cells import BarCell, load_bars, load_chain, store_cell
from pyworkstation.storage.ticks.ticks import EVER_US

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.storage.bars.bar_cells import Hours, Link, Series
    from pyworkstation.storage.database import Store

CELL_TICKS = 2_000_000
CELL_BARS = 43_200
WORTH_STORING_TICKS = 20_000


def is_cached(timeframe: str) -> bool:
    """Whether the count of a bar begins with the bar."""
    return not timeframe.startswith("K")


def counted_bars(
    store: Store, series: Series, *, opens: Span, chunks: Callable[[Span], Iterator[TickColumns]]
) -> Iterator[Bars]:
    """The bars of a series, oldest first; of those that are cached, some that do not open in `opens` are left out."""
    chain, hours = load_chain(store, series)
    reached, number = -EVER_US, 0
    for link in chain:
        if not _goes_on(link, reached, hours):
            break
        [span] = link.spans
        if span.start < opens.stop and span.stop > opens.start:
            bars = load_bars(store, series, number, link)
            if bars is None:
                break
            yield bars
        reached, number = span.stop, number + 1
    if reached >= opens.stop:
        return
    for cell, bars in _cells(series, reached, chunks):
        yield bars
        if cell is not None:
            spans = [Span(reached, int(cell.last_us[-1]) + 1)]
            store_cell(store, series, number, BarCell(spans, hours.of(spans), cell), ends_chain=True)
            reached, number = spans[0].stop, number + 1


def _goes_on(link: Link, reached: int, hours: Hours) -> bool:
    return link.spans[0].start == reached and not link.hours.differing(hours.of(link.spans))


def _cells(
    series: Series, from_us: int, chunks: Callable[[Span], Iterator[TickColumns]]
) -> Iterator[tuple[Bars | None, Bars]]:
    """The bars of all ticks from then on, in pieces, each with the bars of a cell that are complete with it."""
    builder = BarBuilder(series.timeframe, boundary=series.boundary, day_close=series.day_close)
    waiting = Bars.empty()
    for piece in built(builder, chunks(Span(from_us, EVER_US))):
        waiting = Bars.concatenate([waiting, piece])
        cell = None
        if len(waiting) >= CELL_BARS or int(waiting.ticks.sum()) >= CELL_TICKS:
            cell, waiting = _cut(waiting)
        yield cell, piece
    if int(waiting.ticks.sum()) >= WORTH_STORING_TICKS:
        yield _cut(waiting)[0], Bars.empty()


def _cut(bars: Bars) -> tuple[Bars | None, Bars]:
    """As many as can be a cell, and the rest."""
    places = np.flatnonzero(bars.last_us[:-1] < bars.first_us[1:])
    if not len(places):
        return None, bars
    count = int(places[-1]) + 1
    return bars[:count], bars[count:]
