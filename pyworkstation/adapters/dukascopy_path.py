"""A Dukascopy hour file says when it is by its path alone: `EURUSD/2019/01/04/00h_ticks.bi5`, January being 00."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from pathlib import PurePath

_TREE = re.compile(
    r"(?P<symbol>[^/]+)/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/(?P<hour>\d\d)h_ticks\.bi5"
)


def hour_of(path: PurePath, symbol: str, *, where: PurePath | None = None) -> int:
    """Microseconds since the epoch of the hour that `path` names. Messages call it `where`.

    Raises:
        InputError: when the path names no hour, or another symbol.
    """
    where = where or path
    match = _match(path)
    start = _start(match) if match else None
    if match is None or start is None:
        raise InputError(
            expected="a path such as EURUSD/2019/01/04/00h_ticks.bi5 (months from 00 to 11), for it alone tells the hour",
            found=match[0] if match else path.name,
            where=str(where),
        )
    if match["symbol"].upper() != symbol:
        raise InputError(
            expected=f"ticks of {symbol}, as --symbol says",
            found=f"the folder {match['symbol']}",
            where=str(where),
        )
    return int(start.timestamp()) * 1_000_000


def symbol_of(path: PurePath) -> str | None:
    """The symbol that the path of an hour file names; None for other paths."""
    match = _match(path)
    return match["symbol"].upper() if match else None


def _match(path: PurePath) -> re.Match[str] | None:
    return _TREE.fullmatch("/".join(path.parts[-5:]))


def _start(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(
            int(match["year"]), int(match["month"]) + 1, int(match["day"]), int(match["hour"]), tzinfo=UTC
        )
    except ValueError:
        return None
