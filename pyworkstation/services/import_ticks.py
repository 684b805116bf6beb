"""Imports tick files into the store. A file goes in whole or not at all; those before a bad one stay.

Hour files (bi5) are small and many: a batch of them is decoded on all cores and stored in one transaction.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.adapters.file_bytes import read_whole
from pyworkstation.adapters.tick_files import TickFile, find_tick_files
from pyworkstation.adapters.volume_unit import VOLUME_SCALES, VolumeUnit, volume_unit_named
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.engine import TickColumns, read_bi5_ticks
from pyworkstation.protocol.messages import ImportDone, ImportedFile, ImportTicks
from pyworkstation.services.csv_file import open_csv
from pyworkstation.storage.import_files import (
    ReadFile,
    Reading,
    Stored,
    store_files,
    ticks_already_read,
)
from pyworkstation.storage.instruments import StoredInstrument, find_instrument
from pyworkstation.storage.tick_writer import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from pyworkstation.storage.database import Store

_BATCH_FILES = 256
_BATCH_BYTES = 2_000_000
"""Of packed bi5: some 300,000 ticks. A batch of more than a row group would leave unused blocks in the file."""

BI5 = "bi5"


class _Outcome(NamedTuple):
    """What became of one file."""

    path: Path
    dialect: str
    volume_unit: VolumeUnit
    stored: Stored
    already: bool


class _HourContent(NamedTuple):
    """An hour file's bytes."""

    file: TickFile
    hour_us: int
    content: bytes
    sha256: str


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
            path=str(outcome.path),
            dialect=outcome.dialect,
            ticks_read=outcome.stored.ticks_read,
            ticks_new=outcome.stored.ticks_new,
            already=outcome.already,
            files_done=len(done),
            files_total=len(found.files),
        )
    store.checkpoint()
    yield ImportDone(
        symbol=request.symbol,
        files=len(done),
        files_skipped=found.skipped,
        ticks_read=sum(outcome.stored.ticks_read for outcome in done),
        ticks_new=sum(outcome.stored.ticks_new for outcome in done),
        seconds=time.monotonic() - started_s,
        volume_unit=", ".join(sorted({outcome.volume_unit for outcome in done})),
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
    request: ImportTicks, store: Store, instrument: StoredInstrument, files: list[TickFile]
) -> Iterator[_Outcome]:
    for is_csv, run in itertools.groupby(files, key=lambda file: file.hour_us is None):
        if is_csv:
            for file in run:
                yield _import_csv(request, store, instrument, file.path)
        else:
            yield from _import_hours(request, store, instrument, run)


def _import_csv(request: ImportTicks, store: Store, instrument: StoredInstrument, path: Path) -> _Outcome:
    csv = open_csv(
        path,
        instrument.instrument,
        dialect=request.dialect,
        volume_unit=volume_unit_named(request.volume_unit),
        time_zone=request.time_zone,
    )
    reading = Reading(
        sha256=csv.sha256, dialect=csv.dialect, volume_unit=csv.volume_unit, time_zone=csv.time_zone
    )
    [before] = ticks_already_read(store, instrument.id, [reading])
    if before is not None:
        return _Outcome(path, csv.dialect, csv.volume_unit, Stored(before, 0), already=True)
    arrivals = (Arrival(ticks, [len(ticks)]) for ticks in csv.ticks())
    [stored] = store_files(store, instrument.id, [ReadFile(str(path), csv.size, reading)], arrivals)
    return _Outcome(path, csv.dialect, csv.volume_unit, stored, already=False)


def _import_hours(
    request: ImportTicks, store: Store, instrument: StoredInstrument, files: Iterable[TickFile]
) -> Iterator[_Outcome]:
    unit = volume_unit_named(request.volume_unit) or "millions"
    with ThreadPoolExecutor(thread_name_prefix="bi5") as pool:
        for batch in _batches(files):
            yield from _import_batch(store, instrument, unit, batch, pool)


def _batches(files: Iterable[TickFile]) -> Iterator[list[_HourContent]]:
    """Runs of rising hours, small enough to hold decoded in memory."""
    batch: list[_HourContent] = []
    size = 0
    for file in files:
        hour = _read_hour(file)
        full = len(batch) == _BATCH_FILES or size + len(hour.content) > _BATCH_BYTES
        if batch and (full or hour.hour_us <= batch[-1].hour_us):
            yield batch
            batch, size = [], 0
        batch.append(hour)
        size += len(hour.content)
    yield batch


def _read_hour(file: TickFile) -> _HourContent:
    assert file.hour_us is not None  # hour files are those that have one
    content = read_whole(file.path)
    return _HourContent(file, file.hour_us, content, hashlib.sha256(content).hexdigest())


def _import_batch(
    store: Store,
    instrument: StoredInstrument,
    unit: VolumeUnit,
    batch: list[_HourContent],
    pool: ThreadPoolExecutor,
) -> Iterator[_Outcome]:
    readings = [
        Reading(sha256=hour.sha256, dialect=BI5, volume_unit=unit, time_zone="UTC", hour_us=hour.hour_us)
        for hour in batch
    ]
    before = ticks_already_read(store, instrument.id, readings)
    scale = VOLUME_SCALES[unit] * 10**instrument.instrument.volume_digits
    decoding = {
        place: pool.submit(_decode, hour, scale) for place, hour in enumerate(batch) if before[place] is None
    }
    good, fault = _until_first_fault(decoding)
    files = [
        ReadFile(str(batch[place].file.path), len(batch[place].content), readings[place]) for place in good
    ]
    stored = (
        iter(store_files(store, instrument.id, files, [_arrival(list(good.values()))])) if good else iter(())
    )
    for place, hour in enumerate(batch):
        known = before[place]
        if known is not None:
            yield _Outcome(hour.file.path, BI5, unit, Stored(known, 0), already=True)
        elif place in good:
            yield _Outcome(hour.file.path, BI5, unit, next(stored), already=False)
        elif fault is not None:
            raise fault


def _decode(hour: _HourContent, volume_scale: int) -> TickColumns:
    return read_bi5_ticks(
        hour.content, hour_us=hour.hour_us, volume_scale=volume_scale, where=str(hour.file.path)
    )


def _until_first_fault(
    decoding: dict[int, Future[TickColumns]],
) -> tuple[dict[int, TickColumns], WorkstationError | None]:
    """The decoded hours before the first bad one, by place, and what is wrong with that one."""
    good: dict[int, TickColumns] = {}
    for place, future in decoding.items():
        try:
            good[place] = future.result()
        except WorkstationError as error:
            return good, error
    return good, None


def _arrival(hours: list[TickColumns]) -> Arrival:
    return Arrival(_joined(hours), [len(ticks) for ticks in hours])


def _joined(hours: list[TickColumns]) -> TickColumns:
    if len(hours) == 1:
        return hours[0]
    columns = ("ts_us", "bid", "ask", "bid_volume", "ask_volume")
    return TickColumns.from_numpy(
        *(np.concatenate([getattr(ticks, name) for ticks in hours]) for name in columns)
    )
