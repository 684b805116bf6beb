"""Parquet that `pyworkstation archive` or `ticks` wrote, to be imported again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.checksum_list import check_listed
from pyworkstation.adapters.file_bytes import sha256_of
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.imports.exported_json_file import EXPORT
from pyworkstation.services.imports.tick_source import Piece
from pyworkstation.storage.imports.reading import Reading
from pyworkstation.storage.parquet.archive_day import archive_facts, read_archive
from pyworkstation.storage.parquet.exported_parquet import is_exported, read_exported

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.storage.parquet.archive_day import ArchiveFacts

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A Parquet file of one day, or an export of any length."""

    path: Path
    size: int
    reading: Reading
    facts: ArchiveFacts
    is_export: bool

    def pieces(self) -> Generator[Piece]:
        """Its ticks, a day's in one piece. Raises InputError when the file is damaged."""
        for ticks in self._tables():
            if (ticks.ts_us[1:] < ticks.ts_us[:-1]).any():
                raise InputError(
                    expected="ticks in time order",
                    found="a tick before the one above it",
                    where=str(self.path),
                )
            yield Piece(ticks, self.size)

    def _tables(self) -> Iterator[TickColumns]:
        if self.is_export:
            yield from read_exported(self.path, self.facts, take=TickColumns.from_arrow)
        else:
            yield read_archive(self.path, digits=self.facts.digits, take=TickColumns.from_arrow)


def open_archive(path: Path, instrument: Instrument) -> ArchiveFile:
    """Hold the file against its checksum and the instrument.

    Raises:
        InputError: for a file of another program or symbol, other digits, or a hash that its list does not have.
    """
    sha256 = sha256_of(path)
    check_listed(path, path.parent.parent, sha256=sha256)
    facts = archive_facts(path)
    ours = (instrument.symbol, instrument.digits, instrument.volume_digits)
    if tuple(facts) != ours:
        raise InputError(
            expected="ticks of {} with {} digits and {} volume digits".format(*ours),
            found="{} with {} and {}".format(*facts),
            where=str(path),
        )
    is_export = is_exported(path)
    reading = Reading(
        sha256=sha256, dialect=EXPORT if is_export else ARCHIVE, volume_unit="units", time_zone="UTC"
    )
    return ArchiveFile(
        path=path,
        size=path.stat().st_size,
        reading=reading,
        facts=facts,
        is_export=is_export,
    )
