"""What a declared secret is, and how its text is judged without being shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECRET_PREFIX = "PYWORKSTATION_SECRET_"  # noqa: S105 - the beginning of a variable's name
"""Of the variables that hold secrets in development and on CI."""

LONGEST_SECRET = 16_384
"""Characters. An RSA key of 8,192 bits has 6,400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One declared secret. `readers` are the services that may have its value; after `rotate_after_days` it is due for a new one."""

    purpose: str
    expected: str
    pattern: str
    readers: tuple[str, ...]
    rotate_after_days: int

    def fault_of(self, value: str) -> str | None:
        """What is wrong with a value, told without it; None when nothing is."""
        if len(value) > LONGEST_SECRET:
            return f"{len(value):,} characters, more than {LONGEST_SECRET:,}"
        if re.fullmatch(self.pattern, value):
            return None
        return f"{len(value):,} characters of another form" if value else "nothing"


def variable_of(name: str) -> str:
    """`fred-api-key` -> `PYWORKSTATION_SECRET_FRED_API_KEY`."""
    return SECRET_PREFIX + name.upper().replace("-", "_")
