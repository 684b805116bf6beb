"""Many lines or rectangles for one call of QPainter, out of a NumPy array instead of a list of Python objects.

PySide6 takes the first of them and their number where C++ has a pointer and a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from shiboken6 import Shiboken

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T", bound=QLineF | QRectF)

_NUMBERS = 4
"""In a line as in a rectangle."""

_ROOM_AT_FIRST = 64


class Primitives(Generic[T]):
    """Memory that is used again from frame to frame."""

    def __init__(self, kind: type[T]) -> None:
        self._kind: type[T] = kind
        self._make_room(_ROOM_AT_FIRST)

    def rows(self, count: int) -> NDArray[np.float64]:
        """Four numbers for each of so many, to be filled."""
        if count > len(self._memory):
            self._make_room(2 * count)
        return self._memory[:count]

    @property
    def first(self) -> T:
        """What to give to QPainter, with the number of rows that were filled."""
        return self._first

    def _make_room(self, count: int) -> None:
        self._memory = np.zeros((count, _NUMBERS))
        self._first: T = cast("T", Shiboken.wrapInstance(self._memory.ctypes.data, self._kind))
