"""A JSON file that `pyworkstation ticks` wrote, to be imported again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.exported_json import as_csv
from pyworkstation.adapters.file_bytes import content_sha256, read_chunks
from pyworkstation.engine import CsvReader
from pyworkstation.services.imports.tick_source import Piece
from pyworkstation.storage.imports.reading import Reading, Reject

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.adapters.place import Place
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.engine import TickColumns
    from pyworkstation.services.imports.read_options import ReadOptions

EXPORT = "export"
"""The dialect of our own exports, CSV and JSON alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedJsonFile:
    """A file of which nothing is left open."""

    place: Place
    size: int
    reading: Reading
    instrument: Instrument
    options: ReadOptions

    @property
    def path(self) -> Path:
        """How messages call it."""
        return self.place.shown

    def pieces(self) -> Generator[Piece]:
        """All its ticks, in pieces. Raises InputError naming the line."""
        reader = CsvReader(
            EXPORT,
            digits=self.instrument.digits,
            volume_scale=10**self.instrument.volume_digits,
            where=str(self.path),
            price_shift=self.options.price_shift or 0,
            policies=self.options.policies,
            max_rejects=self.options.max_rejects,
            calendar=self.options.calendar,
        )
        for chunk in as_csv(read_chunks(self.place)):
            yield _piece(reader, reader.feed(chunk.content), chunk.read_to)
        yield _piece(reader, reader.finish(), self.size)


def open_exported_json(
    place: Place, size: int, instrument: Instrument, options: ReadOptions
) -> ExportedJsonFile:
    """The file, whose columns say all there is to know. Raises InputError when it cannot be read."""
    reading = Reading(
        sha256=content_sha256(place),
        dialect=EXPORT,
        volume_unit="units",
        time_zone="UTC",
        options=options.described,
    )
    return ExportedJsonFile(place=place, size=size, reading=reading, instrument=instrument, options=options)


def _piece(reader: CsvReader, ticks: TickColumns, read_to: int) -> Piece:
    return Piece(ticks, read_to, [Reject(*row) for row in reader.take_rejects()], reader.counts)
