"""One question of a panel and what came of it. What was known before stays until the new answer is whole."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation_ui.models.questions import Questions


class Stage(Enum):
    """How far an answer is."""

    NEVER_ASKED = "never asked"
    ASKED = "asked"
    WHOLE = "whole"
    FAILED = "failed"


class Answer(QObject):
    """`parts` of the last whole answer, and the `fault` of the newest question, if it came to nothing."""

    changed = Signal()

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self._id: int | None = None
        self._coming: list[Reply] = []
        self.stage = Stage.NEVER_ASKED
        self.parts: tuple[Reply, ...] = ()
        self.fault = ""

    def ask(self, body: Request) -> None:
        """Ask; an older question that is still open is forgotten."""
        self._questions.forget(self._id)
        self._coming, self.fault, self.stage = [], "", Stage.ASKED
        self._id = self._questions.ask(body, on_reply=self._coming.append, on_end=self._end)
        self.changed.emit()

    def clear(self) -> None:
        """Nothing was asked."""
        self._questions.forget(self._id)
        self._id, self.stage, self.parts, self.fault = None, Stage.NEVER_ASKED, (), ""
        self.changed.emit()

    def _end(self, fault: str) -> None:
        self._id, self.fault = None, fault
        self.stage = Stage.FAILED if fault else Stage.WHOLE
        if not fault:
            self.parts = tuple(self._coming)
        self.changed.emit()
