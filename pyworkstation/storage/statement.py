"""SQL statements, each in a `.sql` file beside its caller."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def statement(name: str) -> str:
    """Text of `name.sql`."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
