"""Bars of symbols that are not replayed: stored ones, as far as the replay's clock has come.

A bar is shown when the clock has passed its close, and never before: what it will be is the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import BarsPart, BarsUpdate, GetBars
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.models.chart_model import ChartModel
from pyworkstation_ui.state.reach import first_reach_us, further_us

if TYPE_CHECKING:
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.replay_model import ReplayModel

_EVERY_FRAMES = 60
_FIRST_INDEX = 1 << 24
"""Of the first bar that is shown: older ones, which are asked for as on any chart, have lower ones."""


class OtherCharts:
    """By symbol and timeframe. They ask while they are followed, frame by frame: a chart that is hidden asks nothing."""

    def __init__(self, questions: Questions, replay: ReplayModel) -> None:
        self._questions = questions
        self._replay = replay
        self._followed: dict[tuple[str, str], _Followed] = {}

    def chart(self, symbol: str, timeframe: str) -> ChartModel:
        """The one of a symbol and timeframe."""
        key = symbol, timeframe
        if key not in self._followed:
            self._followed[key] = _Followed(symbol, timeframe, self._questions)
        return self._followed[key].chart

    def keep(self, charts: list[ChartModel]) -> None:
        """Let the others go."""
        self._followed = {key: each for key, each in self._followed.items() if each.chart in charts}

    def follow(self, chart: ChartModel) -> None:
        """Once a frame, for a chart that is seen."""
        clock_us = self._replay.state.position_us
        followed = next((each for each in self._followed.values() if each.chart is chart), None)
        if followed is not None and clock_us is not None:
            followed.follow(clock_us)

    def forget_engine(self) -> None:
        """Another engine may have other bars."""
        for each in self._followed.values():
            each.forget()


class _Followed:
    """One chart, and what was asked for it."""

    def __init__(self, symbol: str, timeframe: str, questions: Questions) -> None:
        self.chart = ChartModel(timeframe)
        self.chart.symbol = symbol
        self._symbol = symbol
        self._answer = Answer(questions)
        self._answer.changed.connect(self._take)
        self._frames = _EVERY_FRAMES
        self._epoch = 0
        self._clock_us = 0
        self._asked_from_us = 0
        self._reach_us = first_reach_us(timeframe)

    def follow(self, clock_us: int) -> None:
        """Ask for what closed since, at most once a second; for all of it when the clock went back."""
        self._frames += 1
        if clock_us < self._clock_us:
            self.forget()
        if self._answer.stage is Stage.ASKED or self._frames < _EVERY_FRAMES or clock_us == self._clock_us:
            return
        self._frames, self._clock_us = 0, clock_us
        series = self.chart.series
        since_us = int(series.open_us[-1]) + 1 if len(series) else max(clock_us - self._reach_us, 0)
        self._asked_from_us = since_us
        self._answer.ask(
            GetBars(symbol=self._symbol, timeframe=self.chart.timeframe, from_us=since_us, to_us=clock_us)
        )

    def forget(self) -> None:
        """What shows is asked for anew."""
        self._clock_us, self._frames = 0, _EVERY_FRAMES
        self._answer.clear()
        self.chart.clear()
        self.chart.symbol = self._symbol

    def _take(self) -> None:
        if self._answer.stage is not Stage.WHOLE:
            return
        parts = [part for part in self._answer.parts if isinstance(part, BarsPart)]
        bars = Bars.concatenate([Bars.unpack(part.packed) for part in parts]) if parts else Bars.empty()
        closed = bars[: int((bars.close_us <= self._clock_us).sum())]
        if len(closed):
            self._show(closed, parts[0])
        elif not len(self.chart.series):
            self._look_further()

    def _show(self, closed: Bars, part: BarsPart) -> None:
        series = self.chart.series
        if not len(series):
            self._epoch -= 1  # No epoch of an engine's: its indicator values are of other bars.
        self.chart.take_closed(
            BarsUpdate(
                symbol=self._symbol,
                timeframe=self.chart.timeframe,
                digits=part.digits,
                epoch=self._epoch,
                first_index=series.next_index if len(series) else _FIRST_INDEX,
                completed=closed.pack(),
                forming=Bars.empty().pack(),
                volume_digits=part.volume_digits,
            )
        )

    def _look_further(self) -> None:
        """A symbol may have begun, or ended, long before."""
        further = further_us(self._reach_us)
        if further is not None:
            self._reach_us, self._clock_us = further, 0
