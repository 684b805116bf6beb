"""Whether a secret works, asked of whoever it is for."""

from __future__ import annotations

import http
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FRED = "https://api.stlouisfed.org/fred/releases"
_LIMIT_S = 10
_ANSWER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Proof:
    """`works`, `refused`, or `unknown` with the reason: no answer is no refusal."""

    outcome: Literal["works", "refused", "unknown"]
    words: str


NO_CHECK = Proof("unknown", "nothing of ours can try it out")


def prove(name: str, value: str, *, checks: Mapping[str, Callable[[str], Proof]] | None = None) -> Proof:
    """Ask the service that the secret is for; may take ten seconds."""
    check = (CHECKS if checks is None else checks).get(name)
    return NO_CHECK if check is None else check(value)


def fred_takes(key: str, *, address: str = _FRED) -> Proof:
    """FRED answers 400 to a key that it does not know (its documentation, fred/releases)."""
    query = urlencode({"api_key": key, "file_type": "json", "limit": 1})
    try:
        with urllib.request.urlopen(f"{address}?{query}", timeout=_LIMIT_S) as answer:  # noqa: S310 - https, or a test's own server
            json.loads(answer.read(_ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.BAD_REQUEST:
            return Proof("refused", "FRED does not know this key")
        return Proof("unknown", f"FRED answers with HTTP status {error.code}")
    # Its words may hold the address, and so the key.
    except (OSError, ValueError) as error:
        return Proof("unknown", f"FRED cannot be reached ({type(error).__name__})")
    return Proof("works", "FRED takes it")


CHECKS: dict[str, Callable[[str], Proof]] = {"fred-api-key": fred_takes}
"""Secret -> what tries it out."""
