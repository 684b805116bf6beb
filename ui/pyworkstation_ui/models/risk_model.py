"""The limits of risk and how far they are used, asked for while somebody looks; and what the trader does about risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import GetRisk, Risk
from pyworkstation_ui.models.answer import Answer, Stage

if TYPE_CHECKING:
    from pyworkstation_ui.models.gauges_model import GaugesModel
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.models.trading_model import TradingModel


class RiskModel(QObject):
    """`changed` when there is something newer. What may be sent is told in the account's stream; the use of limits is asked for."""

    changed = Signal()

    def __init__(self, questions: Questions, gauges: GaugesModel, trading: TradingModel) -> None:
        super().__init__()
        self._gauges = gauges
        self._trading = trading
        self._seen: tuple[object, ...] = ()
        self._answer = Answer(questions)
        self._answer.changed.connect(self.changed)
        trading.risk_told.connect(self.ask)

    @property
    def risk(self) -> Risk | None:
        """As it was when last asked."""
        return next((part for part in self._answer.parts if isinstance(part, Risk)), None)

    @property
    def fault(self) -> str:
        """Why the newest is not known."""
        return self._answer.fault

    def ask(self) -> None:
        """Ask now."""
        if self._answer.stage is not Stage.ASKED:
            self._answer.ask(GetRisk())

    def follow(self) -> None:
        """Once a frame: ask when something happened in the account, and once a second, as the engine tells its health."""
        account = self._trading.account
        happened = None if account is None else (account.history, account.sequence, account.trading_state)
        now = (self._gauges.health, happened)
        if now != self._seen:
            self._seen = now
            self.ask()
