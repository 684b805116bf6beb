"""Reads stored ticks, oldest first, in slices of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.storage.database import Store

SLICE_TICKS = 1_000_000
EVER_US = 2**62

T = TypeVar("T")


class ArrowStream(Protocol):
    """Anything that hands its rows over through the Arrow C stream interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None, /) -> object:
        """A PyCapsule."""


class Coverage(NamedTuple):
    """What is stored of an instrument. The times are those of the first and the last tick."""

    ticks: int
    first_us: int
    last_us: int


def coverage(store: Store, instrument_id: int) -> Coverage | None:
    """How much is stored of an instrument; None when nothing is."""
    with store.cursor() as cursor:
        row = cursor.execute(statement("coverage"), {"instrument_id": instrument_id}).fetchone()
    return None if row is None or not row[0] else Coverage(*row)


def count_ticks(store: Store, instrument_id: int, *, from_us: int | None, to_us: int | None) -> int:
    """How many ticks the hours of [from_us, to_us) hold: no fewer than there are in that time."""
    wanted = {
        "instrument_id": instrument_id,
        "from_us": -EVER_US if from_us is None else from_us,
        "to_us": EVER_US if to_us is None else to_us,
    }
    with store.cursor() as cursor:
        [(ticks,)] = cursor.execute(statement("count_ticks"), wanted).fetchall()
    return int(ticks)


def read_ticks(
    store: Store,
    instrument_id: int,
    *,
    from_us: int,
    to_us: int,
    take: Callable[[ArrowStream], T],
    slice_ticks: int = SLICE_TICKS,
) -> Iterator[T]:
    """Ticks of [from_us, to_us) in order of time and arrival, in tables of whole hours of about `slice_ticks` rows.

    `take` turns each table into what is yielded, once; its columns `ts_us, bid, ask, bid_volume, ask_volume` are int64.

    Raises:
        EnvironmentFailure: when the disk fails or a block on it is damaged.
    """
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        slices = cursor.execute(statement("plan_slices"), wanted | {"slice_ticks": slice_ticks}).fetchall()
    for slice_from_us, slice_to_us in slices:
        rows = wanted | {"from_us": max(from_us, slice_from_us), "to_us": min(to_us, slice_to_us)}
        with store.cursor() as cursor:
            table = take(cursor.sql(statement("read_ticks"), params=rows))
        yield table
