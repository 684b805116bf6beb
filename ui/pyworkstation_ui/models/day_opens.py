"""Where the trading day of a symbol opened that no D1 chart shows: asked for day by day, one question at a time.

Only the open of a bar is read, and only of one that has opened by the replay's clock: the rest of it may be the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import BarsPart, GetBars
from pyworkstation_ui.models.answer import Answer, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.protocol.messages import Reply
    from pyworkstation_ui.models.questions import Questions

_HOUR_US = 3_600_000_000
_REACH_US = 7 * 24 * _HOUR_US
"""A long weekend, and more."""


class _Day(NamedTuple):
    open_us: int
    close_us: int
    price: int


class DayOpens:
    """By symbol. What had none is asked again an hour of the market later."""

    def __init__(self, questions: Questions) -> None:
        self._answer = Answer(questions)
        self._answer.changed.connect(self._take)
        self._asked = ("", 0)
        self._days: dict[str, _Day] = {}
        self._looked_in_hour: dict[str, int] = {}

    def of(self, symbol: str, clock_us: int) -> int | None:
        """In points; None where it is not known yet."""
        day = self._days.get(symbol)
        return day.price if day is not None and day.open_us <= clock_us < day.close_us else None

    def want(self, symbols: Iterable[str], clock_us: int) -> None:
        """Once a frame: see to it that those of these are known."""
        if self._answer.stage is Stage.ASKED:
            return
        hour = clock_us // _HOUR_US
        for symbol in symbols:
            if self.of(symbol, clock_us) is None and self._looked_in_hour.get(symbol) != hour:
                self._looked_in_hour[symbol] = hour
                self._ask(symbol, clock_us)
                return

    def _ask(self, symbol: str, clock_us: int) -> None:
        self._asked = symbol, clock_us
        self._answer.ask(
            GetBars(symbol=symbol, timeframe="D1", from_us=clock_us - _REACH_US, to_us=clock_us + 1)
        )

    def _take(self) -> None:
        if self._answer.stage is not Stage.WHOLE:
            return
        (symbol, clock_us), day = self._asked, _newest(self._answer.parts)
        if day is not None and day.open_us <= clock_us:
            self._days[symbol] = day


def _newest(parts: Iterable[Reply]) -> _Day | None:
    packed = [part.packed for part in parts if isinstance(part, BarsPart)]
    bars = Bars.unpack(packed[-1]) if packed else Bars.empty()
    if not len(bars):
        return None
    return _Day(int(bars.open_us[-1]), int(bars.close_us[-1]), int(bars.bid_open[-1]))
