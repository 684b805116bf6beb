"""Imports tick files into the store. A file goes in whole or not at all; those before a bad one stay."""

from __future__ import annotations

import itertools
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.tick_files import TickFile, find_tick_files
from pyworkstation.adapters.volume_unit import volume_unit_named
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.protocol.messages import ImportDone, ImportedFile, ImportTicks
from pyworkstation.services.csv_file import open_csv
from pyworkstation.services.hour_file import open_hours
from pyworkstation.storage.import_files import FileImporter, FinishedFile
from pyworkstation.storage.instruments import StoredInstrument, find_instrument
from pyworkstation.storage.reading import ReadFile, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.services.tick_source import TickSource
    from pyworkstation.storage.database import Store


class _Outcome(NamedTuple):
    """What became of one file."""

    finished: FinishedFile
    already: bool


def import_ticks(request: ImportTicks, store: Store) -> Iterator[ImportedFile | ImportDone]:
    """Import files and folders in the order given; a part for each file, and the totals.

    Raises:
        InputError: naming the file and the line or byte that is wrong.
    """
    started_s = time.monotonic()
    instrument = find_instrument(store, request.symbol)
    found = find_tick_files([_absolute(path) for path in request.paths], request.symbol)
    _check_options(request, found.files)
    done: list[_Outcome] = []
    for outcome in _import_all(request, store, instrument, found.files):
        done.append(outcome)
        yield ImportedFile(
            path=outcome.finished.file.path,
            dialect=outcome.finished.file.reading.dialect,
            ticks_read=outcome.finished.stored.ticks_read,
            ticks_new=outcome.finished.stored.ticks_new,
            already=outcome.already,
            files_done=len(done),
            files_total=len(found.files),
        )
    store.checkpoint()
    yield ImportDone(
        symbol=request.symbol,
        files=len(done),
        files_skipped=found.skipped,
        ticks_read=sum(outcome.finished.stored.ticks_read for outcome in done),
        ticks_new=sum(outcome.finished.stored.ticks_new for outcome in done),
        seconds=time.monotonic() - started_s,
        volume_unit=", ".join(sorted({outcome.finished.file.reading.volume_unit for outcome in done})),
    )


def _absolute(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise InputError(expected="an absolute path", found=text, where="import")
    return path


def _check_options(request: ImportTicks, files: list[TickFile]) -> None:
    hour_file = next((file for file in files if file.hour_us is not None), None)
    for option, given in (
        ("--dialect", request.dialect != "auto"),
        ("--time-zone", request.time_zone is not None),
    ):
        if given and hour_file is not None:
            raise InputError(
                expected=f"CSV files with {option}", found="a bi5 file, which has one layout and is in UTC",
                where=str(hour_file.path), mend=f"leave {option} away, or import the CSV files apart",
            )  # fmt: skip


def _import_all(
    request: ImportTicks, store: Store, instrument: StoredInstrument, files: Sequence[TickFile]
) -> Iterator[_Outcome]:
    importer = FileImporter(store, instrument.id)
    sources = _open_all(request, instrument, files, importer)
    while True:
        try:
            source = next(sources, None)
        except WorkstationError:
            yield from _outcomes(importer.commit())
            raise
        if source is None:
            break
        yield from _import_one(importer, source)
    yield from _outcomes(importer.commit())


def _open_all(
    request: ImportTicks, instrument: StoredInstrument, files: Sequence[TickFile], importer: FileImporter
) -> Iterator[TickSource]:
    """The files as sources. Hour files are small and many: they are decoded on all cores."""
    unit = volume_unit_named(request.volume_unit)
    for is_csv, run in itertools.groupby(files, key=lambda file: file.hour_us is None):
        if not is_csv:
            yield from open_hours(
                run,
                instrument.instrument,
                volume_unit=unit or "millions",
                is_known=lambda reading: importer.ticks_read_before(reading) is not None,
            )
            continue
        for file in run:
            yield open_csv(
                file.path,
                instrument.instrument,
                dialect=request.dialect,
                volume_unit=unit,
                time_zone=request.time_zone,
            )


def _import_one(importer: FileImporter, source: TickSource) -> Iterator[_Outcome]:
    file = ReadFile(str(source.path), source.size, source.reading)
    before = importer.ticks_read_before(source.reading)
    if before is not None:
        yield _Outcome(FinishedFile(file, Stored(before, 0)), already=True)
        return
    importer.start(file)
    with closing(source.pieces()) as pieces:
        while True:
            try:
                piece = next(pieces, None)
            except WorkstationError:
                yield from _outcomes(importer.abandon())
                raise
            if piece is None:
                break
            yield from _outcomes(importer.add(piece.ticks))
    yield from _outcomes(importer.finish())


def _outcomes(finished: Sequence[FinishedFile]) -> Iterator[_Outcome]:
    return (_Outcome(file, already=False) for file in finished)
