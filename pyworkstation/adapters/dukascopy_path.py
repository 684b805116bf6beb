"""A Dukascopy hour file says when it is by its path alone: `EURUSD/2019/01/04/00h_ticks.bi5`, January being 00."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from pyworkstation.domain.errors import InputError

_TREE = re.compile(
    r"(?P<symbol>[^/]+)/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/(?P<hour>\d\d)h_ticks\.bi5"
)


def hour_of(path: Path, symbol: str) -> int:
    """Microseconds since the epoch of the hour that `path` names.

    Raises:
        InputError: when the path names no hour, or another symbol.
    """
    match = _TREE.fullmatch("/".join(path.parts[-5:]))
    start = _start(match) if match else None
    if match is None or start is None:
        raise InputError(
            expected="a path such as EURUSD/2019/01/04/00h_ticks.bi5 (months from 00 to 11), for it alone tells the hour",
            found=Path(*path.parts[-5:]).as_posix(),
            where=str(path),
        )
    if match["symbol"].upper() != symbol:
        raise InputError(
            expected=f"ticks of {symbol}, as --symbol says",
            found=f"the folder {match['symbol']}",
            where=str(path),
        )
    return int(start.timestamp()) * 1_000_000


def _start(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(
            int(match["year"]), int(match["month"]) + 1, int(match["day"]), int(match["hour"]), tzinfo=UTC
        )
    except ValueError:
        return None
