"""Answers `archive_ticks`: stored ticks as Parquet files, one for each UTC day, that other programs read unaided."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.adapters.checksum_list import read_checksums, write_checksums
from pyworkstation.adapters.file_bytes import sha256_of
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.time_range import check_range
from pyworkstation.protocol.messages import ArchivedDay, ArchiveDone, ArchiveTicks
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.one_writer import one_writer
from pyworkstation.storage.parquet.archive_day import days_stored, write_day

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.instruments import StoredInstrument
    from pyworkstation.storage.parquet.archive_day import Stretch

_DAY_S = 86_400


def archive_ticks(request: ArchiveTicks, store: Store) -> Generator[ArchivedDay | ArchiveDone]:
    """Write `FOLDER/symbol=EURUSD/day=2019-02-04/ticks.parquet` for each day, and `FOLDER/_EURUSD.sha256`.

    A day that is there already is written anew. Each file is read back and held against the store.

    Raises:
        InputError: for times in no order, a symbol that is unknown or of which nothing is stored in that time.
        EnvironmentFailure: when a file cannot be written, and while another process archives to the folder.
    """
    check_range(request.from_us, request.to_us)
    covered = StoredTicks(store).coverage(request.symbol)
    instrument = find_instrument(store, request.symbol)
    days = days_stored(
        store,
        instrument.id,
        from_us=covered.first_us if request.from_us is None else request.from_us,
        to_us=covered.last_us + 1 if request.to_us is None else request.to_us,
    )
    root = _folder(request)
    done: list[ArchivedDay] = []
    with _alone(_made(root)) if days else nullcontext():
        for day in _written(store, instrument, days, root):
            done.append(day)
            yield day
    yield ArchiveDone(
        symbol=request.symbol,
        folder=str(root),
        days=len(done),
        ticks=sum(day.ticks for day in done),
        size=sum(day.size for day in done),
    )


def _written(
    store: Store, instrument: StoredInstrument, days: Sequence[Stretch], root: Path
) -> Iterator[ArchivedDay]:
    sums = read_checksums(root)
    for stretch in days:
        path = _day_folder(root, stretch) / "ticks.parquet"
        name = path.relative_to(root.parent).as_posix()
        if sums.pop(name, None) is not None:
            # A kill in between leaves a day that is not listed, never one that is listed with another hash.
            write_checksums(root, sums)
        ticks = write_day(store, instrument, stretch, path)
        sums[name] = sha256_of(path)
        write_checksums(root, sums)
        yield ArchivedDay(path=str(path), ticks=ticks, size=path.stat().st_size, days_total=len(days))


def _alone(root: Path) -> AbstractContextManager[None]:
    return one_writer(root, lock_file=root / ".archiving", does="archives", take="another folder")


def _folder(request: ArchiveTicks) -> Path:
    folder = Path(request.folder)
    if not folder.is_absolute():
        raise InputError(expected="an absolute path", found=request.folder, where="archive")
    return folder / f"symbol={request.symbol}"


def _day_folder(root: Path, stretch: Stretch) -> Path:
    day = datetime.fromtimestamp(stretch.day * _DAY_S, tz=UTC).date()
    return _made(root / f"day={day.isoformat()}")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFailure(f"{folder}: cannot be made: {error}") from error
    return folder
