"""Bars of counts by way of the cache: ticks are counted from the first one stored, so what is cached is a chain from there.

A cell ends with a bar after which the count begins anew at a later time: the next one can be built from there. Of Renko
bricks the next also needs to know where the last one stood, which is its bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.spans import Span
from pyworkstation.engine import BarBuilder
from pyworkstation.services.bars.built_bars import built
from pyworkstation.storage.bars.bar_cells import BarCell, load_bars, load_chain, store_cell
from pyworkstation.storage.ticks.ticks import EVER_US

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.storage.bars.bar_cells import Hours, Link, Series
    from pyworkstation.storage.database import Store

CELL_TICKS = 2_000_000
CELL_BARS = 43_200
WORTH_STORING_TICKS = 20_000


class _Reached(NamedTuple):
    """How far a chain is good: up to which time, how many cells, and the last of them, its bars where they were read."""

    until_us: int = -EVER_US
    cells: int = 0
    link: Link | None = None
    bars: Bars | None = None


def counted_bars(
    store: Store, series: Series, *, opens: Span, chunks: Callable[[Span], Iterator[TickColumns]]
) -> Iterator[Bars]:
    """The bars of a series, oldest first; of those that are cached, some that do not open in `opens` are left out."""
    chain, hours = load_chain(store, series)
    reached = _Reached()
    for link in chain:
        if not _goes_on(link, reached.until_us, hours):
            break
        [span] = link.spans
        bars = None
        if span.start < opens.stop and span.stop > opens.start:
            bars = load_bars(store, series, reached.cells, link)
            if bars is None:
                break
            yield bars
        reached = _Reached(span.stop, reached.cells + 1, link, bars)
    if reached.until_us < opens.stop:
        yield from _built_on(store, series, reached, hours, chunks)


def _goes_on(link: Link, until_us: int, hours: Hours) -> bool:
    return link.spans[0].start == until_us and not link.hours.differing(hours.of(link.spans))


def _built_on(
    store: Store,
    series: Series,
    reached: _Reached,
    hours: Hours,
    chunks: Callable[[Span], Iterator[TickColumns]],
) -> Iterator[Bars]:
    """The bars from there on, each cell stored when it is complete."""
    builder = _builder_after(store, series, reached)
    if builder is None:
        # Somebody has just built the cell anew. It was before those that are wanted, so none of them was handed out yet.
        reached = _Reached()
        builder = BarBuilder(series.timeframe)
    from_us, number = reached.until_us, reached.cells
    for cell, bars in _cells(built(builder, chunks(Span(from_us, EVER_US)))):
        yield bars
        if cell is not None:
            spans = [Span(from_us, int(cell.last_us[-1]) + 1)]
            store_cell(store, series, number, BarCell(spans, hours.of(spans), cell), ends_chain=True)
            from_us, number = spans[0].stop, number + 1


def _builder_after(store: Store, series: Series, reached: _Reached) -> BarBuilder | None:
    """None when it takes bars that are no longer there."""
    if reached.link is None or not series.timeframe.startswith("K"):
        return BarBuilder(series.timeframe)
    bars = reached.bars
    if bars is None:
        bars = load_bars(store, series, reached.cells - 1, reached.link)
    if bars is None:
        return None
    bid_open, bid_close = int(bars.bid_open[-1]), int(bars.bid_close[-1])
    return BarBuilder.after_brick(series.timeframe, bid_open=bid_open, bid_close=bid_close)


def _cells(pieces: Iterable[Bars]) -> Iterator[tuple[Bars | None, Bars]]:
    """The pieces, each with the bars of a cell that are complete with it."""
    waiting = Bars.empty()
    for piece in pieces:
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
