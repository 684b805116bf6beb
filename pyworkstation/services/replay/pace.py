"""Which market time it is now: a point where market and wall clock met, and a speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

QUIET_US = 600_000_000
"""A longer stretch of market time without a tick is skipped: nobody watches a weekend."""

_LEAD_IN_S = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """At wall time `met_s` it was `met_us` in the market, and `speed` market seconds pass in each second since."""

    met_us: int
    met_s: float
    speed: float

    def market_us(self, now_s: float) -> int:
        """Market time at wall time `now_s`."""
        return self.met_us + int((now_s - self.met_s) * self.speed * 1e6)

    def at(self, *, market_us: int, now_s: float) -> Self:
        """The same speed from another meeting point."""
        return type(self)(market_us, now_s, self.speed)

    def past_quiet(self, *, now_s: float, next_tick_us: int) -> Self:
        """Jump to just before the next tick when it is more than ten market minutes and half a second away."""
        lead_in_us = int(_LEAD_IN_S * self.speed * 1e6)
        if next_tick_us - self.market_us(now_s) <= max(QUIET_US, lead_in_us):
            return self
        return self.at(market_us=next_tick_us - min(lead_in_us, QUIET_US), now_s=now_s)
