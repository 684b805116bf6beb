"""A point in time by two clocks: one that nobody sets, and one that goes on while the computer sleeps."""

from __future__ import annotations

import time
from typing import NamedTuple


class Moment(NamedTuple):
    """Seconds of the monotonic clock and of the wall's."""

    steady_s: float
    wall_s: float

    def since(self, earlier: Moment) -> float:
        """Seconds that have passed, by the clock that went further: what sleeps, or is set forward, ends the sooner for it."""
        return max(self.steady_s - earlier.steady_s, self.wall_s - earlier.wall_s)


def now() -> Moment:
    """This moment."""
    return Moment(time.monotonic(), time.time())
