"""What of a series falls into view: candles of at least a few pixels, and the price range they span.

Where bars are narrower than `MIN_CANDLE_PX`, neighbours are merged into buckets. A bucket is a power of two bars wide
and starts at a multiple of its width in the epoch's index, so that panning moves the picture and does not redraw it
with other buckets.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.heikin_ashi import AVERAGED_OVER, heikin_ashi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Column
    from pyworkstation_ui.state.blocks import Stretch
    from pyworkstation_ui.state.panels import Side
    from pyworkstation_ui.state.series import Series

MIN_CANDLE_PX = 3.0

_KEPT_SPAN = 64
"""A million bars are 16,000 of these; of what a screen shows that is merged less, there are some ten thousand bars."""


@dataclass(frozen=True, slots=True, eq=False)
class Candles:
    """Candles to draw, oldest first. `x` is the middle of each in bar index, `span` how many bars each merges."""

    span: int
    x: NDArray[np.float64]
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column
    stands: tuple[object, ...] = ()
    """Of which bars they are but for the last: equal for candles of one window that look the same up to it."""

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, rows: slice) -> Candles:
        prices = (self.open[rows], self.high[rows], self.low[rows], self.close[rows])
        return Candles(self.span, self.x[rows], *prices, self.volume[rows])

    def since(self, index: float) -> Candles:
        """Those that reach beyond a bar."""
        return self[int(self.x.searchsorted(index - self.span / 2)) :]

    def continues(self, before: Candles) -> bool:
        """Whether they begin somewhere within `before`, and look like those from there on."""
        if self.span != before.span or not len(self) or not len(before):
            return False
        gone = int(np.searchsorted(before.x, self.x[0]))
        kept = len(before) - gone
        return 0 < kept <= len(self) and self[:kept].content() == before[gone:].content()

    def content(self) -> tuple[object, ...]:
        """Equal for candles that look the same."""
        return self.span, *(getattr(self, name).tobytes() for name in _COLUMNS)

    def standing(self, stands: tuple[object, ...]) -> Candles:
        """The same, known by their bars."""
        return Candles(self.span, self.x, self.open, self.high, self.low, self.close, self.volume, stands)


def bucket_span(bar_px: float) -> int:
    """Bars to merge into one candle: the smallest power of two that makes it `MIN_CANDLE_PX` wide."""
    span = 1
    while span * bar_px < MIN_CANDLE_PX:
        span *= 2
    return span


class CandleWindow:
    """Candles of what is in view of one series. Merged completed bars are remembered: a tick merges one bucket anew."""

    def __init__(self) -> None:
        self._remembered = _NOTHING

    def candles(
        self,
        series: Series,
        *,
        left: float,
        right: float,
        bar_px: float,
        side: Side = "bid",
        is_heikin_ashi: bool = False,
    ) -> Candles:
        """Candles of the bars that touch [left, right] on the index axis, drawn `bar_px` pixels apart."""
        span = bucket_span(bar_px)
        first_bucket = floor((left - 0.5) / span)
        last_bucket = ceil((right + 0.5) / span)
        start = max(first_bucket * span - series.first_index, 0)
        stop = min((last_bucket + 1) * span - series.first_index, len(series))
        if stop <= start:
            return _NOTHING
        source = _Source(series, side, is_heikin_ashi)
        last = max((series.first_index + stop - 1) // span * span - series.first_index, start)
        stands = (source, series.generation, series.first_index, start, last, span)
        if span == 1:
            return source.candles(start, stop).standing(stands)
        if last == start:
            return _merged(source, start, stop, span).standing(stands)
        if stands != self._remembered.stands:
            self._remembered = _merged(source, start, last, span).standing(stands)
        return _joined(self._remembered, _merged(source, last, stop, span)).standing(stands)


@dataclass(frozen=True, slots=True)
class _Source:
    """Bars of one side of the quote, as they are or averaged."""

    series: Series
    side: Side
    is_heikin_ashi: bool

    def candles(self, start: int, stop: int) -> Candles:
        """Of rows [start, stop), one by one."""
        series, rows = self.series, slice(start, stop)
        x = np.arange(series.first_index + start, series.first_index + stop, dtype=np.float64)
        prices = self._averaged(start, stop) if self.is_heikin_ashi else series.ohlc(rows, self.side)
        return Candles(1, x, *prices, series.volume(rows, self.side))

    def _averaged(self, start: int, stop: int) -> tuple[Column, Column, Column, Column]:
        """The average of a bar goes into the next one's open by half, and so on: some bars before are enough."""
        before = min(start, AVERAGED_OVER)
        opened, high, low, close = self.series.ohlc(slice(start - before, stop), self.side)
        averaged = heikin_ashi(opened, high, low, close)
        return averaged[0][before:], averaged[1][before:], averaged[2][before:], averaged[3][before:]


def _merged(source: _Source, start: int, stop: int, span: int) -> Candles:
    if span <= _KEPT_SPAN or stop - start <= span:
        return _merged_bars(source, start, stop, span)
    rows = slice(start, stop)
    kept = _joined(*(_kept(source, stretch) for stretch in source.series.stretches(rows)))
    buckets = (kept.x / span).astype(np.int64)
    at = np.flatnonzero(np.diff(buckets, prepend=-1))
    return _reduced(kept, span, buckets[at], at)


def _kept(source: _Source, stretch: Stretch) -> Candles:
    """Merged so far that many are few: bars of a block that is complete are merged once."""
    start, stop, worked_out = stretch
    origin = source.series.first_index
    if worked_out is None:
        return _merged_bars(source, start - origin, stop - origin, _KEPT_SPAN)
    key = source.side, source.is_heikin_ashi, min(start - origin, AVERAGED_OVER)
    if key not in worked_out:
        worked_out[key] = _merged_bars(source, start - origin, stop - origin, _KEPT_SPAN)
    known: Candles = worked_out[key]
    return known


def _merged_bars(source: _Source, start: int, stop: int, span: int) -> Candles:
    origin = source.series.first_index
    buckets = np.arange((origin + start) // span, (origin + stop - 1) // span + 1, dtype=np.int64)
    at = np.maximum(buckets * span - origin, start) - start
    return _reduced(source.candles(start, stop), span, buckets, at)


def _reduced(bars: Candles, span: int, buckets: NDArray[np.int64], at: NDArray[np.int64]) -> Candles:
    """One candle for each bucket, whose first bar is at `at`."""
    lasts = np.append(at[1:], len(bars)) - 1
    return Candles(
        span,
        (buckets * span).astype(np.float64) + (span - 1) / 2,
        bars.open[at],
        np.maximum.reduceat(bars.high, at),
        np.minimum.reduceat(bars.low, at),
        bars.close[lasts],
        np.add.reduceat(bars.volume, at),
    )


def _joined(*parts: Candles) -> Candles:
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS)
    x, opened, high, low, close, volume = columns
    return Candles(parts[0].span, x, opened, high, low, close, volume)


def price_range(candles: Candles) -> tuple[int, int] | None:
    """(lowest low, highest high) in points; None when nothing is in view."""
    if not len(candles):
        return None
    return int(candles.low.min()), int(candles.high.max())


_NO_ROWS = np.zeros(0, dtype=np.int64)
_NOTHING = Candles(1, np.zeros(0), _NO_ROWS, _NO_ROWS, _NO_ROWS, _NO_ROWS, _NO_ROWS)
_COLUMNS = ("x", "open", "high", "low", "close", "volume")
