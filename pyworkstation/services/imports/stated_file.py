"""Files of formats that say of themselves how they are to be read: Parquet, and the two kinds of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.adapters.exported_json import is_exported
from pyworkstation.adapters.file_bytes import sample_pieces
from pyworkstation.services.imports.archive_file import open_archive
from pyworkstation.services.imports.exported_json_file import open_exported_json
from pyworkstation.services.imports.json_file import open_json

if TYPE_CHECKING:
    from pyworkstation.adapters.tick_files import TickFile
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.tick_source import TickSource

_HEAD_BYTES = 64
"""Enough to tell our own JSON from Dukascopy's."""


def open_stated(file: TickFile, instrument: Instrument, options: ReadOptions) -> TickSource | None:
    """The file, opened; None for one that is CSV. Raises InputError for one that is damaged, or of another symbol."""
    if file.is_archive:
        return open_archive(file.path, instrument)
    if not file.is_json:
        return None
    if is_exported(sample_pieces(file.place, piece_bytes=_HEAD_BYTES)[0]):
        return open_exported_json(file.place, file.size, instrument, options)
    return open_json(file.place, instrument, options)
