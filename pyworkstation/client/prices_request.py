"""What a request for stored prices is made of: checked here, so that a wrong argument is told where it was given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

import numpy as np

from pyworkstation.client.timeframe_name import parse_timeframe
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.timeframe import Boundary, DayClose, Side
from pyworkstation.domain.units import check_time, format_time, parse_time
from pyworkstation.protocol.bounds import broken_bound
from pyworkstation.protocol.messages import ExportBars, ExportTicks

if TYPE_CHECKING:
    from collections.abc import Sequence

When = str | date | np.datetime64 | None
"""ISO 8601 text, a date, a datetime (pandas' too) or NumPy's; without a zone it is UTC, a bare date is its midnight."""

T = TypeVar("T", bound=str)

PriceForm = Literal["float", "decimal", "points"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def ticks_request(symbol: str, start: When, end: When, *, prices: PriceForm) -> ExportTicks:
    """Ticks of [start, end). Raises InputError for an argument that is no time or no symbol."""
    from_us, to_us = _range(start, end)
    return ExportTicks(
        symbol=check_symbol(symbol, where="symbol"),
        from_us=from_us,
        to_us=to_us,
        prices=_one_of(prices, get_args(PriceForm), where="prices"),
    )


def bars_request(
    symbol: str,
    timeframe: str,
    start: When,
    end: When,
    *,
    side: Side,
    prices: PriceForm,
    boundary: Boundary,
    day_close: DayClose,
    indicators: Sequence[str],
) -> ExportBars:
    """Bars that open in [start, end). Raises InputError for an argument that is none of its kind."""
    from_us, to_us = _range(start, end)
    request = ExportBars(
        symbol=check_symbol(symbol, where="symbol"),
        timeframe=parse_timeframe(timeframe),
        from_us=from_us,
        to_us=to_us,
        boundary=_one_of(boundary, get_args(Boundary), where="boundary"),
        day_close=_one_of(day_close, get_args(DayClose), where="day_close"),
        indicators=_texts(indicators, where="indicators"),
        side=_one_of(side, get_args(Side), where="side"),
        prices=_one_of(prices, get_args(PriceForm), where="prices"),
    )
    return _within_bounds(request)


def _one_of(word: T, words: tuple[T, ...], *, where: str) -> T:
    if word in words:
        return word
    raise InputError(expected=f"one of {', '.join(map(str, words))}", found=repr(word), where=where)


def _texts(texts: Sequence[str], *, where: str) -> list[str]:
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise InputError(expected='a list such as ["ema(20)", "rsi"]', found=repr(texts)[:80], where=where)
    return list(texts)


def _within_bounds(request: ExportBars) -> ExportBars:
    broken = broken_bound(request)
    if broken is not None:
        raise InputError(expected=broken.expected, found=broken.found, where=broken.field)
    return request


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
