"""One CSV file of ticks: what was found out about it, and its ticks."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.file_bytes import content_sha256, hashed, is_packed, read_chunks, sample_pieces
from pyworkstation.adapters.volume_unit import VOLUME_SCALES
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.engine import CsvReader, Detection, detect_reading
from pyworkstation.services.imports.named_symbol import require_symbol
from pyworkstation.services.imports.read_ahead import read_ahead
from pyworkstation.services.imports.reading_words import ZONE_IN_FILE
from pyworkstation.services.imports.tick_source import Piece
from pyworkstation.storage.imports.reading import ReadFile, Reading, Reject

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.adapters.place import Place
    from pyworkstation.adapters.tick_files import TickFile
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.engine import TickColumns
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.scale_check import PriceCheck

_SAMPLE_BYTES = 256 * 1024
_FIRST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile:
    """A file, ready to be read."""

    place: Place
    size: int
    changed: tuple[int, int]
    sha256: Future[str]
    unpacked_sha256: Future[str] | None
    instrument: Instrument
    found: Detection
    options: ReadOptions

    @property
    def path(self) -> Path:
        """How messages call it."""
        return self.place.shown

    @property
    def reading(self) -> Reading:
        """What the journal knows it by; waits for the hash."""
        return self.file.reading

    @property
    def file(self) -> ReadFile:
        """As it is to be stored, while its hash is being worked out."""
        found = Reading(
            sha256="",
            dialect=self.found.dialect.name,
            volume_unit=self.found.volume_unit,
            time_zone=self.found.dialect.time_zone or "UTC",
            options=self.options.described,
        )
        return ReadFile(str(self.path), self.size, found, self.sha256, self.unpacked_sha256)

    def pieces(self) -> Generator[Piece]:
        """All ticks in tables of some 40,000 rows, read on another thread.

        Raises:
            InputError: naming the line.
            EnvironmentFailure: when the file changes meanwhile.
        """
        with read_ahead(self._read()) as pieces:
            yield from pieces

    def _read(self) -> Generator[Piece]:
        reader = new_reader(self, where=str(self.path))
        chunks = read_chunks(self.place)
        for chunk in chunks if self.unpacked_sha256 is None else hashed(chunks, self.unpacked_sha256):
            yield checked_part(self, reader, reader.feed(chunk.content), chunk.read_to)
        yield checked_part(self, reader, reader.finish(), self.size)
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Raises EnvironmentFailure when the file is not what it was when it was opened."""
        if _fingerprint(self.place.path) != self.changed:
            raise EnvironmentFailure(
                f"{self.path}: changed while it was being read; nothing of it was stored"
            )


def open_csv(
    file: TickFile,
    instrument: Instrument,
    options: ReadOptions,
    *,
    prices: PriceCheck,
) -> CsvFile:
    """Look at a file in a few places and settle how to read it.

    Raises:
        InputError: when no dialect fits, when something is open that only the user can know, and as `require_fitting`
            does.
    """
    changed = _fingerprint(file.place.path)
    found = detect(file.place, instrument, options, price_range=prices.hint)
    require_fitting(found, file.path, options, prices)
    found.require_settled()
    return CsvFile(
        place=file.place,
        size=file.size,
        changed=changed,
        sha256=_hashed(file.place),
        unpacked_sha256=Future() if is_packed(file.place) else None,
        instrument=instrument,
        found=found,
        options=options,
    )


def require_fitting(found: Detection, path: Path, options: ReadOptions, prices: PriceCheck) -> None:
    """Hold what was found out against what is known.

    Raises:
        InputError: when a time zone is given for times that state their own, and when the prices are none of the
            instrument's.
    """
    if options.time_zone is not None and found.dialect.time_zone == ZONE_IN_FILE:
        raise InputError(
            expected="no --time-zone",
            found=f"{options.time_zone} for dialect {found.dialect.name}, whose times say their zone",
            where=str(path),
            mend="leave --time-zone away",
        )
    prices.check(found.first_rows, path, is_first=True)


def first_ticks(place: Place, instrument: Instrument, options: ReadOptions, found: Detection) -> TickColumns:
    """The ticks at the beginning of a file, as they would be stored. Raises InputError for a row that is none."""
    reader = _reader(found, instrument, options, where=str(place.shown))
    with closing(read_chunks(place, chunk_bytes=_FIRST_BYTES)) as chunks:
        chunk = next(chunks, None)
    ticks = reader.feed(chunk.content if chunk else b"")
    ticks = ticks if len(ticks) else reader.finish()
    require_symbol(reader.symbol, instrument.symbol, place.shown)
    return ticks


def detect(
    place: Place, instrument: Instrument, options: ReadOptions, *, price_range: tuple[float, float] | None
) -> Detection:
    """What the file means, by pieces of it. Raises InputError when it is no file of ticks."""
    head, *later = sample_pieces(place, piece_bytes=_SAMPLE_BYTES)
    return detect_reading(
        head,
        where=str(place.shown),
        digits=instrument.digits,
        later=later,
        is_whole=len(head) < _SAMPLE_BYTES,
        file_name=place.name,
        price_range=price_range,
        rests_at_weekends=options.rests_at_weekends,
        dialect=options.dialect,
        time_format=options.time_format,
        delimiter=options.delimiter,
        decimal_comma=options.decimal_comma,
        time_zone=options.time_zone,
        volume_unit=options.volume_unit,
        price_shift=options.price_shift,
    )


def new_reader(file: CsvFile, *, where: str) -> CsvReader:
    """What reads the file, or a part of it."""
    return _reader(file.found, file.instrument, file.options, where=where)


def _reader(found: Detection, instrument: Instrument, options: ReadOptions, *, where: str) -> CsvReader:
    return CsvReader(
        found.dialect,
        digits=instrument.digits,
        volume_scale=VOLUME_SCALES[found.volume_unit] * 10**instrument.volume_digits,
        where=where,
        price_shift=found.price_shift,
        policies=options.policies,
        max_rejects=options.max_rejects,
        calendar=options.calendar,
    )


def _hashed(place: Place) -> Future[str]:
    """Its hash, which a thread of its own works out: that takes half as long as reading all its ticks."""
    pool = ThreadPoolExecutor(1, "hash")
    try:
        return pool.submit(content_sha256, place)
    finally:
        pool.shutdown(wait=False)


def checked_part(file: CsvFile, reader: CsvReader, ticks: TickColumns, read_to: int) -> Piece:
    """These ticks, with what was left out meanwhile. Raises InputError when they are another instrument's."""
    require_symbol(reader.symbol, file.instrument.symbol, file.path)
    rejects = [Reject(*row) for row in reader.take_rejects()]
    return Piece(ticks, read_to, rejects, reader.counts)


def _fingerprint(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as error:
        raise InputError(
            expected="a readable file", found=error.strerror or str(error), where=str(path)
        ) from None
    return facts.st_size, facts.st_mtime_ns
