"""Names of the timeframes that the desktop and the replay keep. The engine accepts any other of its grammar too."""

from __future__ import annotations

from typing import Literal, NewType

Timeframe = NewType("Timeframe", str)
"""Canonical name: a letter and a count, `S1 S5 S15 M1 M5 M15 M30 H1 H4 D1`."""

Side = Literal["bid", "ask", "mid"]
Boundary = Literal["left", "right"]
"""`left` is [open, close): a tick exactly on the boundary opens the next bar. `right` is (open, close]."""

DayClose = Literal["session", "new-york", "utc"]
"""When a day ends: with the instrument's own session; at 17:00 America/New_York (Sunday's open belongs to Monday); at
midnight UTC."""

_OF_DAYS = ("D", "W", "MN")


def is_of_days(timeframe: str) -> bool:
    """Are its bars, by its canonical name, made of trading days? Those of seconds, minutes, hours and counts know none."""
    return timeframe.startswith(_OF_DAYS)


STANDARD_TIMEFRAMES: tuple[Timeframe, ...] = tuple(
    Timeframe(name) for name in ("S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1")
)
"""Kept by every replay, lowest first. A new standard timeframe is one more name here."""
