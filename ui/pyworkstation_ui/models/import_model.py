"""An import from its plan to its result."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import (
    CancelImport,
    ImportDone,
    ImportedFile,
    ImportProgress,
    RefusedFile,
)
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.import_plan import ImportPlan
from pyworkstation_ui.state.import_words import Reading, read_parts

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Reply
    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.questions import Questions


class Step(Enum):
    """Where an import is."""

    PLANNING = "planning"
    IMPORTING = "importing"
    STOPPING = "stopping"
    ENDED = "ended"


class ImportModel(QObject):
    """`changed` whenever something of it has."""

    changed = Signal()

    def __init__(self, questions: Questions, connection: ConnectionModel) -> None:
        super().__init__()
        self._questions = questions
        self._connection = connection
        self._job = ""
        self._looked_at = ImportPlan()
        self.plan = ImportPlan()
        self.step = Step.PLANNING
        self.look = Answer(questions)
        self.progress: ImportProgress | None = None
        self.files: list[ImportedFile] = []
        self.refused: list[str] = []
        self.done: ImportDone | None = None
        self.fault = ""
        self.look.changed.connect(self.changed)
        connection.changed.connect(self.changed)

    @property
    def is_connected(self) -> bool:
        """The engine answers."""
        return self._connection.phase is Phase.CONNECTED

    @property
    def is_busy(self) -> bool:
        """An import runs."""
        return self.step in (Step.IMPORTING, Step.STOPPING)

    @property
    def reading(self) -> Reading | None:
        """How the files of the plan would be read; None as long as that is not known of this very plan."""
        if self._looked_at != self.plan or self.look.stage is not Stage.WHOLE:
            return None
        return read_parts(self.look.parts)

    @property
    def may_import(self) -> bool:
        """A file would go in."""
        reading = self.reading
        return (
            self.is_connected
            and self.step is Step.PLANNING
            and reading is not None
            and reading.importable > 0
        )

    def set_plan(self, plan: ImportPlan) -> None:
        """Import these, so; what was found out of others counts no longer."""
        if plan != self.plan and not self.is_busy:
            self.plan = plan
            self.step = Step.PLANNING
            self.changed.emit()

    def look_at_files(self) -> None:
        """Ask how the files would be read, unless that is asked or known."""
        if self.plan.lacks() or not self.is_connected or self.is_busy:
            return
        if self._looked_at != self.plan or self.look.stage in (Stage.FAILED, Stage.NEVER_ASKED):
            self._looked_at = self.plan
            self.look.ask(self.plan.dry_run())

    def start(self) -> None:
        """Import."""
        if not self.may_import:
            return
        self._job = uuid.uuid4().hex
        self.step, self.progress, self.done, self.fault = Step.IMPORTING, None, None, ""
        self.files, self.refused = [], []
        self._questions.ask(self.plan.import_ticks(self._job), on_reply=self._take, on_end=self._end)
        self.changed.emit()

    def stop(self) -> None:
        """Stop after the batch at hand; what is read by then stays."""
        if self.step is Step.IMPORTING:
            self.step = Step.STOPPING
            self._questions.ask(CancelImport(job=self._job), on_reply=_ignore, on_end=_ignore)
            self.changed.emit()

    def begin_anew(self, symbol: str) -> None:
        """Plan another import."""
        if not self.is_busy:
            self.look.clear()
            self._looked_at = ImportPlan()
            self.plan, self.step = ImportPlan(symbol=symbol), Step.PLANNING
            self.changed.emit()

    def _take(self, reply: Reply) -> None:
        match reply:
            case ImportProgress():
                self.progress = reply
            case ImportedFile():
                self.files.append(reply)
                return
            case RefusedFile():
                self.refused.append(reply.reason)
                return
            case ImportDone():
                self.done = reply
        self.changed.emit()

    def _end(self, fault: str) -> None:
        self.step, self.fault = Step.ENDED, fault
        self.changed.emit()


def _ignore(_: object) -> None:
    """Whether it came in time is seen by how the import ends."""
