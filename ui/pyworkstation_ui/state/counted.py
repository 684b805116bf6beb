"""Numbers of things, sizes and spans of time, in words."""

from __future__ import annotations

_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))
_HOUR_S, _MINUTE_S = 3600, 60


def counted(number: int, what: str) -> str:
    """`1 tick`, `266,219 ticks`."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def format_bytes(size: int) -> str:
    """`812 B`, `12.3 MB`, in steps of 1024."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size} B"


def format_left(seconds: int | None) -> str:
    """`4 s`, `2 min 05 s`, `1 h 20 min`; empty when nobody knows."""
    if seconds is None:
        return ""
    if seconds >= _HOUR_S:
        return f"{seconds // _HOUR_S} h {seconds % _HOUR_S // _MINUTE_S:02} min"
    if seconds >= _MINUTE_S:
        return f"{seconds // _MINUTE_S} min {seconds % _MINUTE_S:02} s"
    return f"{seconds} s"
