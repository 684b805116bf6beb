"""Parquet files of ticks that `pyworkstation ticks` wrote: which they are, and their ticks slice by slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pyworkstation.storage.parquet.archive_day import reading_parquet
from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.ticks import SLICE_TICKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyworkstation.storage.parquet.archive_day import ArchiveFacts
    from pyworkstation.storage.ticks.ticks import ArrowStream

T = TypeVar("T")


def is_exported(path: Path) -> bool:
    """Whether its columns are those of an export: an archive has others."""
    with reading_parquet(path) as connection:
        names = connection.execute("SELECT name FROM parquet_schema($path)", {"path": str(path)}).fetchall()
    return ("bid_volume_units",) in names


def read_exported(
    path: Path, facts: ArchiveFacts, *, take: Callable[[ArrowStream], T], slice_ticks: int = SLICE_TICKS
) -> Iterator[T]:
    """Its ticks in its order, as what `take` makes of tables with int64 columns as in `read_ticks`.

    Raises:
        InputError: when it is damaged.
    """
    file = {"path": str(path)}
    scales = {"scale": 10**facts.digits, "volume_scale": 10**facts.volume_digits}
    with reading_parquet(path) as connection:
        slices = connection.execute(
            statement("exported_slices"), file | {"slice_ticks": slice_ticks}
        ).fetchall()
        for from_us, to_us in slices:
            wanted = file | scales | {"from_us": from_us, "to_us": to_us}
            yield take(connection.sql(statement("exported_ticks"), params=wanted))
