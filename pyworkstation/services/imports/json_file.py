"""An answer of Dukascopy's newer service, saved as a JSON file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.file_bytes import read_whole
from pyworkstation.engine import read_json_ticks
from pyworkstation.services.imports.checked_piece import checked_piece
from pyworkstation.storage.imports.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.adapters.place import Place
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.tick_source import Piece

JSON = "dukascopy-json"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFile:
    """A file that was read, and is still to be decoded."""

    path: Path
    content: bytes
    reading: Reading
    instrument: Instrument
    options: ReadOptions

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.content)

    def pieces(self) -> Generator[Piece]:
        """Its ticks, in one piece. Raises InputError naming the byte or the tick that is wrong."""
        read = read_json_ticks(
            self.content,
            digits=self.instrument.digits,
            volume_scale=10**self.instrument.volume_digits,
            where=str(self.path),
            policies=self.options.policies,
            max_rejects=self.options.max_rejects,
            calendar=self.options.calendar,
        )
        yield checked_piece(read, self.size, price_shift=self.options.price_shift or 0)


def open_json(place: Place, instrument: Instrument, options: ReadOptions) -> JsonFile:
    """Read the file; the service says all there is to know in it. Raises InputError when it cannot be read."""
    content = read_whole(place)
    reading = Reading(
        sha256=hashlib.sha256(content).hexdigest(),
        dialect=JSON,
        volume_unit="units",
        time_zone="UTC",
        options=options.described,
    )
    return JsonFile(
        path=place.shown, content=content, reading=reading, instrument=instrument, options=options
    )
