"""Fills on a chart: where each lies, and from which entry to which exit a line goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import Fill
    from pyworkstation_ui.state.series import Series

Outcome = Literal["won", "lost", "even"]


@dataclass(frozen=True, slots=True, eq=False)
class FillMarks:
    """Of one symbol, by time. `joins` are (place of the entry, place of the exit, how it came out)."""

    at_us: NDArray[np.int64]
    points: tuple[int, ...]
    is_buy: tuple[bool, ...]
    joins: tuple[tuple[int, int, Outcome], ...]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True)
class DrawnFills:
    """Marks on the bars that hold them; a place beside the view is None. Equal when they look the same."""

    marks: FillMarks
    indexes: tuple[int, ...]


def fill_marks(fills: Iterable[Fill], symbol: str) -> FillMarks:
    """Of the fills known of a symbol; an exit whose entry is not known stands alone."""
    own = sorted((fill for fill in fills if fill.symbol == symbol), key=lambda fill: fill.id)
    entries: dict[int, int] = {}
    joins: list[tuple[int, int, Outcome]] = []
    for place, fill in enumerate(own):
        if fill.effect == "opens":
            entries[fill.position] = place
        elif fill.effect in ("reduces", "closes") and fill.position in entries:
            joins.append((entries[fill.position], place, _outcome(fill.pnl)))
    return FillMarks(
        np.array([fill.at_us for fill in own], dtype=np.int64),
        tuple(fill.price for fill in own),
        tuple(fill.side == "buy" for fill in own),
        tuple(joins),
    )


class FillPlaces:
    """Where fills lie on one series: looked for again when there are others, or another bar."""

    def __init__(self) -> None:
        self._remembered_for: tuple[object, ...] = ()
        self._remembered: DrawnFills | None = None

    def of(self, marks: FillMarks | None, series: Series) -> DrawnFills | None:
        """As `drawn_fills`."""
        wanted = (marks, series, series.generation, series.first_index, len(series))
        if wanted != self._remembered_for:
            self._remembered_for = wanted
            self._remembered = drawn_fills(marks, series)
        return self._remembered


def drawn_fills(marks: FillMarks | None, series: Series) -> DrawnFills | None:
    """On the bars of a series; None where nothing was filled since its oldest bar."""
    if marks is None or not len(marks) or not len(series) or marks.at_us[-1] < series.open_us[0]:
        return None
    rows = series.open_us.rows_of(marks.at_us) - 1
    return DrawnFills(marks, tuple((rows + series.first_index).tolist()))


def _outcome(pnl: int) -> Outcome:
    if pnl == 0:
        return "even"
    return "won" if pnl > 0 else "lost"
