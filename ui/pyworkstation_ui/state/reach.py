"""How far back to ask for stored bars, so that a chart is filled and not flooded."""

from __future__ import annotations

import re

_SPANS_S = {"S": 1, "M": 60, "H": 3_600, "D": 86_400, "W": 604_800, "MN": 2_592_000}
_BARS = 1_500
_LEAST_US = 4 * 86_400_000_000
"""A long weekend."""
_MOST_US = 60 * 365 * 86_400_000_000
_FURTHER = 8


def first_reach_us(timeframe: str) -> int:
    """About 1,500 bars of a time; bars of counts may be of any length, and begin with some days."""
    letter, count = re.fullmatch(r"([A-Z]+)(\d+)", timeframe).groups()  # type: ignore[union-attr]  # asked for by its name
    span_us = _SPANS_S.get(letter, 0) * int(count) * 1_000_000
    return max(span_us * _BARS, _LEAST_US)


def further_us(reach_us: int) -> int | None:
    """Where nothing was found: further back; None when that is before all markets."""
    return reach_us * _FURTHER if reach_us < _MOST_US else None
