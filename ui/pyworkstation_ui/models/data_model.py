"""What the data manager shows: stored symbols, imports, the chosen symbol's quality, and what undoing would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pyworkstation.client.quality_report import Report
from pyworkstation.protocol.messages import (
    GetQuality,
    GetStatus,
    ImportRun,
    ImportsPart,
    ListImports,
    Quality,
    QualityDays,
    QueryPart,
    RunQuery,
    Status,
    SymbolStatus,
    UndoDone,
    UndoImport,
)
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.stored import (
    DATABASE_SIZE_SQL,
    IMPORT_COLUMNS,
    LEFT_OUT_COLUMNS,
    SYMBOL_COLUMNS,
    LeftOut,
    left_out_sql,
)

if TYPE_CHECKING:
    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.questions import Questions


class DataModel(QObject):
    """Asks anew, while it is seen, when the engine comes and when what is stored has changed."""

    def __init__(self, questions: Questions, connection: ConnectionModel) -> None:
        super().__init__()
        self.questions = questions
        self.connection = connection
        self.symbols: RecordTable[SymbolStatus] = RecordTable(SYMBOL_COLUMNS, lambda row: row.symbol)
        self.imports: RecordTable[ImportRun] = RecordTable(IMPORT_COLUMNS, lambda run: run.id)
        self.left_out: RecordTable[LeftOut] = RecordTable(LEFT_OUT_COLUMNS, lambda row: row.place)
        self.symbol = ""
        self.import_list = Answer(questions)
        self.rejects = Answer(questions)
        self.size = Answer(questions)
        self.quality = Answer(questions)
        self.undo = Answer(questions)
        self.is_undo_dry = True
        self._status = Answer(questions)
        self._stored: list[SymbolStatus] | None = None
        self._phase = Phase.SEARCHING
        self._is_old = True
        self.import_list.changed.connect(self._show_imports)
        self.rejects.changed.connect(self._show_left_out)
        self.undo.changed.connect(self._refresh_after_undo)
        self._status.changed.connect(self._take_status)
        connection.changed.connect(self._take_connection)
        self._take_connection()

    def choose(self, symbol: str) -> None:
        """Show this symbol's quality and rows left out, once they are asked for."""
        if symbol != self.symbol:
            self.symbol = symbol
            self.quality.clear()
            self.rejects.clear()

    def ask_quality(self) -> None:
        """What the chosen symbol's ticks are worth."""
        if self.symbol:
            self.quality.ask(GetQuality(symbol=self.symbol))

    def ask_left_out(self) -> None:
        """Which rows of the chosen symbol's files were left out."""
        if self.symbol:
            self.rejects.ask(RunQuery(sql=left_out_sql(self.symbol)))

    def ask_undo(self, import_id: int, *, dry_run: bool) -> None:
        """Undo an import, or ask what that would do."""
        self.is_undo_dry = dry_run
        self.undo.ask(UndoImport(id=import_id, dry_run=dry_run))

    def refresh(self) -> None:
        """Ask for all that is listed, anew."""
        self._is_old = False
        self.import_list.ask(ListImports())
        self.size.ask(RunQuery(sql=DATABASE_SIZE_SQL))

    def follow(self) -> None:
        """Once a frame: ask anew if what is listed is of another engine, or of before an import."""
        if self._is_old and self.connection.phase is Phase.CONNECTED:
            self.refresh()

    def report(self) -> Report | None:
        """The chosen symbol's quality report; None as long as there is none."""
        days = [day for part in self.quality.parts if isinstance(part, QualityDays) for day in part.days]
        whole = [part for part in self.quality.parts if isinstance(part, Quality)]
        return Report(whole[0], days) if whole else None

    def undone(self) -> UndoDone | None:
        """What came of the last `ask_undo`."""
        return next((part for part in self.undo.parts if isinstance(part, UndoDone)), None)

    def database_bytes(self) -> int | None:
        """How large the database is; None when that is not known."""
        rows = [row for part in self.size.parts if isinstance(part, QueryPart) for row in part.rows]
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int | float) else None

    def _take_connection(self) -> None:
        status, phase = self.connection.status, self.connection.phase
        is_back = phase is Phase.CONNECTED and self._phase is not Phase.CONNECTED
        self._phase = phase
        stored = status.symbols if status else []
        is_other = stored != self._stored
        self._stored = stored
        if is_other:
            self.symbols.set_rows(stored)
        if is_other or is_back:
            self._is_old = True

    def _show_imports(self) -> None:
        parts = (part for part in self.import_list.parts if isinstance(part, ImportsPart))
        self.imports.set_rows([run for part in parts for run in part.imports][::-1])

    def _show_left_out(self) -> None:
        rows = [row for part in self.rejects.parts if isinstance(part, QueryPart) for row in part.rows]
        self.left_out.set_rows(
            [
                LeftOut(place, str(path), int(line or 0), str(kind), str(reason), str(raw))
                for place, (path, line, kind, reason, raw) in enumerate(rows)
            ]
        )

    def _refresh_after_undo(self) -> None:
        if self.undo.stage is Stage.WHOLE and not self.is_undo_dry:
            self.quality.clear()
            self.refresh()
            self._status.ask(GetStatus())

    def _take_status(self) -> None:
        for part in self._status.parts:
            if isinstance(part, Status):
                self.connection.set_status(part)
