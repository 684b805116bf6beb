"""Topic `log`: the engine's log as it is written, without traces, for who listens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from pyworkstation.domain.redaction import redact
from pyworkstation.protocol.messages import LogLine

if TYPE_CHECKING:
    from pyworkstation.services.streams import Streams

TOPIC = "log"
_TEXT_CHARACTERS = 2000
_SOURCE_CHARACTERS = 200


class LogStream(logging.Handler):
    """A service: publishes from its start on, until it is closed."""

    def __init__(self, streams: Streams) -> None:
        super().__init__(logging.INFO)
        self._streams = streams
        self.death = ""
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Publish one line. What goes wrong here is told nowhere: telling it would come here again."""
        try:
            self._streams.publish(TOPIC, log_line(record))
        except Exception:  # noqa: BLE001 - the edge of every thread that logs
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """The file has the line."""

    def close(self) -> None:
        """Publish no more."""
        logging.getLogger().removeHandler(self)
        super().close()


def log_line(record: logging.LogRecord) -> LogLine:
    """A record as it crosses the bus."""
    return LogLine(
        at_us=int(record.created * 1e6),
        level=_level(record.levelno),
        source=record.name[:_SOURCE_CHARACTERS],
        text=redact(record.getMessage())[:_TEXT_CHARACTERS],
    )


def _level(number: int) -> Literal["info", "warning", "error"]:
    if number >= logging.ERROR:
        return "error"
    return "warning" if number >= logging.WARNING else "info"
