"""The calendar of an instrument's sessions, holidays of a lifetime included."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pyworkstation.adapters.sessions_file import load_sessions
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.holidays import holiday
from pyworkstation.engine import SessionCalendar
from pyworkstation.storage.instruments import session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.home import Home
    from pyworkstation.domain.sessions import Sessions

_RESTING = ("fx", "metal")
_YEARS = range(1990, 2100)
"""Nobody has ticks of an earlier one."""


def session_calendar(home: Home, symbol: str) -> SessionCalendar:
    """When the instrument of `symbol` trades. Raises InputError for a table of instruments or sessions that is wrong."""
    return calendar_of(load_sessions(home, session_of(home, symbol)))


@functools.lru_cache(maxsize=16)
def calendar_of(sessions: Sessions) -> SessionCalendar:
    """The calendar that a table describes, made once. Raises InputError for one that is wrong."""
    try:
        return _calendar(sessions)
    except InputError as error:
        place = error.where.removeprefix("session calendar, ")
        where = f"{sessions.where}, {place}"
        raise InputError(expected=error.expected, found=error.found, where=where, mend=error.mend) from None


def _calendar(sessions: Sessions) -> SessionCalendar:
    early = {day: clock for rule, clock in sessions.early_closes for day in _dates(rule)}
    return SessionCalendar(
        sessions.zone,
        day_close=sessions.day_close,
        open=sessions.open,
        holidays=[day for rule in sessions.holidays for day in _dates(rule)],
        early_closes=early,
    )


def rests_at_weekends(home: Home, symbol: str) -> bool:
    """Whether the instrument of `symbol` rests from Friday to Sunday, 17:00 New York."""
    return session_of(home, symbol) in _RESTING


def _dates(rule: str) -> Iterator[str]:
    days = (holiday(rule, year) for year in _YEARS)
    return (day.isoformat() for day in days if day is not None)
