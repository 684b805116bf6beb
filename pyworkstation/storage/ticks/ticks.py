"""Reads stored ticks, oldest first, in slices of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

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

    `take` turns each table into what is yielded, once. Its columns are `ts_us, bid, ask, bid_volume, ask_volume`, int64, in
    order of time, or where all ticks are plain `ts_ms` (int64) `bid, spread, bid_volume_10k, ask_volume_10k` (int32), which
    `take` must put in order of time; no two are of one time then.

    Raises:
        EnvironmentFailure: when the disk fails or a block on it is damaged.
    """
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    for slice_from_us, slice_to_us in _slices(store, wanted, slice_ticks):
        rows = wanted | {"from_us": max(from_us, slice_from_us), "to_us": min(to_us, slice_to_us)}
        yield _read_slice(store, rows, take)


def _slices(store: Store, wanted: dict[str, int], slice_ticks: int) -> list[tuple[int, int]]:
    with store.cursor() as cursor:
        [(ticks,)] = cursor.execute(statement("count_ticks"), wanted).fetchall()
        # To count is three times as quick as to plan, and most ranges are small.
        if ticks <= slice_ticks:
            return [(wanted["from_us"], wanted["to_us"])] if ticks else []
        return cursor.execute(statement("plan_slices"), wanted | {"slice_ticks": slice_ticks}).fetchall()


def _read_slice(store: Store, rows: dict[str, int], take: Callable[[ArrowStream], T]) -> T:
    # One state of the store for both statements.
    with store.transaction() as cursor:
        return take(_select(cursor, rows))


def _select(cursor: DuckDBPyConnection, rows: dict[str, int]) -> ArrowStream:
    if cursor.execute(statement("find_odd_tick"), rows).fetchall():
        return cursor.sql(statement("read_ticks"), params=rows)
    plain = {
        "instrument_id": rows["instrument_id"],
        "from_ms": -(-rows["from_us"] // 1000),
        "to_ms": -(-rows["to_us"] // 1000),
    }
    # Not `to_arrow_reader`, which needs pyarrow.
    return cursor.sql(statement("read_plain_ticks"), params=plain)
