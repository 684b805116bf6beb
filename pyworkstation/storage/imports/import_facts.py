"""One import of the journal, by the number that `imports` shows: its ticks, and the rows that it left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.ticks.ticks import ArrowStream

_SLICE_TICKS = 250_000

T = TypeVar("T")


class ImportFacts(NamedTuple):
    """An import of `files`, `path` the first. The times are those of its first and last tick; None when it has none."""

    symbol: str
    path: str
    files: int
    first_us: int | None
    last_us: int | None


def find_import(store: Store, run_id: int) -> ImportFacts:
    """The import of a number. Raises InputError that says where to find the numbers."""
    with store.cursor() as cursor:
        row = cursor.execute(statement("find_import"), {"run_id": run_id}).fetchone()
    if row is None:
        raise InputError(
            expected="the number of an import",
            found=str(run_id),
            where="--import",
            mend="`pyworkstation imports` lists them",
        )
    return ImportFacts(*row)


def read_import_ticks(
    store: Store,
    instrument_id: int,
    run_id: int,
    *,
    from_us: int,
    to_us: int,
    take: Callable[[ArrowStream], T],
) -> Iterator[T]:
    """Those ticks of [from_us, to_us) that this import stored: as `pyworkstation.storage.ticks.ticks.read_ticks`."""
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        slices = cursor.execute(statement("plan_slices"), wanted | {"slice_ticks": _SLICE_TICKS}).fetchall()
    for slice_from_us, slice_to_us in slices:
        rows = wanted | {
            "run_id": run_id,
            "from_us": max(from_us, slice_from_us),
            "to_us": min(to_us, slice_to_us),
        }
        with store.cursor() as cursor:
            table = take(cursor.sql(statement("ticks_of_import"), params=rows))
        yield table


def rejects_of_import(store: Store, run_id: int) -> dict[str, int]:
    """How many rows of each kind of fault one import left out."""
    with store.cursor() as cursor:
        rows = cursor.execute(statement("rejects_of_import"), {"run_id": run_id}).fetchall()
    return dict(rows)


def rejects_of_time(store: Store, instrument_id: int, *, from_us: int, to_us: int) -> dict[str, int]:
    """The same of all imports that have ticks of [from_us, to_us), or none at all."""
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        rows = cursor.execute(statement("rejects_of_time"), wanted).fetchall()
    return dict(rows)
