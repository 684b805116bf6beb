"""A client may send so many requests a second, and more for a moment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`burst` requests at once, and `per_s` a second from then on."""

    per_s: float = 2_000.0
    burst: float = 10_000.0


class Allowance:
    """What is left of one client's limit; `now_s` never goes back."""

    def __init__(self, limit: RateLimit, *, now_s: float) -> None:
        self._limit = limit
        self._left = limit.burst
        self._at_s = now_s

    def take(self, *, now_s: float) -> bool:
        """Count one request. False: it is one too many."""
        self._left = min(self._limit.burst, self._left + (now_s - self._at_s) * self._limit.per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
