"""Reports of faults of the desktop's own: files on this computer, to be sent by whoever wants to.

Every exception that is logged with its trace makes one, the same once in a run. A crash of the process itself leaves its
threads' traces in a file that the next start makes a report of.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import PySide6

import pyworkstation
from pyworkstation_ui.safe_file import write_safely
from pyworkstation_ui.state.redacted import redacted

if TYPE_CHECKING:
    from pathlib import Path

_MOST_FILES = 20
_CRASHED = "crash.txt"


class FaultReports(logging.Handler):
    """Writes into `folder`. It never fails its caller: whoever logs a fault has one already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.ERROR)
        self.folder = folder
        self._seen: set[tuple[object, ...]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """A report, where the record has a trace that is new."""
        kind, error, trace = record.exc_info or (None, None, None)
        if kind is None or error is None:
            return
        last = traceback.extract_tb(trace)[-1:]
        key = (kind, *((frame.filename, frame.lineno) for frame in last))
        if key in self._seen:
            return
        self._seen.add(key)
        lines = "".join(traceback.format_exception(kind, error, trace))
        try:
            self._write(f"{record.getMessage()}\n\n{lines}")
        except OSError:
            self.handleError(record)

    def watch_for_crashes(self) -> Path | None:
        """Watch this process from now on; returns the report of one that crashed before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        crashed, found = self.folder / _CRASHED, None
        if crashed.exists() and crashed.stat().st_size:
            found = self._write(f"the process crashed\n\n{crashed.read_text(errors='replace')}")
        self._crashed = crashed.open("w")
        faulthandler.enable(self._crashed)
        return found

    def stop_watching(self) -> None:
        """The process ends in order."""
        faulthandler.disable()
        self._crashed.close()

    def _write(self, what: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        path = self.folder / f"fault-{now:%Y%m%d-%H%M%S-%f}.txt"
        write_safely(path, redacted(f"{_facts(now)}\n{what}").encode())
        for old in sorted(self.folder.glob("fault-*.txt"))[:-_MOST_FILES]:
            old.unlink(missing_ok=True)
        return path


def _facts(now: datetime) -> str:
    return (
        f"pyworkstation {pyworkstation.__version__}, {now:%Y-%m-%d %H:%M:%S} UTC\n"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}\n"
    )
