"""A CSV file whose first part is stored: only what was appended since is read. The journal knows that by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyworkstation.adapters.grown_file import KnownPart, first_line, growth, read_from
from pyworkstation.services.imports.csv_file import checked_part, new_reader
from pyworkstation.services.imports.read_otherwise import fault_of_parts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from pyworkstation.services.imports.csv_file import CsvFile
    from pyworkstation.services.imports.tick_source import Piece
    from pyworkstation.storage.imports.reading import KnownFile, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class GrownCsv:
    """What stands in a file from byte `at` on."""

    whole: CsvFile
    at: int
    reading: Reading

    @property
    def path(self) -> Path:
        """How messages call it."""
        return self.whole.path

    @property
    def size(self) -> int:
        """Bytes of the new part."""
        return self.whole.size - self.at

    def pieces(self) -> Generator[Piece]:
        """The ticks of the new part.

        Raises:
            InputError: naming the line, counted from where the new part begins.
        """
        reader = new_reader(self.whole, where=f"{self.path} from byte {self.at}")
        if self.whole.found.dialect.has_header:
            reader.feed(first_line(self.whole.place.path))
        for chunk in read_from(self.whole.place.path, self.at):
            yield checked_part(self.whole, reader, reader.feed(chunk.content), chunk.read_to)
        yield checked_part(self.whole, reader, reader.finish(), self.whole.size)
        self.whole.check_unchanged()


def newest_part(file: CsvFile, stored: Sequence[tuple[Reading, KnownFile]]) -> CsvFile | GrownCsv:
    """What there is to read of the file: all of it, or what stands behind the parts of it that are stored.

    All of it, too, where ticks of the new part are not later than those stored: they may be equal, or out of order.

    Raises:
        InputError: when the parts that are stored were read in another way.
    """
    if file.place.member is not None or file.found.dialect.has_standing_prices:
        return file
    grown = growth(file.place.path, [KnownPart(reading.sha256, known.size) for reading, known in stored])
    if not grown.parts:
        return file
    parts = stored[: grown.parts]
    if (fault := fault_of_parts(parts, file.reading, file.path)) is not None:
        raise fault
    last_reading, _ = parts[-1]
    if grown.at == file.size:
        return GrownCsv(whole=file, at=grown.at, reading=last_reading)
    part = GrownCsv(whole=file, at=grown.at, reading=replace(file.reading, sha256=grown.rest_sha256))
    return part if _is_later(part.pieces(), parts) else file


def _is_later(pieces: Iterator[Piece], parts: Sequence[tuple[Reading, KnownFile]]) -> bool:
    last_us = max((known.last_us for _, known in parts if known.last_us is not None), default=None)
    first = next((piece.ticks for piece in pieces if len(piece.ticks)), None)
    return first is not None and (last_us is None or int(first.ts_us[0]) > last_us)
