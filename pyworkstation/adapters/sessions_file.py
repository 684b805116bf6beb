"""The sessions: shipped in `data/sessions.toml`, added to or changed in the home's `sessions.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.domain.sessions import Sessions

if TYPE_CHECKING:
    from pyworkstation.domain.home import Home

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE.parent / "data" / "sessions.toml", _PACKAGE / "data" / "sessions.toml")
"""In a checkout, and in a wheel."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table of the file."""

    zone: str
    open: list[tuple[str, str]]
    day_close: str = "24:00"
    holidays: list[str] = []
    early_closes: dict[str, str] = {}


def load_sessions(home: Home, name: str) -> Sessions:
    """The sessions called `name`.

    Raises:
        InputError: when there are none of that name, or naming what is wrong with the table.
    """
    tables = _tables(_shipped_file())
    where = "sessions.toml"
    if home.sessions.is_file():
        own = _tables(home.sessions)
        tables |= own
        where = str(home.sessions) if name in own else where
    if name not in tables:
        raise InputError(
            expected=f"a session of {', '.join(tables)}",
            found=repr(name),
            where=str(home.instruments),
            mend=f"or describe it, as data/sessions.toml does, in {home.sessions}",
        )
    return _sessions(tables[name], where=f"{where}: {name}")


def is_shipped(home: Home, name: str) -> bool:
    """Whether the sessions called `name` are those of `data/sessions.toml`, and not the home's own. Raises InputError."""
    return not (home.sessions.is_file() and name in _tables(home.sessions))


def _shipped_file() -> Path:
    for file in _SHIPPED:
        if file.is_file():
            return file
    raise BugError(f"sessions.toml is missing from the installation: looked for {_SHIPPED[0]}")


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(expected="a TOML file of sessions", found=str(error), where=str(path)) from None


def _sessions(table: object, *, where: str) -> Sessions:
    try:
        row = msgspec.convert(table, _Table)
    except msgspec.ValidationError as error:
        raise InputError(
            expected="zone, day_close, open, holidays and early_closes", found=str(error), where=where
        ) from None
    return Sessions(
        zone=row.zone,
        day_close=row.day_close,
        open=tuple(row.open),
        holidays=tuple(row.holidays),
        early_closes=tuple(row.early_closes.items()),
        where=where,
    )
