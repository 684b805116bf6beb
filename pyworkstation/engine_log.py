"""The engine's log: a file in the home, rotated, and on a terminal the same there, else only what went wrong."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import BugError, EnvironmentFailure, WorkstationError
from pyworkstation.domain.redacted_lines import RedactedLines
from pyworkstation.domain.redaction import redact
from pyworkstation.domain.rotating_log import RotatingLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.config.settings import LogFormat
    from pyworkstation.domain.home import Home

log = logging.getLogger(__name__)

_CHATTY = ("zmq.auth", "asyncio", "filelock")
"""Public keys and handshakes of every client, at debug."""


@contextlib.contextmanager
def logging_to(home: Home, level: str, form: LogFormat = "text") -> Iterator[None]:
    """Log while the block runs, and why it failed: in one line what the user or the world did, with a trace our bugs.

    `form` is that of the file; a terminal has text.

    Raises:
        EnvironmentFailure: when the log cannot be opened.
    """
    file, terminal = _file(home), logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO if sys.stderr.isatty() else logging.ERROR)
    root = logging.getLogger()
    file.setFormatter(_JsonLines() if form == "json" else _formatter())
    terminal.setFormatter(_formatter())
    for handler in (file, terminal):
        root.addHandler(handler)
    root.setLevel(level.upper())
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        yield
    except BaseException as error:
        # Whoever runs us tells the user.
        root.removeHandler(terminal)
        _log_failure(error)
        raise
    finally:
        for handler in (file, terminal):
            root.removeHandler(handler)
            with contextlib.suppress(OSError):
                handler.close()


def _log_failure(error: BaseException) -> None:
    if isinstance(error, WorkstationError) and not isinstance(error, BugError):
        log.error("the engine failed: %s", error)
    else:
        log.error("the engine failed", exc_info=error)


def _file(home: Home) -> RotatingLog:
    path = home.logs / "engine.log"
    try:
        return RotatingLog(path)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror}") from None


class _JsonLines(logging.Formatter):
    """A map for each line: `at` (ISO 8601, UTC), `level`, `source`, `thread`, `text`, and `trace` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "source": record.name,
            "thread": record.threadName,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(
            {key: redact(text) if text else text for key, text in line.items()}, ensure_ascii=False
        )


def _formatter() -> logging.Formatter:
    formatter = RedactedLines(
        "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    return formatter
