"""Dates that return every year, by the rules that calendars print: `12-25`, `easter -2`, `mon 3 jan observed`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pyworkstation.domain.errors import InputError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SATURDAY, _SUNDAY = 5, 6
_LEAP_YEAR = 2000

_RULE = re.compile(
    r"(?:(?P<fixed>\d\d-\d\d)|(?P<easter>easter)"
    rf"|(?P<weekday>{'|'.join(_DAYS)}) (?P<number>[1-4]|last) (?P<month>{'|'.join(_MONTHS)}))"
    r"(?: (?P<days>[+-]\d{1,3}))?(?: (?P<moved>observed|or monday))?"
)


def holiday(rule: str, year: int) -> date | None:
    """The date that `rule` gives for a year; None where there is none (29 February).

    Raises:
        InputError: for what is no rule.
    """
    parts = _RULE.fullmatch(rule)
    if parts is None or not _exists(parts["fixed"]):
        raise InputError(
            expected="a date such as 12-25, easter -2, mon 3 jan or 07-04 observed",
            found=repr(rule),
            where="holiday",
        )
    try:
        day = _base(parts, year)
    except ValueError:
        return None
    return _moved(day + timedelta(days=int(parts["days"] or 0)), parts["moved"])


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Nature, 20 April 1876)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _exists(fixed: str | None) -> bool:
    try:
        return fixed is None or bool(date.fromisoformat(f"{_LEAP_YEAR}-{fixed}"))
    except ValueError:
        return False


def _base(parts: re.Match[str], year: int) -> date:
    if parts["fixed"]:
        return date.fromisoformat(f"{year}-{parts['fixed']}")
    if parts["easter"]:
        return easter(year)
    weekday, month = _DAYS.index(parts["weekday"]), 1 + _MONTHS.index(parts["month"])
    if parts["number"] == "last":
        end = date(year + month // 12, month % 12 + 1, 1)
        return end - timedelta(days=1 + (end.weekday() - 1 - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (int(parts["number"]) - 1))


def _moved(day: date, how: str | None) -> date:
    if how and day.weekday() == _SUNDAY:
        return day + timedelta(days=1)
    if how == "observed" and day.weekday() == _SATURDAY:
        return day - timedelta(days=1)
    return day
