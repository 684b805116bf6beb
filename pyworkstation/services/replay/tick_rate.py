"""How many ticks came in within the last second."""

from __future__ import annotations

from collections import deque

_WINDOW_S = 1.0


class TickRate:
    """One thread adds; any may read."""

    def __init__(self) -> None:
        self._frames: deque[tuple[float, int]] = deque()

    def add(self, now_s: float, ticks: int) -> None:
        """So many came in at `now_s`."""
        self._frames.append((now_s, ticks))
        while self._frames[0][0] < now_s - _WINDOW_S:
            self._frames.popleft()

    def clear(self) -> None:
        """Begin anew."""
        self._frames.clear()

    def per_second(self, now_s: float) -> int:
        """Ticks a second over the last second."""
        recent = (ticks for at_s, ticks in tuple(self._frames) if at_s >= now_s - _WINDOW_S)
        return int(sum(recent) / _WINDOW_S)
