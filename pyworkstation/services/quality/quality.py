"""Answers `get_quality` and `get_import_quality`: what stored ticks are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.time_range import check_range
from pyworkstation.engine import QualityScan, TickColumns
from pyworkstation.services.quality.quality_report import Examined, in_short, report
from pyworkstation.services.session_calendar import session_calendar
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.imports.import_facts import (
    find_import,
    read_import_ticks,
    rejects_of_import,
    rejects_of_time,
)
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.domain.asker import Asker
    from pyworkstation.engine import TickQuality
    from pyworkstation.protocol.messages import GetImportQuality, GetQuality, Quality, QualityDays
    from pyworkstation.storage.database import Store

_SLICE_TICKS = 250_000
"""Larger ones are no faster, and take more memory."""


def get_quality(request: GetQuality, store: Store, asker: Asker) -> Iterator[QualityDays | Quality]:
    """The report on [from_us, to_us); from the first stored tick to the last, where an end is not given.

    Raises:
        InputError: for a symbol that is unknown, or of which nothing is stored in that time.
        AskerGoneError: when the asker left.
    """
    check_range(request.from_us, request.to_us)
    source = StoredTicks(store)
    covered = source.coverage(request.symbol)
    from_us = covered.first_us if request.from_us is None else request.from_us
    to_us = covered.last_us + 1 if request.to_us is None else request.to_us
    chunks = source.tick_chunks(request.symbol, from_us=from_us, to_us=to_us, slice_ticks=_SLICE_TICKS)
    scan = QualityScan(session_calendar(store.home, request.symbol), gap_minutes=request.gap_minutes)
    found = _scanned(scan, chunks, asker, from_us=from_us, to_us=to_us)
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


def get_import_quality(
    request: GetImportQuality, store: Store, asker: Asker
) -> Iterator[QualityDays | Quality]:
    """The report on the ticks that one import stored: those of its file that no earlier one had.

    Raises:
        InputError: for a number of no import, or of one that stored no tick.
        AskerGoneError: when the asker left.
    """
    facts = find_import(store, request.import_id)
    number, instrument = find_instrument(store, facts.symbol)
    if facts.first_us is None or facts.last_us is None:
        raise _no_ticks(f"import {request.import_id}")
    from_us, to_us = facts.first_us, facts.last_us + 1
    chunks = read_import_ticks(
        store, number, request.import_id, from_us=from_us, to_us=to_us, take=TickColumns.from_arrow
    )
    scan = QualityScan(session_calendar(store.home, facts.symbol), gap_minutes=request.gap_minutes)
    found = _scanned(scan, chunks, asker, from_us=from_us, to_us=to_us)
    yield from report(
        found,
        Examined(
            symbol=facts.symbol,
            digits=instrument.digits,
            of=f"import {request.import_id}: {in_short([facts.path], files=facts.files)}",
            gap_minutes=request.gap_minutes,
            from_us=from_us,
            to_us=to_us,
            rejected=rejects_of_import(store, request.import_id),
        ),
    )


def _scanned(
    scan: QualityScan, chunks: Iterable[TickColumns], asker: Asker, *, from_us: int, to_us: int
) -> TickQuality:
    for ticks in chunks:
        if asker.gone:
            raise AskerGoneError
        scan.push(ticks)
    found = scan.found(from_us=from_us, to_us=to_us)
    if not found.ticks:
        raise _no_ticks("quality")
    return found


def _no_ticks(what: str) -> InputError:
    return InputError(expected="ticks to look at", found="none", where=what)
