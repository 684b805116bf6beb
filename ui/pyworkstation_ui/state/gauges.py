"""Small measurements shown in the status bar."""

from __future__ import annotations

from collections import deque
from statistics import median


class Gauge:
    """The last measurement and the median of the newest `size`."""

    def __init__(self, size: int) -> None:
        self._values: deque[float] = deque(maxlen=size)

    def add(self, value: float) -> None:
        """One more measurement."""
        self._values.append(value)

    def clear(self) -> None:
        """Forget all of them."""
        self._values.clear()

    @property
    def last(self) -> float | None:
        """The newest; None before the first."""
        return self._values[-1] if self._values else None

    @property
    def median(self) -> float | None:
        """Median of the newest; None before the first."""
        return median(self._values) if self._values else None


def format_duration(seconds: float | None) -> str:
    """`85 us`, `1.24 ms`, `-` when not measured."""
    if seconds is None:
        return "-"
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"
