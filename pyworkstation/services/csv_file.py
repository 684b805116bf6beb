"""One CSV file of ticks: which dialect, volume unit and time zone it is read with, and its ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from pyworkstation.adapters.file_bytes import read_chunks, sha256_of
from pyworkstation.adapters.local_time import to_utc, zone_named
from pyworkstation.adapters.volume_unit import SAMPLE_SCALE, VOLUME_SCALES, VolumeUnit, guess_volume_unit
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.engine import CsvReader, TickColumns, detect_dialect, dialects
from pyworkstation.services.read_ahead import read_ahead
from pyworkstation.services.tick_source import Piece
from pyworkstation.storage.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pyworkstation.domain.instrument import Instrument

_SAMPLE_BYTES = 256 * 1024
_UTC = "UTC"

ZONELESS_DIALECTS = frozenset({"dukascopy-2013"})
"""Dialects whose files do not say which zone their times are in; the engine reads them as UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile:
    """A file, ready to be read."""

    path: Path
    size: int
    changed_ns: int
    sha256: str
    dialect: str
    volume_unit: VolumeUnit
    time_zone: str
    digits: int
    volume_digits: int

    @property
    def reading(self) -> Reading:
        """What the journal knows it by."""
        return Reading(
            sha256=self.sha256,
            dialect=self.dialect,
            volume_unit=self.volume_unit,
            time_zone=self.time_zone,
        )

    def pieces(self) -> Generator[Piece]:
        """All ticks in tables of some 150,000 rows, read on another thread.

        Raises:
            InputError: naming the line.
            EnvironmentFailure: when the file changes meanwhile.
        """
        with read_ahead(self._read()) as pieces:
            yield from pieces

    def _read(self) -> Generator[Piece]:
        scale = VOLUME_SCALES[self.volume_unit] * 10**self.volume_digits
        reader = CsvReader(self.dialect, digits=self.digits, volume_scale=scale, where=str(self.path))
        for chunk in read_chunks(self.path):
            yield Piece(self._in_utc(reader.feed(chunk.content)), chunk.read_to)
        yield Piece(self._in_utc(reader.finish()), self.size)
        if _fingerprint(self.path) != (self.size, self.changed_ns):
            raise EnvironmentFailure(
                f"{self.path}: changed while it was being read; nothing of it was stored"
            )

    def _in_utc(self, ticks: TickColumns) -> TickColumns:
        if self.time_zone == _UTC or not len(ticks):
            return ticks
        ts_us = to_utc(ticks.ts_us, ZoneInfo(self.time_zone), where=str(self.path))
        return TickColumns.from_numpy(ts_us, ticks.bid, ticks.ask, ticks.bid_volume, ticks.ask_volume)


def open_csv(
    path: Path, instrument: Instrument, *, dialect: str, volume_unit: VolumeUnit | None, time_zone: str | None
) -> CsvFile:
    """Look at the first lines of a file and settle how to read it. `dialect` may be `auto`, the unit None (guess).

    Raises:
        InputError: when no dialect fits, or a time zone is given for a dialect that states its own.
    """
    size, changed_ns = _fingerprint(path)
    sample = next((chunk.content for chunk in read_chunks(path, chunk_bytes=_SAMPLE_BYTES)), b"")
    name = detect_dialect(sample, where=str(path)).name if dialect == "auto" else _named_dialect(dialect)
    return CsvFile(
        path=path,
        size=size,
        changed_ns=changed_ns,
        sha256=sha256_of(path),
        dialect=name,
        volume_unit=volume_unit or _guessed_unit(sample, name, instrument.digits, path),
        time_zone=_settled_zone(time_zone, name, path),
        digits=instrument.digits,
        volume_digits=instrument.volume_digits,
    )


def _fingerprint(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as error:
        raise InputError(
            expected="a readable file", found=error.strerror or str(error), where=str(path)
        ) from None
    return facts.st_size, facts.st_mtime_ns


def _named_dialect(name: str) -> str:
    names = [dialect.name for dialect in dialects()]
    if name not in names:
        raise InputError(expected=f"auto, {', '.join(names)}", found=name, where="--dialect")
    return name


def _guessed_unit(sample: bytes, dialect: str, digits: int, path: Path) -> VolumeUnit:
    reader = CsvReader(dialect, digits=digits, volume_scale=SAMPLE_SCALE, where=str(path))
    seen = [reader.feed(sample)]
    if len(sample) < _SAMPLE_BYTES:
        seen.append(reader.finish())
    volumes = [side for ticks in seen for side in (ticks.bid_volume, ticks.ask_volume)]
    return guess_volume_unit(np.concatenate(volumes))


def _settled_zone(time_zone: str | None, dialect: str, path: Path) -> str:
    if time_zone is None:
        return _UTC
    if dialect not in ZONELESS_DIALECTS:
        raise InputError(
            expected="no --time-zone",
            found=f"{time_zone} for dialect {dialect}, whose times say their zone",
            where=str(path),
            mend="leave --time-zone away",
        )
    return zone_named(time_zone).key
