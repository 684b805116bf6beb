"""A timeframe as people type it."""

from __future__ import annotations

from pyworkstation.client.timeframe_name import parse_timeframe

QUICK = ("S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1", "W1", "MN1")
"""What a menu offers."""


def typed_timeframe(text: str) -> str:
    """The engine's name of it: `M5` for `m5`, `5m` or `5 min`. A number alone is minutes, as on other platforms.

    Raises:
        InputError: when it is no timeframe.
    """
    text = text.strip()
    return parse_timeframe(f"M{text}" if text.isascii() and text.isdigit() else text)
