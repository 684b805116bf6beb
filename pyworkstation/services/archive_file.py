"""A day of an archive that `pyworkstation archive` wrote, to be imported again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.checksum_list import check_listed
from pyworkstation.adapters.file_bytes import sha256_of
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.tick_source import Piece
from pyworkstation.storage.archive_day import archive_facts, read_archive
from pyworkstation.storage.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.domain.instrument import Instrument

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A Parquet file of one day."""

    path: Path
    size: int
    reading: Reading
    digits: int

    def pieces(self) -> Generator[Piece]:
        """Its ticks, in one piece. Raises InputError when the file is damaged."""
        ticks = read_archive(self.path, digits=self.digits, take=TickColumns.from_arrow)
        if (ticks.ts_us[1:] < ticks.ts_us[:-1]).any():
            raise InputError(
                expected="ticks in time order", found="a tick before the one above it", where=str(self.path)
            )
        yield Piece(ticks, self.size)


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
    reading = Reading(sha256=sha256, dialect=ARCHIVE, volume_unit="units", time_zone="UTC")
    return ArchiveFile(path=path, size=path.stat().st_size, reading=reading, digits=facts.digits)
