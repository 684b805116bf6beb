"""When the trading days of an instrument end, for its bars and for what begins anew with each day."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from pyworkstation.adapters.sessions_file import is_shipped, load_sessions
from pyworkstation.domain.timeframe import is_of_days
from pyworkstation.services.session_calendar import calendar_of
from pyworkstation.storage.instruments import session_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation.domain.home import Home
    from pyworkstation.domain.sessions import Sessions
    from pyworkstation.domain.timeframe import DayClose
    from pyworkstation.engine import EngineDayClose

_BY_WORD: Mapping[str, Literal["new-york", "utc"]] = {"fx": "new-york", "24x7": "utc"}
"""Shipped sessions whose days the engine has without a calendar."""


class TradingDays(NamedTuple):
    """`day_close` is what the engine takes; days that end otherwise have another `key`."""

    day_close: EngineDayClose
    key: str


NEW_YORK = TradingDays("new-york", "new-york")


def trading_days(home: Home, symbol: str, day_close: DayClose = "session") -> TradingDays:
    """Those of the instrument's own session, unless a word says otherwise. Raises InputError for a table that is wrong."""
    if day_close != "session":
        return TradingDays(day_close, day_close)
    name = session_of(home, symbol)
    if name in _BY_WORD and is_shipped(home, name):
        return TradingDays(_BY_WORD[name], _BY_WORD[name])
    # Venues differ in their early closes: what is quoted after one belongs to that day, not to the next.
    sessions = replace(load_sessions(home, name), early_closes=())
    return TradingDays(calendar_of(sessions), f"session {_fingerprint(sessions)}")


def days_of_bars(home: Home, symbol: str, timeframe: str, day_close: DayClose) -> TradingDays:
    """Those that bars of a timeframe, by its canonical name, are made of.

    Bars of minutes, hours and counts are the same whatever days there are: cached once, and the tables left unread.
    """
    return trading_days(home, symbol, day_close) if is_of_days(timeframe) else NEW_YORK


def _fingerprint(sessions: Sessions) -> str:
    return hashlib.sha256(repr(sessions).encode()).hexdigest()[:32]
