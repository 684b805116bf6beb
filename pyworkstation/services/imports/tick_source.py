"""A file of ticks, ready to be read."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from pyworkstation.engine import TickColumns
    from pyworkstation.storage.imports.reading import Reading, Reject


class Piece(NamedTuple):
    """Some ticks of a file, and rows left out; `read_to` of its bytes are done with them.

    `findings` counts the ticks of each kind of fault up to here.
    """

    ticks: TickColumns
    read_to: int
    rejects: Sequence[Reject] = ()
    findings: Mapping[str, int] = MappingProxyType({})


class TickSource(Protocol):
    """One file, with everything settled that decides what is read from it."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def size(self) -> int:
        """Its bytes."""

    @property
    def reading(self) -> Reading:
        """What the journal knows it by."""

    def pieces(self) -> Generator[Piece]:
        """All its ticks, in time order. Raises InputError naming the line or byte that is wrong."""
