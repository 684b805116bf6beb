"""Alerts as the engine keeps them, and what fired. The engine watches; the desktop tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import Alert, AlertFired, Alerts, AlertTerms, DeleteAlert, SetAlert

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.questions import Questions

KEPT = 200


class AlertsModel(QObject):
    """`rang(list)` for what nobody was told of before: what fired just now, and while the window was closed."""

    changed = Signal()
    rang = Signal(list)
    failed = Signal(str)

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self._keep_seen: Callable[[int], None] = lambda _: None
        self.seen = 0
        self.alerts: tuple[Alert, ...] = ()
        self.fired: tuple[AlertFired, ...] = ()
        """The newest first."""

    def remember(self, seen: int, keep: Callable[[int], None]) -> None:
        """The number that the user was told of last, and what keeps it."""
        self.seen, self._keep_seen = seen, keep

    def take(self, told: Alerts) -> None:
        """All alerts, and something that fired; news of numbers that are lower than seen are of an engine that began anew."""
        if told.last < self.seen:
            self.seen, self.fired = 0, ()
        new = [each for each in told.fired if each.number > self.seen]
        known = {each.number: each for each in (*self.fired, *told.fired)}
        self.alerts = tuple(told.alerts)
        self.fired = tuple(known[number] for number in sorted(known, reverse=True)[:KEPT])
        if told.last != self.seen:
            self.seen = told.last
            self._keep_seen(self.seen)
        self.changed.emit()
        if new:
            self.rang.emit(new)

    def set(self, terms: AlertTerms, *, alert_id: int | None = None) -> None:
        """Have it watched for."""
        self._ask(SetAlert(terms=terms, id=alert_id))

    def delete(self, alert_id: int) -> None:
        """Have it watched for no longer."""
        self._ask(DeleteAlert(id=alert_id))

    def _ask(self, request: SetAlert | DeleteAlert) -> None:
        self._questions.ask(request, on_reply=lambda _: None, on_end=self._end)

    def _end(self, fault: str) -> None:
        if fault:
            self.failed.emit(fault)
