"""Closed positions and their figures, asked for while somebody looks and something was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import (
    EquityPart,
    GetEquity,
    GetStatistics,
    Statistics,
)
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.state.performance import curve_of

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import StatisticsBy, StatisticsRow
    from pyworkstation_ui.models.gauges_model import GaugesModel
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.performance import CurvePoint


class PerformanceModel(QObject):
    """`changed` when there is something newer."""

    changed = Signal()

    def __init__(self, questions: Questions, gauges: GaugesModel, trading: TradingModel) -> None:
        super().__init__()
        self._gauges = gauges
        self._trading = trading
        self._seen: tuple[object, ...] = ()
        self._seen_equity: tuple[object, ...] = ()
        self._all, self._groups, self._equity = (Answer(questions) for _ in range(3))
        self.by: StatisticsBy = "symbol"
        self.curve: tuple[CurvePoint, ...] = ()
        self._all.changed.connect(self.changed)
        self._groups.changed.connect(self.changed)
        self._equity.changed.connect(self._take_equity)

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
        return self._all.fault or self._groups.fault or self._equity.fault

    def group(self, by: StatisticsBy) -> None:
        """Group them this way."""
        self.by = by
        self._groups.ask(GetStatistics(by=by))

    def follow(self) -> None:
        """Once a frame: ask when a position was closed, or another account is told of; for the equity once a second, if it moved."""
        closed = max((fill.id for fill in self._trading.fills if fill.effect == "closes"), default=0)
        account = self._trading.account
        now = (None if account is None else account.history, closed)
        if now != self._seen:
            self._seen = now
            self.ask()
        self._follow_equity()

    def ask(self) -> None:
        """Ask now."""
        self._all.ask(GetStatistics())
        self._groups.ask(GetStatistics(by=self.by))

    def _follow_equity(self) -> None:
        account = self._trading.account
        if account is None or self._equity.stage is Stage.ASKED:
            return
        health, *moved = now = (self._gauges.health, account.history, account.equity, account.balance)
        was_health, *was = self._seen_equity or (None,)
        if moved != was and (health is not was_health or not was):
            self._seen_equity = now
            self._equity.ask(GetEquity())

    def _take_equity(self) -> None:
        parts = (part for part in self._equity.parts if isinstance(part, EquityPart))
        self.curve = curve_of([bar for part in parts for bar in part.bars])
        self.changed.emit()


def _rows(answer: Answer) -> list[StatisticsRow]:
    return next((part.rows for part in answer.parts if isinstance(part, Statistics)), [])
