"""Answers `get_ticks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.time_range import check_range
from pyworkstation.protocol.messages import GetTicks, TicksPart
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.storage.database import Store

PART_ROWS = 25_000
"""A megabyte: a larger one would hold up everything else in the engine while it is copied."""


def get_ticks(request: GetTicks, store: Store) -> Iterator[TicksPart]:
    """Stored ticks of [from_us, to_us) in parts of at most 25,000; one empty part when there are none in that time.

    Raises:
        InputError: for times in no order, a symbol that is unknown or of which nothing is stored.
    """
    check_range(request.from_us, request.to_us)
    source = StoredTicks(store)
    instrument = find_instrument(store, request.symbol).instrument
    source.coverage(request.symbol)  # which says what is wrong where there is nothing
    sent = False
    for ticks in source.tick_chunks(request.symbol, from_us=request.from_us, to_us=request.to_us):
        for start in range(0, len(ticks), PART_ROWS):
            rows = ticks.slice(start, min(start + PART_ROWS, len(ticks)))
            yield _part(instrument, len(rows), rows.pack())
            sent = True
    if not sent:
        yield _part(instrument, 0, b"")


def _part(instrument: Instrument, count: int, packed: bytes) -> TicksPart:
    return TicksPart(
        symbol=instrument.symbol,
        digits=instrument.digits,
        volume_digits=instrument.volume_digits,
        count=count,
        packed=packed,
    )
