"""Where the trading days of the shown symbols end, for the marks on the charts: with their stored day bars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import BarsPart, GetBars
from pyworkstation_ui.models.answer import Answer, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.protocol.messages import ReplayState
    from pyworkstation_ui.models.display_model import DisplayModel
    from pyworkstation_ui.models.questions import Questions


class DayMarks:
    """Asks while the display marks days, and tells it their ends."""

    def __init__(self, questions: Questions, display: DisplayModel) -> None:
        self._questions = questions
        self._display = display
        self._as_of: tuple[int, int | None] | None = None
        self._answers: dict[str, Answer] = {}

    def follow(self, symbols: Iterable[str], replay: ReplayState) -> None:
        """Ask for symbols that are new, and for all when more is stored or bars were built anew: days may end otherwise since."""
        wanted = set(symbols) if self._display.has_day_breaks else set()
        as_of = replay.epoch, replay.last_us
        asked_anew = wanted if as_of != self._as_of else wanted - self._answers.keys()
        self._as_of = as_of
        for symbol in self._answers.keys() - wanted:
            self._answers.pop(symbol).clear()
        for symbol in sorted(asked_anew):
            if symbol not in self._answers:
                answer = self._answers[symbol] = Answer(self._questions)
                answer.changed.connect(partial(self._tell, symbol, answer))
            self._answers[symbol].ask(GetBars(symbol=symbol, timeframe="D1"))

    def _tell(self, symbol: str, answer: Answer) -> None:
        if answer.stage is Stage.WHOLE:
            parts = [part for part in answer.parts if isinstance(part, BarsPart)]
            ends_us = Bars.concatenate([Bars.unpack(part.packed) for part in parts]).close_us
            self._display.set_day_ends(symbol, ends_us)
