"""The end of the engine's log as a table, filtered."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.log_lines import LOG_COLUMNS, LogLine, log_lines, wanted
from pyworkstation_ui.state.log_tail import LogTail

if TYPE_CHECKING:
    from pathlib import Path

KEPT = 5_000


class LogModel:
    """Lines as they are written, as many as `KEPT`; the table has those that are wanted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.level = "info"
        self.search = ""
        self._tail = LogTail(path)
        self._lines: deque[LogLine] = deque(maxlen=KEPT)
        self._count = 0
        self.table: RecordTable[LogLine] = RecordTable(LOG_COLUMNS, lambda line: line.number)

    def read_new(self) -> None:
        """Take in what was written since."""
        lines = log_lines(self._tail.read_new(), after=self._count)
        if lines:
            self._count += len(lines)
            self._lines.extend(lines)
            self.table.append(list(wanted(lines, self.level, self.search)), keep=KEPT)

    def want(self, *, level: str, search: str) -> None:
        """Show those of this level or worse that have these words."""
        if (level, search) != (self.level, self.search):
            self.level, self.search = level, search
            self.table.set_rows(list(wanted(self._lines, level, search)))
