"""Logs in files that do not grow without end, of the engine and of the desktop."""

from __future__ import annotations

import logging.handlers
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from pathlib import Path

_FILE_BYTES = 5_000_000
_FILES = 5


class RotatingLog(logging.handlers.RotatingFileHandler):
    """The newest lines in `path`, older ones in a few files beside it. Raises OSError where it cannot be opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's names
        """Go on without the line: a full disk is told of by what it stops, not by a trace for each line."""
