"""All timeframes at the tick where the replay stands, asked for again as it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import GetSnapshot
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.mtf import (
    BAR_COLUMNS,
    BARS,
    TIMEFRAME_COLUMNS,
    VALUE_COLUMNS,
    BarRow,
    MtfState,
    TimeframeRow,
    ValueRow,
    bar_rows,
    mtf_state,
    timeframe_rows,
    value_rows,
)

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import PriceSide
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.replay_model import ReplayModel

_EVERY_FRAMES = 6
"""Ten times a second is as often as numbers can be read."""


class MtfModel(QObject):
    """`changed` when another instant is shown; the newest is asked for only while `follow` is called, frame by frame."""

    changed = Signal()

    def __init__(self, questions: Questions, replay: ReplayModel) -> None:
        super().__init__()
        self._replay = replay
        self._answer = Answer(questions)
        self._asked_at: tuple[object, ...] | None = None
        self._frames = _EVERY_FRAMES
        self.state: MtfState | None = None
        self.side: PriceSide = "bid"
        self.timeframe = ""
        self.timeframes: RecordTable[TimeframeRow] = RecordTable(TIMEFRAME_COLUMNS, lambda row: row.timeframe)
        self.values: RecordTable[ValueRow] = RecordTable(
            VALUE_COLUMNS, lambda row: (row.timeframe, row.id, row.output)
        )
        self.bars: RecordTable[BarRow] = RecordTable(BAR_COLUMNS, lambda row: row.number)
        self._answer.changed.connect(self._take)

    @property
    def fault(self) -> str:
        """Why there is nothing newer; empty when nothing is wrong."""
        return self._answer.fault

    @property
    def symbol(self) -> str | None:
        """What is replayed."""
        return self._replay.state.symbol

    def follow(self) -> None:
        """Once a frame: ask for this instant, if the last answer is in and the replay has moved since."""
        self._frames += 1
        now = self._instant()
        if (
            self.symbol is None
            or now == self._asked_at
            or self._answer.stage is Stage.ASKED
            or self._frames < _EVERY_FRAMES
        ):
            return
        self._asked_at, self._frames = now, 0
        self._answer.ask(GetSnapshot(symbol=self.symbol, bars=BARS))

    def forget_instant(self) -> None:
        """Another engine: whatever was asked of the one before is asked of it, too."""
        self._asked_at = None

    def show_side(self, side: PriceSide) -> None:
        """Prices of bid, ask or mid."""
        self.side = side
        self._show()

    def choose(self, timeframe: str) -> None:
        """Show the bars of this one."""
        if timeframe != self.timeframe:
            self.timeframe = timeframe
            self._show_bars()

    def _instant(self) -> tuple[object, ...]:
        state, quote = self._replay.state, self._replay.quote
        return state.symbol, state.epoch, state.ticks_done, quote.ts_us if quote else None

    def _take(self) -> None:
        if self._answer.stage is Stage.WHOLE:
            self.state = mtf_state(self._answer.parts)
            self._show()
        elif self._answer.stage is Stage.FAILED:
            self.changed.emit()

    def _show(self) -> None:
        state = self.state
        self.timeframes.set_rows(timeframe_rows(state, self.side) if state else [])
        self.values.set_rows(value_rows(state) if state else [])
        self._show_bars()
        self.changed.emit()

    def _show_bars(self) -> None:
        states = self.state.timeframes if self.state else ()
        chosen = next((each for each in states if each.timeframe == self.timeframe), None)
        self.bars.set_rows(bar_rows(chosen, self.side) if chosen else [])
