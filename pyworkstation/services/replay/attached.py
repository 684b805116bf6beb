"""Which indicators clients have attached to which timeframe, and who holds each of them.

The engine's own ids are those of one engine; ours last from epoch to epoch and over a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyworkstation.domain.timeframe import Side

MOST = 128
"""Of one symbol, so that a snapshot of them all fits in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An indicator on a timeframe. Two that are equal are one."""

    timeframe: str
    name: str
    side: Side
    params: Mapping[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A wanted indicator, its id, and the clients that hold it, by the names they gave."""

    id: int
    wanted: Wanted
    holders: frozenset[str]


@dataclass(slots=True)
class _Count:
    next_id: int


class AttachedIndicators:
    """The book of them. Not thread-safe."""

    def __init__(self, rows: Sequence[Attached] = (), *, next_id: int = 1) -> None:
        self._rows = {row.id: row for row in rows}
        self._count = _Count(next_id)

    @property
    def next_id(self) -> int:
        """Of whichever book comes first."""
        return self._count.next_id

    def emptied(self) -> AttachedIndicators:
        """A book without any, that goes on counting with this one: no id is used twice."""
        book = AttachedIndicators()
        book._count = self._count
        return book

    def __iter__(self) -> Iterator[Attached]:
        # A copy: whoever asks for the engine's health does so without a lock.
        return iter(tuple(self._rows.values()))

    def of(self, timeframe: str) -> list[Attached]:
        """Those on one timeframe, in the order in which they came."""
        return [row for row in self if row.wanted.timeframe == timeframe]

    def get(self, attached_id: int, *, timeframe: str | None = None) -> Attached:
        """Raises InputError for an id that is not attached, or not to this timeframe."""
        row = self._rows.get(attached_id)
        if row is None or timeframe not in (None, row.wanted.timeframe):
            known = ", ".join(f"{each.id} of {each.wanted.timeframe}" for each in self)
            raise InputError(
                expected=f"an attached indicator ({known or 'there is none'})",
                found=str(attached_id) if timeframe is None else f"{attached_id} of {timeframe}",
                where="id",
                mend="attach it first",
            )
        return row

    def find(self, wanted: Wanted) -> Attached | None:
        """The one that is attached already."""
        return next((row for row in self if row.wanted == wanted), None)

    def check_room(self) -> None:
        """Raises InputError when there are as many as there may be."""
        if len(self._rows) >= MOST:
            raise InputError(
                expected=f"at most {MOST} indicators on a symbol",
                found="one more",
                where="attach_indicator",
                mend="detach some, or stop the replay",
            )

    def add(self, wanted: Wanted, *, holder: str) -> Attached:
        """Under the next id."""
        row = Attached(id=self.next_id, wanted=wanted, holders=frozenset({holder}))
        self._count.next_id += 1
        self._rows[row.id] = row
        return row

    def hold(self, row: Attached, *, holder: str) -> Attached:
        """`holder` wants it, too."""
        held = self._rows[row.id] = replace(row, holders=row.holders | {holder})
        return held

    def drop(self, attached_id: int) -> None:
        """Nobody wants it any longer."""
        del self._rows[attached_id]

    def let_go(self, attached_id: int, *, holder: str) -> bool:
        """`holder` wants it no longer. Was it the last one, so that the indicator is gone? Raises InputError."""
        row = self.get(attached_id)
        left = row.holders - {holder}
        if left:
            self._rows[row.id] = replace(row, holders=left)
        else:
            del self._rows[row.id]
        return not left
