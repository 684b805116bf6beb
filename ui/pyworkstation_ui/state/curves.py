"""What of an indicator's values falls into view, as curves to draw: thinned to about a point a pixel column."""

from __future__ import annotations

from math import ceil, floor, inf, nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import IndicatorSpec, OutputSpec
    from pyworkstation_ui.state.blocks import Stretch
    from pyworkstation_ui.state.values import Values
    from pyworkstation_ui.state.visible import Candles

_KEPT_SPAN = 64
"""As of candles: a million values are 16,000 pairs of these."""


class Curve(NamedTuple):
    """One output: `y` at the bar indexes `x`, NaN where there is none. `colour` counts from the indicator's own."""

    name: str
    style: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: int
    span: int = 1
    """Bars that share a place. Where there are several, a place is two points: least and greatest."""
    newest: float = nan
    """The value of the newest bar in view, which among several is neither of these."""
    stands: tuple[object, ...] = ()
    """Of which values it is but for the newest place: equal for curves of one window that look the same up to there."""

    @property
    def grain(self) -> int:
        """Points of a place."""
        return 1 if self.span == 1 else 2

    def last_standing(self) -> float:
        """The last place that does not move before the next bar: its line to the newest does."""
        return float(self.x[-self.grain - 1]) if len(self.x) > self.grain else -inf

    def standing(self) -> Curve:
        """Without the newest place."""
        return self._part(slice(None, -self.grain))

    def since(self, index: float) -> Curve:
        """From two places before a bar on: a line comes from there, and a mark is wider than its place."""
        start = max(int(self.x.searchsorted(index)) - 2 * self.grain, 0)
        return self._part(slice(start, None))

    def continues(self, before: Curve) -> bool:
        """Whether it begins somewhere within `before`, and looks like that from there on."""
        if self._kind() != before._kind() or not len(self.x) or not len(before.x):
            return False
        gone = int(np.searchsorted(before.x, self.x[0]))
        kept = len(before.x) - gone
        if not 0 < kept <= len(self.x):
            return False
        return all(
            now[:kept].tobytes() == then[gone:].tobytes()
            for now, then in ((self.x, before.x), (self.y, before.y))
        )

    def _kind(self) -> tuple[object, ...]:
        return self.name, self.style, self.colour, self.span

    def content(self) -> tuple[object, ...]:
        """Equal for curves that look the same but for the newest place."""
        return *self._kind(), self.stands

    def scaled(self, factor: float) -> Curve:
        """With values so many times as large."""
        stands = (*self.stands, factor)
        return Curve(
            self.name, self.style, self.x, self.y * factor, self.colour, self.span, self.newest, stands
        )

    def _part(self, rows: slice) -> Curve:
        return Curve(self.name, self.style, self.x[rows], self.y[rows], self.colour, self.span)


class CurveWindow:
    """Curves of what is in view of one indicator. Thinned values of completed bars are remembered."""

    def __init__(self) -> None:
        self._remembered_for: tuple[object, ...] = ()
        self._remembered: tuple[NDArray[np.float64], NDArray[np.float64]] = (np.zeros(0), np.zeros((0, 0)))

    def curves(
        self,
        values: Values,
        spec: IndicatorSpec,
        params: Mapping[str, float | str],
        *,
        left: float,
        right: float,
        bar_px: float,
        factor: float = 1.0,
    ) -> list[Curve]:
        """One for each output that is shown, over the bars that touch [left, right], with values so many times as large."""
        shifts = [_shift(output, params) for output in spec.outputs]
        start, stop = floor(left - max(shifts)) - 1, ceil(right - min(shifts)) + 2
        span = thinning(bar_px)
        x, rows = self._thinned(values, start, stop, span)
        last = values.at(min(stop, values.first_index + len(values)) - 1)
        newest = [nan] * len(rows) if last is None else last.tolist()
        last_x = float(x[-1]) if len(x) else nan
        stands = (values, values.generation, values.first_index, start, last_x, factor)
        if factor != 1.0:
            rows = rows * factor
        return [
            Curve(
                output.name,
                output.style,
                x + shift if shift else x,
                row,
                colour,
                span,
                value,
                (*stands, shift),
            )
            for output, shift, row, colour, value in zip(
                spec.outputs, shifts, rows, output_colours(spec), newest, strict=True
            )
            if output.style != "hidden"
        ]

    def _thinned(
        self, values: Values, start: int, stop: int, span: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if span == 1:
            first, rows = values.rows(start, stop)
            return np.arange(first, first + rows.shape[1], dtype=np.float64), rows
        start, stop = start // span * span, -(-stop // span) * span
        last = max(min(values.next_index // span * span, stop), start)
        wanted = (values, values.generation, values.first_index, start, last, span)
        if wanted != self._remembered_for:
            self._remembered_for = wanted
            self._remembered = _thinned(values, start, last, span)
        x, rows = self._remembered
        newest_x, newest = _thinned(values, last, stop, span)
        return np.append(x, newest_x), np.concatenate((rows, newest), axis=1)


def closes_of(candles: Candles) -> Curve:
    """A line from close to close."""
    return Curve("close", "line", candles.x, candles.close.astype(np.float64), 0, stands=candles.stands)


def thinning(bar_px: float) -> int:
    """Bars that share a pixel column: a power of two, so that panning does not draw others."""
    span = 1
    while span * bar_px < 1.0:
        span *= 2
    return span


def value_range(curves: list[Curve]) -> tuple[float, float] | None:
    """(lowest, highest) of what is in view; a histogram stands on zero. None when nothing is."""
    seen = [curve.y[np.isfinite(curve.y)] for curve in curves]
    seen += [np.zeros(1) for curve in curves if curve.style == "histogram"]
    every = np.concatenate(seen) if seen else np.zeros(0)
    return (float(every.min()), float(every.max())) if len(every) else None


def _thinned(
    values: Values, start: int, stop: int, span: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest of each run of `span` bars, one after the other at its middle."""
    extremes = _extremes(values, start, stop, span)
    x = np.repeat(extremes.buckets * span + (span - 1) / 2, 2)
    both = np.stack((extremes.least, extremes.greatest), axis=2)
    return x, both.reshape(values.outputs, -1)


class _Extremes(NamedTuple):
    """Of the bars of each bucket, by output."""

    buckets: NDArray[np.int64]
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]


def _extremes(values: Values, start: int, stop: int, span: int) -> _Extremes:
    if span <= _KEPT_SPAN or stop - start <= span:
        return _extremes_of_bars(*values.rows(start, stop), span)
    parts = [_kept(values, stretch) for stretch in values.stretches(start, stop)]
    if not parts:
        return _extremes_of_bars(*values.rows(start, start), span)
    buckets, least, greatest = (np.concatenate(column, axis=-1) for column in zip(*parts, strict=True))
    wider = buckets // (span // _KEPT_SPAN)
    starts = np.flatnonzero(np.diff(wider, prepend=-1))
    return _reduced(wider[starts], least, greatest, starts)


def _kept(values: Values, stretch: Stretch) -> _Extremes:
    """Thinned so far that many are few: values of a block that is complete are looked through once."""
    start, stop, worked_out = stretch
    if worked_out is None:
        return _extremes_of_bars(*values.rows(start, stop), _KEPT_SPAN)
    if _KEPT_SPAN not in worked_out:
        worked_out[_KEPT_SPAN] = _extremes_of_bars(*values.rows(start, stop), _KEPT_SPAN)
    known: _Extremes = worked_out[_KEPT_SPAN]
    return known


def _extremes_of_bars(first: int, rows: NDArray[np.float64], span: int) -> _Extremes:
    count = rows.shape[1]
    if not count:
        return _Extremes(np.zeros(0, dtype=np.int64), rows, rows)
    buckets = np.arange(first // span, (first + count - 1) // span + 1, dtype=np.int64)
    return _reduced(buckets, rows, rows, np.maximum(buckets * span - first, 0))


def _reduced(
    buckets: NDArray[np.int64],
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
    starts: NDArray[np.int64],
) -> _Extremes:
    return _Extremes(
        buckets, np.fmin.reduceat(least, starts, axis=1), np.fmax.reduceat(greatest, starts, axis=1)
    )


def _shift(output: OutputSpec, params: Mapping[str, float | str]) -> int:
    """How many bars to the right of its own an output is drawn."""
    ahead = params.get(output.ahead, 0) if output.ahead else 0
    back = params.get(output.back, 0) if output.back else 0
    return round(float(ahead)) - round(float(back))


def output_colours(spec: IndicatorSpec) -> list[int]:
    """By output, counted from the indicator's own: bands and dots have that one, lines each another."""
    lines = 0
    colours = []
    for output in spec.outputs:
        colours.append(lines if output.style == "line" else 0)
        lines += output.style == "line"
    return colours
