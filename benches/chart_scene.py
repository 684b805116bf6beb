"""What every chart of the frame bench shows: six timeframes of many bars with three indicators, moved on by ticks.

No Qt here: `test_chart_frames.py` draws one scene with our charts and with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pyworkstation.domain.columns import Bars

TICKS_A_SECOND = 5_000
FRAMES_A_SECOND = 60
SIZE = (1920, 1080)
SECOND = 1_000_000
DIGITS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Timeframe:
    """How long a bar is, and of how many ticks: those of a busy hour of EUR/USD, replayed."""

    name: str
    span_us: int
    ticks: int


TIMEFRAMES = (
    Timeframe("M1", 60 * SECOND, 100),
    Timeframe("M5", 300 * SECOND, 500),
    Timeframe("M15", 900 * SECOND, 1_500),
    Timeframe("H1", 3_600 * SECOND, 6_000),
    Timeframe("H4", 14_400 * SECOND, 24_000),
    Timeframe("D1", 86_400 * SECOND, 144_000),
)


class Market:
    """Bars of one timeframe: `loaded` of them are there at first, the others come with the ticks."""

    def __init__(self, timeframe: Timeframe, *, loaded: int, to_come: int) -> None:
        self.timeframe = timeframe
        self.loaded = loaded
        self.bars = _walk(loaded + to_come, timeframe.span_us, seed=timeframe.ticks)

    def forming_at(self, frame: int) -> tuple[int, float]:
        """(row of the forming bar, how much of it is over) in a frame."""
        ticks = (frame + 1) * TICKS_A_SECOND / FRAMES_A_SECOND
        row, rest = divmod(ticks, self.timeframe.ticks)
        return self.loaded + int(row), rest / self.timeframe.ticks

    def forming(self, frame: int) -> Bars:
        """The forming bar as one row: it goes from its open to an end, and to and fro on the way."""
        row, over = self.forming_at(frame)
        bar = self.bars[row : row + 1]
        farthest = (bar.bid_high - bar.bid_low) * over
        close = (bar.bid_low + farthest * abs(np.sin(frame * 0.7))).astype(np.int64)
        # A bar keeps what it has reached.
        high = np.maximum(bar.bid_open, (bar.bid_low + farthest).astype(np.int64))
        columns = {name: getattr(bar, name) for name in Bars.names()}
        columns |= {"bid_close": close, "bid_high": high, "ask_close": close + 3}
        return Bars(**columns)

    @cached_property
    def average(self) -> Floats:
        """An average of twenty closes, as a price."""
        return _average(self._closes, 20)

    @cached_property
    def bands(self) -> Floats:
        """Upper, middle, lower, a row each."""
        spread = np.sqrt(_average((self._closes - self.average) ** 2, 20)) * 2
        return np.stack((self.average + spread, self.average, self.average - spread))

    @cached_property
    def strength(self) -> Floats:
        """From 0 to 100, in a pane of its own."""
        moves = np.diff(self._closes, prepend=self._closes[0])
        gains, losses = _average(np.maximum(moves, 0), 14), _average(np.maximum(-moves, 0), 14)
        return 100 * gains / np.maximum(gains + losses, 1e-12)

    @property
    def _closes(self) -> Floats:
        return np.asarray(self.bars.bid_close, dtype=np.float64) / 10**DIGITS


def scene(loaded: int, *, frames: int) -> list[Market]:
    """One market for each panel."""
    ticks = frames * TICKS_A_SECOND / FRAMES_A_SECOND
    return [Market(each, loaded=loaded, to_come=int(ticks / each.ticks) + 3) for each in TIMEFRAMES]


def _average(values: Floats, count: int) -> Floats:
    sums = np.cumsum(np.concatenate((np.full(count, values[0]), values)))
    return (sums[count:] - sums[:-count]) / count


def _walk(count: int, span_us: int, *, seed: int) -> Bars:
    random = np.random.default_rng(seed)
    open_us = np.arange(count, dtype=np.int64) * span_us
    walk = np.cumsum(random.integers(-20, 21, count))
    close = 108_000 + walk - np.minimum.accumulate(np.minimum(walk + 50_000, 0))
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.maximum(opened, close) + random.integers(0, 10, count)
    low = np.minimum(opened, close) - random.integers(0, 10, count)
    volume = random.integers(1, 9_000_000, count)
    sides = {
        f"{side}_{name}": factor * column + more
        for side, factor, more in (("bid", 1, 0), ("ask", 1, 3), ("mid2", 2, 3))
        for name, column in (("open", opened), ("high", high), ("low", low), ("close", close))
    }
    return Bars(
        open_us=open_us,
        close_us=open_us + span_us,
        **sides,
        bid_volume=volume,
        ask_volume=volume,
        ticks=volume % 97 + 1,
        first_us=open_us,
        last_us=open_us + span_us - 1,
    )
