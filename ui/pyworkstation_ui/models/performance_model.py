"""Closed positions and their figures, asked for while somebody looks and something was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import (
    GetStatistics,
    ListRoundTrips,
    RoundTripsPart,
    Statistics,
)
from pyworkstation_ui.models.answer import Answer
from pyworkstation_ui.state.performance import curve_of

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import StatisticsBy, StatisticsRow
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.performance import CurvePoint


class PerformanceModel(QObject):
    """`changed` when there is something newer."""

    changed = Signal()

    def __init__(self, questions: Questions, trading: TradingModel) -> None:
        super().__init__()
        self._trading = trading
        self._seen: tuple[object, ...] = ()
        self._all, self._groups, self._closed = (Answer(questions) for _ in range(3))
        self.by: StatisticsBy = "symbol"
        self.curve: tuple[CurvePoint, ...] = ()
        self._all.changed.connect(self.changed)
        self._groups.changed.connect(self.changed)
        self._closed.changed.connect(self._take_closed)

    @property
    def total(self) -> StatisticsRow | None:
        """Of all closed positions; None before one was closed."""
        rows = _rows(self._all)
        return rows[0] if rows else None

    @property
    def groups(self) -> list[StatisticsRow]:
        """As they are grouped now."""
        return _rows(self._groups)

    @property
    def fault(self) -> str:
        """Why the newest figures are not known."""
        return self._all.fault or self._groups.fault or self._closed.fault

    def group(self, by: StatisticsBy) -> None:
        """Group them this way."""
        self.by = by
        self._groups.ask(GetStatistics(by=by))

    def follow(self) -> None:
        """Once a frame: ask when a position was closed, or another account is told of."""
        closed = max((fill.id for fill in self._trading.fills if fill.effect == "closes"), default=0)
        account = self._trading.account
        now = (None if account is None else account.history, closed)
        if now != self._seen:
            self._seen = now
            self.ask()

    def ask(self) -> None:
        """Ask now."""
        self._all.ask(GetStatistics())
        self._groups.ask(GetStatistics(by=self.by))
        self._closed.ask(ListRoundTrips())

    def _take_closed(self) -> None:
        parts = (part for part in self._closed.parts if isinstance(part, RoundTripsPart))
        self.curve = curve_of(each for part in parts for each in part.round_trips)
        self.changed.emit()


def _rows(answer: Answer) -> list[StatisticsRow]:
    return next((part.rows for part in answer.parts if isinstance(part, Statistics)), [])
