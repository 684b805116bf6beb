"""Reads the quotes of many instruments at once: all of a stretch of time in one order, or the last of each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pyworkstation.storage.database import Store

_HOUR_US = 3_600_000_000


class QuoteRows(NamedTuple):
    """Columns of int64 in order of time; ticks of one instrument and time in the order they came."""

    instrument_ids: NDArray[np.int64]
    ts_us: NDArray[np.int64]
    bid: NDArray[np.int64]
    ask: NDArray[np.int64]


def read_quotes(store: Store, instrument_ids: Sequence[int], *, from_us: int, to_us: int) -> QuoteRows:
    """Those of [from_us, to_us). Raises EnvironmentFailure when the disk fails."""
    return _rows(store, "read_quotes", instrument_ids, from_us=from_us, to_us=to_us)


def last_quotes(store: Store, instrument_ids: Sequence[int], *, before_us: int) -> list[QuoteRows]:
    """In the last row of an instrument its last tick before a time. Raises EnvironmentFailure when the disk fails."""
    with store.cursor() as cursor:
        wanted = {"instrument_ids": list(instrument_ids), "to_us": before_us}
        found = cursor.execute(statement("last_quoted_hours"), wanted).fetchall()
    of_hour: dict[int, list[int]] = defaultdict(list)
    for instrument_id, hour in found:
        of_hour[hour].append(instrument_id)
    return [
        _rows(
            store,
            "last_quotes",
            ids,
            from_us=hour * _HOUR_US,
            to_us=min(before_us, (hour + 1) * _HOUR_US),
        )
        for hour, ids in of_hour.items()
    ]


def _rows(store: Store, name: str, instrument_ids: Sequence[int], *, from_us: int, to_us: int) -> QuoteRows:
    wanted = {"instrument_ids": list(instrument_ids), "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        columns: dict[str, Any] = cursor.execute(statement(name), wanted).fetchnumpy()
    names = ("instrument_id", "ts_us", "bid", "ask")
    return QuoteRows(*(np.asarray(columns[name], dtype=np.int64) for name in names))
