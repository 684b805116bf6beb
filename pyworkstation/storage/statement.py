"""SQL statements, each in a `.sql` file beside its caller."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def statement(name: str) -> str:
    """Text of `name.sql`, in whichever folder of the storage it lies: no two have the same name."""
    return _files()[name].read_text(encoding="utf-8")


@cache
def _files() -> dict[str, Path]:
    return {file.stem: file for file in _FOLDER.rglob("*.sql")}
