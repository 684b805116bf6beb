"""Stored ticks and bars for notebooks and programs, with an engine running or without."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

import numpy as np

from pyworkstation.client.answering_process import call_process
from pyworkstation.client.client import Client
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.prices import take_over
from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.domain.home import find_home
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.timeframe import Boundary, DayClose, Side
from pyworkstation.domain.units import check_time, format_time, parse_time
from pyworkstation.protocol.messages import ExportBars, Exported, ExportTicks

if TYPE_CHECKING:
    from pyworkstation.client.prices import Prices
    from pyworkstation.protocol.messages import Reply

When = str | date | np.datetime64 | None
"""ISO 8601 text, a date, a datetime (pandas' too) or NumPy's; without a zone it is UTC, a bare date is its midnight."""

T = TypeVar("T", bound=str)

PriceForm = Literal["float", "decimal", "points"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def ticks(
    symbol: str,
    start: When = None,
    end: When = None,
    *,
    prices: PriceForm = "float",
    home: str | Path | None = None,
) -> Prices:
    """Stored ticks of [start, end), oldest first; None is no limit.

    Columns: `time` (microseconds, UTC), `bid`, `ask`, `bid_volume`, `ask_volume` (int64, the instrument's smallest unit).
    Prices are doubles, each the one nearest to the price; or decimals; or int64 points of 10**-digits. `home` is found
    as the command line finds it. The engine answers where one runs, else a process that opens the store for this alone.

    Raises:
        InputError: for an argument that is no time or no symbol, for one that is unknown, and when nothing is stored of it.
        RequestFailedError: the store failed, or another process has the home.
        EngineGoneError: the engine went away meanwhile.
    """
    from_us, to_us = _range(start, end)
    request = ExportTicks(
        symbol=check_symbol(symbol, where="symbol"),
        from_us=from_us,
        to_us=to_us,
        prices=_one_of(prices, get_args(PriceForm), where="prices"),
    )
    return _read(request, home)


def bars(
    symbol: str,
    timeframe: str,
    start: When = None,
    end: When = None,
    *,
    side: Side = "bid",
    prices: PriceForm = "float",
    boundary: Boundary = "left",
    day_close: DayClose = "new-york",
    home: str | Path | None = None,
) -> Prices:
    """Bars that open in [start, end), oldest first, each from all its ticks.

    Columns: `time` (the bar's open, UTC), `open`, `high`, `low`, `close`, `volume` (of the side; of both for mid) and
    `ticks`. Mid prices are rounded half to even to the instrument's digits. The rest is as in `ticks`; timeframes are
    those of `pyworkstation bars`: S5, M1, H4, D1, W1, MN1, T100, ...

    Raises:
        InputError: also for what is no timeframe.
        RequestFailedError, EngineGoneError: as `ticks`.
    """
    from_us, to_us = _range(start, end)
    request = ExportBars(
        symbol=check_symbol(symbol, where="symbol"),
        timeframe=_timeframe(timeframe),
        from_us=from_us,
        to_us=to_us,
        boundary=_one_of(boundary, get_args(Boundary), where="boundary"),
        day_close=_one_of(day_close, get_args(DayClose), where="day_close"),
        side=_one_of(side, get_args(Side), where="side"),
        prices=_one_of(prices, get_args(PriceForm), where="prices"),
    )
    return _read(request, home)


def _read(request: ExportTicks | ExportBars, home: str | Path | None) -> Prices:
    folder = find_home(None if home is None else str(home), os.environ).path
    try:
        reply = _answer(request, folder)
    except RequestFailedError as refusal:
        if refusal.code != InputError.code:
            raise
        raise InputError(**refusal.details) from None
    if not isinstance(reply, Exported):
        raise BugError(f"an export was answered by {type(reply).__name__}")
    return take_over(Path(reply.path))


def _answer(request: ExportTicks | ExportBars, folder: Path) -> Reply:
    connection = find_engine(folder)
    if connection is None:
        return call_process(folder, request)
    with Client(connection) as client:
        # However long it takes: an engine that goes away is noticed.
        return client.call(request, timeout_s=None)


def _timeframe(text: str) -> str:
    if text.isascii() and text.isalnum() and len(text) <= 12:
        return text
    raise InputError(expected="a timeframe such as S5, M1, H4 or D1", found=repr(text), where="timeframe")


def _one_of(word: T, words: tuple[T, ...], *, where: str) -> T:
    if word in words:
        return word
    raise InputError(expected=f"one of {', '.join(map(str, words))}", found=repr(word), where=where)


def _range(start: When, end: When) -> tuple[int | None, int | None]:
    from_us, to_us = _micros(start, "start"), _micros(end, "end")
    if from_us is not None and to_us is not None and to_us < from_us:
        raise InputError(
            expected=f"a time not after end, which is {format_time(to_us)}",
            found=format_time(from_us),
            where="start",
        )
    return from_us, to_us


def _micros(when: When, where: str) -> int | None:
    if when is None:
        return None
    if isinstance(when, str):
        return parse_time(when, where=where)
    if isinstance(when, np.datetime64) and not np.isnat(when):
        return check_time(int(when.astype("datetime64[us]").astype(np.int64)), where=where)
    if isinstance(when, date) and when == when:  # noqa: PLR0124 - pandas' NaT is a datetime, and not itself
        moment = when if isinstance(when, datetime) else datetime(when.year, when.month, when.day)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return check_time((zoned - _EPOCH) // _MICROSECOND, where=where)
    raise InputError(expected="a time: text in ISO 8601, a date or a datetime", found=repr(when), where=where)
