"""Names of the timeframes that the desktop and the replay keep. The engine accepts any other of its grammar too."""

from __future__ import annotations

from typing import Literal, NewType

Timeframe = NewType("Timeframe", str)
"""Canonical name: a letter and a count, `S1 S5 S15 M1 M5 M15 M30 H1 H4 D1`."""

Side = Literal["bid", "ask", "mid"]
Boundary = Literal["left", "right"]
"""`left` is [open, close): a tick exactly on the boundary opens the next bar. `right` is (open, close]."""

DayClose = Literal["new-york", "utc"]
"""When a day ends: 17:00 America/New_York (Sunday's open belongs to Monday) or midnight UTC."""

STANDARD_TIMEFRAMES: tuple[Timeframe, ...] = tuple(
    Timeframe(name) for name in ("S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1")
)
"""Kept by every replay, lowest first. A new standard timeframe is one more name here."""
