"""Dates and times of day in English, like the rest of the window.

Without `strftime`: it speaks the language that Qt set for the process, and imports a module at each call, which PySide watches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_date(day: date) -> str:
    """`Mon 10 Mar 2025`."""
    return f"{weekday_name(day)} {day.day} {month_name(day)} {day.year}"


def weekday_name(day: date) -> str:
    """`Mon`."""
    return _WEEKDAYS[day.weekday()]


def month_name(day: date) -> str:
    """`Mar`."""
    return _MONTHS[day.month - 1]


def time_of_day(moment: datetime, *, has_seconds: bool) -> str:
    """`14:05`, or `14:05:09`."""
    return moment.time().isoformat("seconds" if has_seconds else "minutes")
