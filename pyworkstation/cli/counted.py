"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """`1 tick`, `266,219 ticks`."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def times_market(speed: float) -> str:
    """A replay's speed: `0.5x`, `1,000,000x`."""
    return f"{speed:,.10g}x"
