"""The cache of bars: what was built from which ticks, and whether those have changed since.

Time is cut into cells, and the bars of a cell are one row. Whoever changes ticks gives their hours another number
(`tick_hours.changed`) in the same transaction, and knows nothing of this cache.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.spans import Span
from pyworkstation.storage.bars.packed_bars import pack_bars, unpack_bars
from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.narrow_columns import narrow, widen
from pyworkstation.storage.ticks.ticks import EVER_US

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Bars
    from pyworkstation.domain.timeframe import Boundary
    from pyworkstation.storage.database import Store

log = logging.getLogger(__name__)

HOUR_US = 3_600_000_000

_ROOM_TO_KEEP = 200_000_000
"""Bytes of the disk that are no cache's to take."""


class Series(NamedTuple):
    """Whose bars, of which kind; `day_close` names the days that they are made of, `built_by` is the version of the engine."""

    instrument_id: int
    timeframe: str
    boundary: Boundary
    day_close: str
    built_by: str


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Hours that have ticks, in order, with the number that each has had since its ticks last changed."""

    hour: NDArray[np.int64]
    changed: NDArray[np.int64]

    def of(self, spans: Iterable[Span]) -> Hours:
        """Those that ticks of these spans can lie in. The spans are in order."""
        rows: list[slice] = []
        for span in spans:
            first = int(np.searchsorted(self.hour, span.start // HOUR_US))
            last = int(np.searchsorted(self.hour, (span.stop - 1) // HOUR_US, side="right"))
            rows.append(slice(max(first, rows[-1].stop if rows else 0), last))
        return Hours(*(_rows_of(column, rows) for column in (self.hour, self.changed)))

    def differing(self, other: Hours) -> list[int]:
        """Hours that one of both lacks, or that have another number."""
        if np.array_equal(self.hour, other.hour) and np.array_equal(self.changed, other.changed):
            return []
        mine = set(zip(self.hour.tolist(), self.changed.tolist(), strict=True))
        theirs = set(zip(other.hour.tolist(), other.changed.tolist(), strict=True))
        return sorted({hour for hour, _ in mine ^ theirs})


@dataclass(frozen=True, slots=True, eq=False)
class BarCell:
    """Bars, the spans of ticks they are built from - all ticks of those -, and what the hours' numbers were then."""

    spans: list[Span]
    hours: Hours
    bars: Bars


class Link(NamedTuple):
    """A cell without its bars. Those of a series of counts are a chain: each goes on where the one before ends."""

    spans: list[Span]
    hours: Hours


class PackedCell(NamedTuple):
    """A cell as it is stored."""

    spans: list[int]
    hours: bytes
    bars: bytes

    def unpacked(self) -> BarCell:
        """The cell."""
        return BarCell(_spans(self.spans), Hours(*widen(self.hours, 2)), unpack_bars(self.bars))


class LoadedCells(NamedTuple):
    """Cells by number, and the hours as they are now."""

    cells: dict[int, PackedCell]
    hours: Hours


def load_cells(store: Store, series: Series, *, cells: range, covered: Span) -> LoadedCells:
    """What is cached of these cells, and the hours of `covered`, both at one instant."""
    wanted = series._asdict() | {"first_cell": cells.start, "last_cell": cells.stop - 1}
    with store.transaction() as cursor:
        rows = cursor.execute(statement("load_bar_cells"), wanted).fetchall()
        hours = _hours(cursor, series.instrument_id, covered)
    return LoadedCells({number: PackedCell(*row) for number, *row in rows}, hours)


def load_chain(store: Store, series: Series) -> tuple[list[Link], Hours]:
    """All cells of a series of counts in order, without their bars, and all hours, both at one instant."""
    with store.transaction() as cursor:
        rows = cursor.execute(statement("load_bar_chain"), series._asdict()).fetchall()
        hours = _hours(cursor, series.instrument_id, Span(-EVER_US, EVER_US))
    return [Link(_spans(spans), Hours(*widen(packed, 2))) for spans, packed in rows], hours


def load_bars(store: Store, series: Series, number: int, link: Link) -> Bars | None:
    """The bars of a cell; None when another has taken its place."""
    wanted = series._asdict() | {"cell": number} | _key(link.spans, link.hours)
    with store.cursor() as cursor:
        row = cursor.execute(statement("load_bar_cell"), wanted).fetchone()
    return None if row is None else unpack_bars(row[0])


def store_cell(store: Store, series: Series, number: int, cell: BarCell, *, ends_chain: bool = False) -> None:
    """Put a cell in the place of what is cached of it, and in that of all later ones where it `ends_chain`.

    Where the disk fails or is nearly full, nothing is cached.
    """
    if shutil.disk_usage(store.home.path).free < _ROOM_TO_KEEP:
        return
    forgotten = series._asdict() | {"first_cell": number, "last_cell": EVER_US if ends_chain else number}
    del forgotten["built_by"]
    row = series._asdict() | {"cell": number, "bars": pack_bars(cell.bars)} | _key(cell.spans, cell.hours)
    try:
        # Two that write a cell at once would leave it twice.
        with store.writing_cells, store.transaction() as cursor:
            cursor.execute(statement("forget_bar_cells"), forgotten)
            cursor.execute(statement("store_bar_cell"), row)
    except EnvironmentFailure as failure:
        log.info("bars are not cached: %s", failure)


def _key(spans: list[Span], hours: Hours) -> dict[str, Any]:
    return {
        "spans": [bound for span in spans for bound in span],
        "hours": narrow([hours.hour, hours.changed]),
    }


def _spans(bounds: list[int]) -> list[Span]:
    one_by_one = iter(bounds)
    return [Span(*pair) for pair in zip(one_by_one, one_by_one, strict=True)]


def _hours(cursor: DuckDBPyConnection, instrument_id: int, covered: Span) -> Hours:
    wanted = {
        "instrument_id": instrument_id,
        "first_hour": covered.start // HOUR_US,
        "last_hour": (covered.stop - 1) // HOUR_US,
    }
    columns: dict[str, Any] = cursor.execute(statement("changes_by_hour"), wanted).fetchnumpy()
    return Hours(columns["hour"], columns["changed"])


def _rows_of(column: NDArray[np.int64], rows: list[slice]) -> NDArray[np.int64]:
    return np.concatenate([column[:0], *(column[some] for some in rows)])
