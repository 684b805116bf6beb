"""Imports tick files into the store. A file goes in whole or not at all; a bad one is left out, and the others go in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.folder_walk import LeftOut
from pyworkstation.adapters.tick_files import TickFile
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.protocol.messages import (
    Finding,
    Gap,
    ImportDone,
    ImportedFile,
    ImportProgress,
    ImportTicks,
    RefusedFile,
)
from pyworkstation.services.imports.csv_file import CsvFile
from pyworkstation.services.imports.future_ticks import FutureTicks
from pyworkstation.services.imports.gap_stop import GapStop
from pyworkstation.services.imports.gaps_between import gaps_between
from pyworkstation.services.imports.grown_csv import newest_part
from pyworkstation.services.imports.import_progress import ProgressMeter
from pyworkstation.services.imports.left_out import refused
from pyworkstation.services.imports.open_sources import checked_pieces, files_to_read, open_sources
from pyworkstation.services.imports.read_options import ReadOptions, read_options
from pyworkstation.services.imports.read_otherwise import fault_of_other_reading
from pyworkstation.services.imports.reading_words import has_volumes
from pyworkstation.services.imports.scale_check import PriceCheck, price_check
from pyworkstation.services.session_calendar import rests_at_weekends, session_calendar
from pyworkstation.storage.imports.import_batch import FinishedFile
from pyworkstation.storage.imports.import_files import FileImporter
from pyworkstation.storage.imports.reading import ReadFile, Stored
from pyworkstation.storage.instruments import StoredInstrument, find_instrument
from pyworkstation.storage.ticks.scattered import is_scattered

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
    from pyworkstation.services.imports.tick_source import TickSource
    from pyworkstation.storage.database import Store


@dataclass(frozen=True, slots=True)
class _Work:
    """One import, and what it is done with."""

    request: ImportTicks
    options: ReadOptions
    instrument: StoredInstrument
    prices: PriceCheck
    importer: FileImporter
    meter: ProgressMeter
    cancelled: CancelledJobs
    gap_stop: GapStop
    without_volumes: set[str]
    """Files whose columns were found out, and are none of volumes: the journal does not say so."""

    @property
    def is_cancelled(self) -> bool:
        """Somebody wants it stopped."""
        return self.request.job in self.cancelled


class _Outcome(NamedTuple):
    """What became of one file."""

    finished: FinishedFile
    already: bool


def import_ticks(
    request: ImportTicks, store: Store, cancelled: CancelledJobs
) -> Iterator[ImportProgress | ImportedFile | RefusedFile | ImportDone]:
    """Import files and folders in the order given; parts that tell the progress, one for each file, and the totals.

    Raises:
        InputError: naming the file and the line or byte that is wrong, where it is the only one.
    """
    instrument = find_instrument(store, request.symbol)
    found = files_to_read(request, store.home)
    options = read_options(
        request,
        session_calendar(store.home, request.symbol),
        rests_at_weekends=rests_at_weekends(store.home, request.symbol),
    )
    meter = ProgressMeter(
        request.symbol, files_total=len(found.files), bytes_total=sum(file.size for file in found.files)
    )
    done: list[_Outcome] = []
    left_out = 0
    is_only_one = len(found.files) + len(found.left_out) == 1
    yield from map(refused, found.left_out)
    with FileImporter(
        store, instrument.id, batch_ticks=store.import_batch_ticks, replaces=request.replace
    ) as importer:
        work = _Work(
            request,
            options,
            instrument,
            price_check(
                store,
                instrument,
                price_shift=request.price_shift,
                accept_prices=request.accept_prices,
                replaces=request.replace,
            ),
            importer,
            meter,
            cancelled,
            GapStop(options),
            without_volumes=set(),
        )
        with closing(_import_all(work, found.files)) as events:
            for event in events:
                if isinstance(event, ImportProgress):
                    yield event
                elif isinstance(event, LeftOut):
                    if is_only_one:
                        raise event.fault
                    left_out += 1
                    yield refused(event)
                else:
                    done.append(event)
                    yield _imported(event, files_done=len(done), files_total=len(found.files))
    store.checkpoint(packs=request.replace or is_scattered(store))
    before = _stored_before(importer, done)
    gaps = _gaps(done, options)
    yield ImportDone(
        symbol=request.symbol,
        files=len(done),
        files_skipped=found.skipped,
        ticks_read=sum(outcome.finished.stored.ticks_read for outcome in done),
        ticks_new=sum(outcome.finished.stored.ticks_new for outcome in done) - before.ticks_new,
        seconds=meter.seconds,
        volume_unit=", ".join(sorted(_volume_units(work, done))),
        # Who stops an import just after its end has stopped nothing.
        cancelled=work.is_cancelled and len(done) + left_out < len(found.files),
        ticks_resumed=before.ticks_read,
        ticks_replaced=sum(outcome.finished.stored.replaced for outcome in done),
        gaps_between=len(gaps),
        longest_gap=max(gaps, key=lambda gap: gap.market_us, default=None),
    )


def _gaps(done: Sequence[_Outcome], options: ReadOptions) -> list[Gap]:
    files = [outcome.finished for outcome in done if outcome.finished.stored.ticks_read]
    spans = [file.span for file in files if file.span is not None]
    # Where a file's time is not known, nobody can say what lies between them.
    return gaps_between(spans, options.calendar) if len(spans) == len(files) else []


def _volume_units(work: _Work, done: Sequence[_Outcome]) -> set[str]:
    files = (outcome.finished.file for outcome in done)
    readings = (file.reading for file in files if file.path not in work.without_volumes)
    return {reading.volume_unit for reading in readings if has_volumes(reading.dialect, reading.options)}


def _stored_before(importer: FileImporter, done: Sequence[_Outcome]) -> Stored:
    """What a run that stopped had stored of the files that are done now."""
    resumed = importer.resumed
    if resumed is None or all(outcome.finished.file != resumed.file for outcome in done):
        return Stored(0, 0)
    return Stored(resumed.saved_ticks, resumed.ticks_new)


def _imported(outcome: _Outcome, *, files_done: int, files_total: int) -> ImportedFile:
    file, stored, _ = outcome.finished
    return ImportedFile(
        path=file.path,
        dialect=file.reading.dialect,
        ticks_read=stored.ticks_read,
        ticks_new=stored.ticks_new,
        already=outcome.already,
        files_done=files_done,
        files_total=files_total,
        rejected=stored.rejected,
        findings=[Finding(kind=kind, count=count) for kind, count in sorted(stored.findings.items())],
    )


def _import_all(work: _Work, files: Sequence[TickFile]) -> Generator[_Outcome | LeftOut | ImportProgress]:
    opened = open_sources(
        files,
        work.instrument.instrument,
        work.options,
        prices=work.prices,
        is_known=work.importer.is_known,
    )
    with closing(opened) as sources:
        for file in files:
            if work.is_cancelled:
                break
            yield from work.meter.now(file.path, 0)
            try:
                source = _newest_part(next(sources), work)
            except WorkstationError:
                yield from _outcomes(work.importer.commit())
                raise
            if isinstance(source, LeftOut):
                yield source
            else:
                yield from _import_one(work, source)
            work.meter.files_done += 1
            work.meter.bytes_of_files_done += file.size
    yield from _outcomes(work.importer.commit())


def _newest_part(source: TickSource | LeftOut, work: _Work) -> TickSource | LeftOut:
    """Of a file that grows, what was appended; everything else as it is."""
    if not isinstance(source, CsvFile):
        return source
    try:
        parts = work.importer.parts_of(str(source.path))
        # Only where there are parts is it worth waiting for the file's hash.
        return newest_part(source, parts) if parts and not work.importer.is_known(source.reading) else source
    except InputError as fault:
        return LeftOut(source.path, fault)


def _import_one(work: _Work, source: TickSource) -> Iterator[_Outcome | LeftOut | ImportProgress]:
    file = _file_of(source)
    if work.importer.may_know(file) and (known := _known(work, source, file)) is not None:
        yield known
        return
    work.meter.skipped_ticks += work.importer.start(file)
    if isinstance(source, CsvFile) and "_volume" not in source.found.dialect.columns:
        work.without_volumes.add(file.path)
    findings: Mapping[str, int] = {}
    future = FutureTicks(kept=work.options.keeps_future)
    with closing(checked_pieces(source, work.prices)) as pieces:
        while not work.is_cancelled:
            try:
                piece = next(pieces, None)
                if piece is None:
                    _refuse_other_reading(work, source, file)
                else:
                    future.take(piece.ticks, source.path)
            except WorkstationError as fault:
                yield from _outcomes(work.importer.abandon())
                if not isinstance(fault, InputError):
                    raise
                yield LeftOut(source.path, fault)
                return
            if piece is None:
                work.importer.finish(future.among(findings))
                return
            if gap := work.gap_stop.fault(piece.ticks, source.path):
                yield from _outcomes(work.importer.abandon())
                raise gap
            findings = piece.findings
            yield from _outcomes(work.importer.add(piece.ticks, piece.rejects))
            work.meter.ticks += len(piece.ticks)
            yield from work.meter.now(source.path, piece.read_to)


def _file_of(source: TickSource) -> ReadFile:
    if isinstance(source, CsvFile):
        return source.file
    return ReadFile(str(source.path), source.size, source.reading)


def _known(work: _Work, source: TickSource, file: ReadFile) -> _Outcome | LeftOut | None:
    """What becomes of a file that is in already, or was read otherwise; None where it is neither."""
    before = work.importer.known_before(file.reading)
    if before is not None:
        work.meter.skipped_bytes += file.size
        if before.last_us is not None:
            work.gap_stop.ended(before.last_us)
        return _Outcome(FinishedFile(file, Stored(before.ticks_read, 0), before.span), already=True)
    other = fault_of_other_reading(work.importer, file.reading, source.path)
    return None if other is None else LeftOut(source.path, other)


def _refuse_other_reading(work: _Work, source: TickSource, file: ReadFile) -> None:
    """Only at its end is it known what a packed file holds, and whether a plain one was there before, packed."""
    fault = fault_of_other_reading(
        work.importer, file.reading, source.path, content_sha256=file.content_sha256
    )
    if fault is not None:
        raise fault


def _outcomes(finished: Sequence[FinishedFile]) -> Iterator[_Outcome]:
    return (_Outcome(file, already=False) for file in finished)
