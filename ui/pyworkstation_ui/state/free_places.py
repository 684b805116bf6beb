"""A strip in which things stand one below the other: the place nearest to where one belongs that nothing else has."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_Span = tuple[float, float]


class FreePlaces:
    """From 0 to `room`. What touches stands as one: hundreds that fill it are soon known to."""

    def __init__(self, room: float) -> None:
        self._room = room
        self._taken: list[_Span] = []

    def take(self, top: float, size: float) -> float:
        """The upper edge of the nearest place, taken from now on; where none is free, as near as the strip allows."""
        wanted = min(max(top, 0.0), self._room - size)
        if not self._taken:
            self._taken.append((wanted, wanted + size))
            return wanted
        tops = [min(max(wanted, first), last) for first, last in self._gaps(wanted, size)]
        place = min(tops, key=lambda each: abs(each - top), default=wanted)
        self._note(place, place + size)
        return place

    def _gaps(self, wanted: float, size: float) -> Iterator[_Span]:
        """(least, greatest) upper edge in the gap there, in the nearest below it and in the nearest above."""
        at = bisect_left(self._taken, (wanted, wanted))
        yield from self._first(range(at, at + 1), size)
        yield from self._first(range(at + 1, len(self._taken) + 1), size)
        yield from self._first(range(at - 1, -1, -1), size)

    def _first(self, gaps: range, size: float) -> Iterator[_Span]:
        """Gap `n` is the one before the span `n`."""
        for gap in gaps:
            first = self._taken[gap - 1][1] if gap else 0.0
            last = (self._taken[gap][0] if gap < len(self._taken) else self._room) - size
            if first <= last:
                yield first, last
                return

    def _note(self, top: float, bottom: float) -> None:
        """With those that it touches it is one span."""
        joined = [span for span in self._taken if span[0] <= bottom and top <= span[1]]
        for span in joined:
            self._taken.remove(span)
        tops, bottoms = zip((top, bottom), *joined, strict=True)
        insort(self._taken, (min(tops), max(bottoms)))
