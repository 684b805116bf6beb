"""Answers `get_quality` and `get_import_quality`: what stored ticks are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.time_range import check_range
from pyworkstation.engine import QualityScan, TickColumns
from pyworkstation.services.quality_report import Examined, report
from pyworkstation.services.session_calendar import session_calendar
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.import_facts import (
    find_import,
    read_import_ticks,
    rejects_of_import,
    rejects_of_time,
)
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.engine import TickQuality
    from pyworkstation.protocol.messages import GetImportQuality, GetQuality, Quality, QualityDays
    from pyworkstation.storage.database import Store

_SLICE_TICKS = 250_000
"""Larger ones are no faster, and take more memory."""


def get_quality(request: GetQuality, store: Store) -> Iterator[QualityDays | Quality]:
    """The report on [from_us, to_us); from the first stored tick to the last, where an end is not given.

    Raises:
        InputError: for a symbol that is unknown, or of which nothing is stored in that time.
    """
    check_range(request.from_us, request.to_us)
    source = StoredTicks(store)
    covered = source.coverage(request.symbol)
    from_us = covered.first_us if request.from_us is None else request.from_us
    to_us = covered.last_us + 1 if request.to_us is None else request.to_us
    chunks = source.tick_chunks(request.symbol, from_us=from_us, to_us=to_us, slice_ticks=_SLICE_TICKS)
    found = scanned(store, request.symbol, chunks, gap_minutes=request.gap_minutes, range_us=(from_us, to_us))
    rejected = rejects_of_time(store, find_instrument(store, request.symbol).id, from_us=from_us, to_us=to_us)
    yield from report(
        found,
        Examined(
            symbol=request.symbol,
            digits=covered.digits,
            of="stored ticks",
            gap_minutes=request.gap_minutes,
            from_us=from_us,
            to_us=to_us,
            rejected=rejected,
        ),
    )


def get_import_quality(request: GetImportQuality, store: Store) -> Iterator[QualityDays | Quality]:
    """The report on the ticks that one import stored: those of its file that no earlier one had.

    Raises:
        InputError: for a number of no import, or of one that stored no tick.
    """
    facts = find_import(store, request.import_id)
    number, instrument = find_instrument(store, facts.symbol)
    if facts.first_us is None or facts.last_us is None:
        raise _no_ticks(f"import {request.import_id}")
    range_us = (facts.first_us, facts.last_us + 1)
    chunks = read_import_ticks(
        store, number, request.import_id, from_us=range_us[0], to_us=range_us[1], take=TickColumns.from_arrow
    )
    found = scanned(store, facts.symbol, chunks, gap_minutes=request.gap_minutes, range_us=range_us)
    yield from report(
        found,
        Examined(
            symbol=facts.symbol,
            digits=instrument.digits,
            of=f"import {request.import_id}: {facts.path}{f' and {facts.files - 1} more' * (facts.files > 1)}",
            gap_minutes=request.gap_minutes,
            from_us=range_us[0],
            to_us=range_us[1],
            rejected=rejects_of_import(store, request.import_id),
        ),
    )


def scanned(
    store: Store,
    symbol: str,
    chunks: Iterable[TickColumns],
    *,
    gap_minutes: int,
    range_us: tuple[int | None, int | None],
) -> TickQuality:
    """What a scan of these ticks, by the hours of the instrument, finds. Raises InputError when there is none."""
    scan = QualityScan(session_calendar(store.home, symbol), gap_minutes=gap_minutes)
    for ticks in chunks:
        scan.push(ticks)
    found = scan.found(from_us=range_us[0], to_us=range_us[1])
    if not found.ticks:
        raise _no_ticks(symbol)
    return found


def _no_ticks(what: str) -> InputError:
    return InputError(expected="ticks to look at", found="none", where=what)
