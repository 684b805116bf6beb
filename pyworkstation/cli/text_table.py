"""Rows as a table for people."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | float | bool | None

_ROWS_MEASURED = 1000
"""As wide as the first rows need; a longer cell further down pushes its line out rather than waiting for it."""


def text_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of a table: numbers to the right, nothing where there is no value."""
    remaining = iter(rows)
    first = list(itertools.islice(remaining, _ROWS_MEASURED))
    widths = [
        max(map(len, cells)) for cells in zip(columns, *(map(_text, row) for row in first), strict=True)
    ]
    right = [any(_is_number(row[place]) for row in first) for place in range(len(columns))]
    yield _line(columns, widths, right)
    yield "  ".join("-" * width for width in widths)
    for row in itertools.chain(first, remaining):
        yield _line([_text(cell) for cell in row], widths, right)


def _line(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    placed = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(placed).rstrip()


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _is_number(cell: Cell) -> bool:
    """Decimals and big integers cross the bus as text."""
    if isinstance(cell, str):
        return cell.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool)
