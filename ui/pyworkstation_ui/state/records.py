"""Columns of a table: how each writes a row's value, told without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

Row = TypeVar("Row")


class Tone(Enum):
    """What a cell's colour says."""

    PLAIN = "plain"
    DIM = "dim"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UP = "up"
    DOWN = "down"


def _plain(_: object) -> Tone:
    return Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`sample` is about as long as a value gets: it sets the width. Numbers stand flush right.

    `tip` is what the tool tip of a cell says, where the cell may be too narrow or too short for it; `order` is what rows
    are sorted by, which as text would sort otherwise. `share`, from 0 to 1, is drawn as a bar below
    the text, `spark` as a line.
    """

    title: str
    text: Callable[[Row], str]
    sample: str
    is_number: bool = False
    says: str = ""
    tip: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone] = _plain
    order: Callable[[Row], float | str] | None = None
    share: Callable[[Row], float | None] | None = None
    spark: Callable[[Row], Sequence[float]] | None = None


def changed_rows(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, int] | None:
    """The first and the last place at which two lists of one length differ; None when they are equal."""
    places = [
        place
        for place, pair in enumerate(zip(before, after, strict=True))
        if pair[0] is not pair[1] and pair[0] != pair[1]
    ]
    return (places[0], places[-1]) if places else None


def same_keys(before: Sequence[Row], after: Sequence[Row], key: Callable[[Row], Hashable]) -> bool:
    """The same things in the same places, whatever is said of them."""
    return len(before) == len(after) and all(map(lambda a, b: key(a) == key(b), before, after))
