"""Answers `check_files`: what files are worth that nobody has imported yet."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyworkstation.adapters.folder_walk import LeftOut
from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import QualityScan
from pyworkstation.services.imports.import_progress import ProgressMeter
from pyworkstation.services.imports.open_sources import checked_pieces, files_to_read, open_sources
from pyworkstation.services.imports.read_options import ReadOptions, read_options
from pyworkstation.services.imports.scale_check import PriceCheck, price_check
from pyworkstation.services.quality.quality_report import Examined, in_short, report
from pyworkstation.services.session_calendar import rests_at_weekends, session_calendar
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyworkstation.adapters.tick_files import TickFile
    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.protocol.messages import CheckFiles, ImportProgress, Quality, QualityDays
    from pyworkstation.services.imports.tick_source import TickSource
    from pyworkstation.storage.database import Store

_LEFT_OUT = ("unparsable", "not-finite", "between-points", "out-of-order")
_KEPT = ("not-positive", "duplicate", "conflict", "crossed", "zero-spread", "spike", "out-of-hours", "gap")
_NEVER_TOO_MANY = 2**62


def check_files(
    request: CheckFiles, store: Store, asker: Asker
) -> Iterator[ImportProgress | QualityDays | Quality]:
    """The report on the ticks of all files, one after the other, after parts that tell the progress.

    Raises:
        InputError: for a file that cannot be read as ticks of the symbol, or when there is no tick.
        AskerGoneError: when the asker left.
    """
    files = request.files
    stored = find_instrument(store, files.symbol)
    found = files_to_read(files, store.home)
    if found.left_out:
        raise found.left_out[0].fault
    calendar = session_calendar(store.home, files.symbol)
    options = read_options(files, calendar, rests_at_weekends=rests_at_weekends(store.home, files.symbol))
    work = _Work(
        options=_tolerant(options),
        instrument=stored.instrument,
        prices=price_check(store, stored, price_shift=files.price_shift, accept_prices=files.accept_prices),
        scan=QualityScan(calendar, gap_minutes=request.gap_minutes),
        asker=asker,
    )
    yield from _read_all(work, found.files)
    quality = work.scan.found()
    if quality.ends_us is None:
        raise InputError(expected="ticks to look at", found="none", where=files.paths[0])
    first_us, last_us = quality.ends_us
    yield from report(
        quality,
        Examined(
            symbol=files.symbol,
            digits=stored.instrument.digits,
            of=in_short([str(file.path) for file in found.files]),
            gap_minutes=request.gap_minutes,
            from_us=first_us,
            to_us=last_us + 1,
            rejected=work.rejected,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What files are read with, and what was left out so far, by kind."""

    options: ReadOptions
    instrument: Instrument
    prices: PriceCheck
    scan: QualityScan
    asker: Asker
    rejected: Counter[str] = field(default_factory=Counter)


def _tolerant(options: ReadOptions) -> ReadOptions:
    """The same, so that no fault ends the reading."""
    policies = dict.fromkeys(_KEPT, "keep") | dict.fromkeys(_LEFT_OUT, "drop")
    return replace(options, policies=policies, max_rejects=_NEVER_TOO_MANY)


def _read_all(work: _Work, files: Sequence[TickFile]) -> Iterator[ImportProgress]:
    meter = ProgressMeter(
        work.instrument.symbol, files_total=len(files), bytes_total=sum(file.size for file in files)
    )
    opened = open_sources(files, work.instrument, work.options, prices=work.prices, is_known=lambda _: False)
    with closing(opened) as sources:
        for file, source in zip(files, sources, strict=True):
            if isinstance(source, LeftOut):
                raise source.fault
            yield from _read(work, source, meter)
            meter.files_done += 1
            meter.bytes_of_files_done += file.size


def _read(work: _Work, source: TickSource, meter: ProgressMeter) -> Iterator[ImportProgress]:
    findings: Mapping[str, int] = {}
    with closing(checked_pieces(source, work.prices)) as pieces:
        for piece in pieces:
            if work.asker.gone:
                raise AskerGoneError
            findings = piece.findings
            work.scan.push(piece.ticks)
            meter.ticks += len(piece.ticks)
            yield from meter.now(source.path, piece.read_to)
    work.rejected.update({kind: findings[kind] for kind in _LEFT_OUT if kind in findings})
