"""A timeframe as people type it."""

from __future__ import annotations

import re

from pyworkstation.domain.errors import InputError

QUICK = ("S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1", "W1", "MN1")
"""What a menu offers."""

_WRITTEN = re.compile(r"(?:(MN|[SMHDWTVRK])(\d{1,9})|(\d{1,9})\s*([a-z]*))", re.IGNORECASE)
_UNITS = {"": "M", "s": "S", "m": "M", "min": "M", "h": "H", "d": "D", "w": "W", "mo": "MN", "mon": "MN"}


def typed_timeframe(text: str) -> str:
    """`M5` for `m5`, `5`, `5m` or `5 min`; `H4` for `4h`. What else there is the engine knows.

    Raises:
        InputError: when it is no timeframe.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise _none_of(text)
    letter, count, other_count, unit = found.groups()
    if letter is not None:
        return f"{letter.upper()}{int(count)}"
    if unit.lower() not in _UNITS:
        raise _none_of(text)
    return f"{_UNITS[unit.lower()]}{int(other_count)}"


def _none_of(text: str) -> InputError:
    return InputError(
        expected="a timeframe such as S5, M5, 15, 4h, D1, W1, MN1, T100 (ticks), V1000000, R10 or K10 (points)",
        found=repr(text.strip()),
        where="timeframe",
    )
