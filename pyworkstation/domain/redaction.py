"""Takes secrets out of what is about to be logged, printed, sent or written for a report.

Two nets: every secret that this process has had in its hands, in the forms in which text may carry it, and the shapes of
common keys, whoever's they are. A secret that this process never had, it cannot show.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from urllib.parse import quote, quote_plus

REDACTED = "[redacted]"

SHORTEST_KNOWN = 6
"""Shorter texts are parts of too many words to be taken out of all of them."""

_LONG, _MIXED, _KINDS = 20, 12, 4
"""A text of so many characters, or of so many with small letters, large letters, digits and marks among them, is mistaken for no other."""

_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # JSON web token
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # Amazon
    r"|\bgh[opsru]_[0-9A-Za-z]{36,}|\bgithub_pat_\w{22,}"
    r"|\bglpat-[\w-]{20,}"
    r"|\bxox[abeoprs]-[0-9A-Za-z-]{10,}"  # Slack
    r"|\bAIza[\w-]{35}"  # Google
    r"|\b(?:sk|rk|pk)[-_](?:live[-_]|test[-_]|proj[-_]|ant[-_])?[0-9A-Za-z_-]{20,}",
    re.DOTALL,
)
_NAMED = re.compile(
    r"(?P<name>\b[\w-]*(?:password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|token)[\w-]*[\"']?\s*[=:]\s*)"
    # Our own messages go on like that behind a name.
    r"(?!expected |found )(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s,;&\"'\[\]{}()]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(?P<name>\b(?:bearer|basic)\s+)(?P<value>[0-9A-Za-z+/=._~-]{16,})", re.IGNORECASE)
_USER_INFO = re.compile(r"(?P<name>\b[a-z][a-z0-9+.-]*://[^\s/:@]+:)(?P<value>[^\s/@]+)(?=@)", re.IGNORECASE)


class Redactor:
    """Knows secrets and forgets none. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._unmistakable: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"Redactor({len(self._secrets)} secrets)"

    @property
    def knows_any(self) -> bool:
        """Has it been told a secret that `has_secret` can find?"""
        return self._unmistakable is not None

    def remember(self, secret: str) -> None:
        """Take this out of everything from now on."""
        with self._lock:
            if len(secret) < SHORTEST_KNOWN or secret in self._secrets:
                return
            self._secrets.add(secret)
            self._pattern = _any_of(self._secrets)
            self._unmistakable = _any_of({known for known in self._secrets if _is_unmistakable(known)})

    def has_secret(self, data: bytes) -> bool:
        """Is a secret in it that is so long, or so mixed, that it stands there for no other reason?

        One that is a user's name as well, or a word, may be in a path or a note by right.
        """
        if self._unmistakable is None:
            return False
        return self._unmistakable.search(data.decode("utf-8", "replace")) is not None

    def redact(self, text: str) -> str:
        """The text with `[redacted]` where a secret was."""
        if self._pattern is not None:
            text = self._pattern.sub(REDACTED, text)
        text = _SHAPES.sub(REDACTED, text)
        for named in (_NAMED, _BEARER, _USER_INFO):
            text = named.sub(rf"\g<name>{REDACTED}", text)
        return text


def _any_of(secrets: set[str]) -> re.Pattern[str] | None:
    forms = {form for secret in secrets for form in _forms(secret)}
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if forms else None


def _is_unmistakable(secret: str) -> bool:
    kinds = (str.islower, str.isupper, str.isdigit, lambda each: not each.isalnum())
    mixed = sum(any(map(kind, secret)) for kind in kinds)
    return len(secret) >= _LONG or (len(secret) >= _MIXED and mixed >= _KINDS)


def _forms(secret: str) -> set[str]:
    """A secret as text may carry it: plain, in `repr`, in JSON, in an address, in base64; of several lines, each one that is long enough."""
    encoded = secret.encode("utf-8", "surrogatepass")
    forms = {
        secret,
        repr(secret)[1:-1],
        repr(encoded)[2:-1],
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(encoded, safe=""),
        quote(encoded),
        quote_plus(encoded),
        base64.b64encode(encoded).decode().rstrip("="),
        base64.urlsafe_b64encode(encoded).decode().rstrip("="),
        " ".join(secret.split()),
        *(line.strip() for line in secret.splitlines()),
    }
    return {form for form in forms if len(form) >= SHORTEST_KNOWN}


PROCESS_REDACTOR = Redactor()
"""The one of this process. It is global for a reason: a log line, a trace and a report come from where nobody hands one on."""


def redact(text: str) -> str:
    """The text without the secrets that this process has had."""
    return PROCESS_REDACTOR.redact(text)
