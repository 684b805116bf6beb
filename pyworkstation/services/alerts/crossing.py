"""When a level is crossed: by the very value that does it, coming from the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

When = Literal["above", "below", "touch"]


def crossings(
    before: float | None, values: NDArray[np.float64], when: When, level: float
) -> NDArray[np.intp]:
    """Rows of the values that reach or cross the level, in order. Without a value before, the first is only where it starts.

    Whoever stands on the level has reached it: it must be left before it can be reached again. NaN is no value.
    """
    there = np.flatnonzero(np.isfinite(values))
    seen = values[there]
    first = seen[:1] if before is None else np.array([before])
    origin = np.concatenate((first, seen))[: len(seen)]
    upwards = (origin < level) & (seen >= level)
    downwards = (origin > level) & (seen <= level)
    found = {"above": upwards, "below": downwards, "touch": upwards | downwards}[when]
    return there[found]
