"""Text that may leave this computer: without keys, passwords and the name of its user."""

from __future__ import annotations

import re
from pathlib import Path

from pyworkstation.domain.redaction import redact

_SAID = re.compile(
    r"(?i)\b(pass(?:word|phrase)?|secret|token|api[_-]?key|authorization|credential)s?\b(['\"]?\s*[:=]\s*)\S+"
)
_LOOKS_LIKE_A_KEY = re.compile(
    r"(?<![\w/\\.-])(?=[^\s]*\d)[A-Za-z0-9+=_.:$#@!*?&%^{}()<>\[\]~-]{32,}(?![\w/\\])"
)
"""Thirty-two characters without a blank and without a folder, a digit among them."""
_LOOKS_LIKE_Z85 = re.compile(r"(?<!\S)(?=(?:\S*[{}<>?@%$#&*!^]){3})\S{32,}")
"""A CURVE key as the bus writes it: forty characters, of which some are in no path and no name."""


def redacted(text: str, home: str | None = None) -> str:
    """The same text; what looks like a secret is `[...]`, the user's own folder `~`."""
    user = str(Path.home()) if home is None else home
    known = redact(text)
    plain = known.replace(user, "~") if len(user) > 1 else known
    for pattern, instead in ((_SAID, r"\1\2[...]"), (_LOOKS_LIKE_Z85, "[...]"), (_LOOKS_LIKE_A_KEY, "[...]")):
        plain = pattern.sub(instead, plain)
    return plain
