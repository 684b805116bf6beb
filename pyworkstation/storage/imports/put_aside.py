"""Puts stored ticks aside that a correction takes the place of; undoing the correction brings them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.hour_counts import recount_hours

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.database import Store


class Stretch(NamedTuple):
    """The time from `from_us` up to and with `to_us`, which import `import_id` of a run fills."""

    import_id: int
    run_id: int
    from_us: int
    to_us: int


def put_aside(cursor: DuckDBPyConnection, instrument_id: int, stretch: Stretch) -> int:
    """Take out the ticks of a stretch that earlier runs stored; how many."""
    bounds = {
        "instrument_id": instrument_id,
        "run_id": stretch.run_id,
        "from_us": stretch.from_us,
        "to_us": stretch.to_us,
    }
    count = 0
    for table in ("plain", "odd"):
        wanted = bounds | {"import_id": stretch.import_id}
        [(moved,)] = cursor.execute(statement(f"put_aside_{table}"), wanted).fetchall()
        cursor.execute(statement(f"delete_{table}_stretch"), bounds)
        count += int(moved)
    if count:
        recount_hours(cursor, instrument_id, first_us=stretch.from_us, last_us=stretch.to_us)
    return count


def ticks_between(store: Store, instrument_id: int, *, from_us: int, to_us: int) -> int:
    """How many ticks are stored from `from_us` up to and with `to_us`."""
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        [(count,)] = cursor.execute(statement("count_stretch"), wanted).fetchall()
    return int(count)
