"""Bars of time by way of the cache: what is cached and still right comes from there, the rest is built from its ticks.

Invariant: every bar is one that the Rust builder makes of all ticks of its time; a bar of a higher timeframe is never made
of those of a lower one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.spans import Span, united, within, without
from pyworkstation.engine import BarBuilder, bar_span
from pyworkstation.services.bars.built_bars import built
from pyworkstation.storage.bars.bar_cells import HOUR_US, BarCell, load_cells, store_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.trading_days import TradingDays
    from pyworkstation.storage.bars.bar_cells import Hours, PackedCell, Series
    from pyworkstation.storage.database import Store

    Chunks = Callable[[Span], Iterator[TickColumns]]

CELL_BARS = 43_200
"""A month of M1: few enough to be written again when an hour of it has changed."""

CELLS_AT_ONCE = 16
WORTH_STORING_TICKS = 20_000
"""Fewer are built from faster than a cell is written."""

_A_WEDNESDAY_US = 1_549_454_400_000_000

_END_US = 7_258_118_400_000_000
"""2200-01-01T00:00:00Z: no market has ticks then."""


class CachedBars:
    """The bars of one series. `chunks` reads the ticks of a span, `covered` is that of all stored ticks."""

    def __init__(
        self, store: Store, series: Series, *, days: TradingDays, chunks: Chunks, covered: Span
    ) -> None:
        self._store = store
        self._series = series
        self._day_close = days.day_close
        self._chunks = chunks
        self._covered = covered
        narrowest = self._bar_at(_A_WEDNESDAY_US)
        self._cell_us = CELL_BARS * (narrowest.stop - narrowest.start)

    def pieces(self, ticks: Span) -> Iterator[Bars]:
        """The bars of the ticks of a span, which holds whole bars only, oldest first."""
        wanted = Span(self._bar_at(ticks.start).start, self._bar_at(ticks.stop - 1).stop)
        first, last = self._cell_of(wanted.start), self._cell_of(wanted.stop - 1)
        for start in range(first, last + 1, CELLS_AT_ONCE):
            cells = range(start, min(start + CELLS_AT_ONCE, last + 1))
            covered = within([self._covered], Span(self._edge(cells.start), self._edge(cells.stop)))
            if covered:
                yield from self._pieces_of(cells, wanted, covered[0])

    def _pieces_of(self, cells: range, wanted: Span, covered: Span) -> Iterator[Bars]:
        loaded = load_cells(self._store, self._series, cells=cells, covered=covered)
        for number in cells:
            packed = loaded.cells.get(number)
            limits = Span(self._edge(number), self._edge(number + 1))
            for span in within([wanted], limits):
                yield from self._pieces_of_cell(number, span, packed, loaded.hours)

    def _pieces_of_cell(
        self, number: int, wanted: Span, packed: PackedCell | None, hours: Hours
    ) -> Iterator[Bars]:
        bars, valid = self._still_right(packed and packed.unpacked(), hours)
        missing = without([wanted], valid)
        fresh: list[Bars] = []
        for span in _in_turn(within(valid, wanted), missing):
            if span in missing:
                for piece in self._built(span):
                    fresh.append(piece)
                    yield piece
            else:
                yield _of(bars, span)
        if sum(int(piece.ticks.sum()) for piece in fresh) >= WORTH_STORING_TICKS:
            spans = united([*valid, *missing])
            kept = [_of(bars, span) for span in valid]
            together = _sorted(Bars.concatenate([*kept, *fresh]))
            store_cell(self._store, self._series, number, BarCell(spans, hours.of(spans), together))

    def _still_right(self, cell: BarCell | None, hours: Hours) -> tuple[Bars, list[Span]]:
        """A cell's bars, and those of its spans whose ticks are as they were."""
        if cell is None:
            return Bars.empty(), []
        changed = [
            Span(self._bar_at(hour * HOUR_US).start, self._bar_at((hour + 1) * HOUR_US - 1).stop)
            for hour in cell.hours.differing(hours.of(cell.spans))
        ]
        return cell.bars, without(cell.spans, changed)

    def _built(self, span: Span) -> Iterator[Bars]:
        builder = BarBuilder(
            self._series.timeframe, boundary=self._series.boundary, day_close=self._day_close
        )
        return built(builder, self._chunks(span))

    def _bar_at(self, ts_us: int) -> Span:
        """Of which ticks the bar is made that has a tick at that time."""
        start_us, _, close_us = bar_span(
            self._series.timeframe, ts_us, boundary=self._series.boundary, day_close=self._day_close
        )
        later_us = 1 if self._series.boundary == "right" else 0
        return Span(start_us + later_us, close_us + later_us)

    def _cell_of(self, ts_us: int) -> int:
        """A bar lies in the cell in which it ends."""
        return (self._bar_at(ts_us).stop - 1) // self._cell_us

    def _edge(self, cell: int) -> int:
        """Where the ticks of a cell begin."""
        at_us = cell * self._cell_us
        return self._bar_at(at_us).start if at_us < _END_US else _END_US


def _in_turn(one: list[Span], other: list[Span]) -> list[Span]:
    return sorted([*one, *other])


def _of(bars: Bars, span: Span) -> Bars:
    """The bars whose ticks lie in the span. No bar lies half in it, so that its first tick tells."""
    first, last = np.searchsorted(bars.first_us, [span.start, span.stop])
    return bars[int(first) : int(last)]


def _sorted(bars: Bars) -> Bars:
    order = np.argsort(bars.first_us, kind="stable")
    return Bars(*(getattr(bars, name)[order] for name in Bars.names()))
