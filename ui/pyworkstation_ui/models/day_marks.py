"""Where the trading days of the replayed symbol end, for the marks on the charts: with its stored day bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import BarsPart, GetBars
from pyworkstation_ui.models.answer import Answer

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import ReplayState
    from pyworkstation_ui.models.display_model import DisplayModel
    from pyworkstation_ui.models.questions import Questions


class DayMarks:
    """Asks while the display marks days, and tells it their ends."""

    def __init__(self, questions: Questions, display: DisplayModel) -> None:
        self._display = display
        self._wanted: tuple[str, int, int | None] | None = None
        self._answer = Answer(questions)
        self._answer.changed.connect(self._tell)

    def follow(self, replay: ReplayState) -> None:
        """Ask for another symbol, and when more is stored or the bars were built anew: days may end otherwise since."""
        is_wanted = self._display.has_day_breaks and replay.symbol is not None
        wanted = (replay.symbol or "", replay.epoch, replay.last_us) if is_wanted else None
        if wanted == self._wanted:
            return
        if wanted is None or self._wanted is None or wanted[0] != self._wanted[0]:
            self._answer.clear()
        self._wanted = wanted
        if wanted is not None:
            self._answer.ask(GetBars(symbol=wanted[0], timeframe="D1"))

    def _tell(self) -> None:
        parts = [part for part in self._answer.parts if isinstance(part, BarsPart)]
        ends_us = Bars.concatenate([Bars.unpack(part.packed) for part in parts]).close_us
        if not np.array_equal(ends_us, self._display.day_ends_us):
            self._display.set_day_ends(ends_us)
