"""Lines of a log without secrets: of what is said, and of the traces below it."""

from __future__ import annotations

import logging

from pyworkstation.domain.redaction import redact


class RedactedLines(logging.Formatter):
    """As the usual one writes them."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with its trace."""
        return redact(super().format(record))
