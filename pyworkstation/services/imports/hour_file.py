"""Dukascopy hour files (bi5). They are small and many: several are read and decoded at once, on all cores."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.file_bytes import read_whole
from pyworkstation.adapters.folder_walk import LeftOut
from pyworkstation.adapters.volume_unit import VOLUME_SCALES, VolumeUnit
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.engine import read_bi5_checked
from pyworkstation.services.imports.checked_piece import checked_piece
from pyworkstation.storage.imports.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from pyworkstation.adapters.tick_files import TickFile
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.engine import CheckedTicks
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.tick_source import Piece

BI5 = "bi5"
_AHEAD = 64
"""Of a megabyte of ticks each, at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourFile:
    """An hour file that was read and decoded; its fault, if it has one, comes up when its ticks are asked for."""

    path: Path
    size: int
    reading: Reading
    decoded: CheckedTicks | WorkstationError | None
    price_shift: int

    def pieces(self) -> Generator[Piece]:
        """Its ticks, if it has any. Raises InputError naming the byte that is wrong."""
        assert self.decoded is not None, "it was known, and not decoded"
        if isinstance(self.decoded, WorkstationError):
            raise self.decoded
        yield checked_piece(self.decoded, self.size, price_shift=self.price_shift)


def open_hours(
    files: Iterable[TickFile],
    instrument: Instrument,
    options: ReadOptions,
    *,
    is_known: Callable[[Reading], bool],
) -> Iterator[HourFile | LeftOut]:
    """The files in their order, some 64 of them ahead; known ones are not decoded, unreadable ones left out."""
    read = functools.partial(
        _read,
        instrument=instrument,
        options=options,
        is_known=is_known,
    )
    waiting = iter(files)
    ahead: deque[Future[HourFile | LeftOut]] = deque()
    with ThreadPoolExecutor(thread_name_prefix="bi5") as pool:
        try:
            while True:
                ahead.extend(
                    pool.submit(read, file) for file in itertools.islice(waiting, _AHEAD - len(ahead))
                )
                if not ahead:
                    return
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def _read(
    file: TickFile, *, instrument: Instrument, options: ReadOptions, is_known: Callable[[Reading], bool]
) -> HourFile | LeftOut:
    assert file.hour_us is not None  # hour files are those that have one
    try:
        content = read_whole(file.place)
    except InputError as fault:
        return LeftOut(file.path, fault)
    unit: VolumeUnit = options.volume_unit or "millions"
    reading = Reading(
        sha256=hashlib.sha256(content).hexdigest(),
        dialect=BI5,
        volume_unit=unit,
        time_zone="UTC",
        hour_us=file.hour_us,
        options=options.described,
    )
    decode = functools.partial(
        read_bi5_checked,
        content,
        hour_us=file.hour_us,
        volume_scale=VOLUME_SCALES[unit] * 10**instrument.volume_digits,
        where=str(file.path),
        policies=options.policies,
        max_rejects=options.max_rejects,
        calendar=options.calendar,
    )
    return HourFile(
        path=file.path,
        size=file.size,
        reading=reading,
        decoded=None if is_known(reading) else _decoded(decode),
        price_shift=options.price_shift or 0,
    )


def _decoded(decode: Callable[[], CheckedTicks]) -> CheckedTicks | WorkstationError:
    try:
        return decode()
    except WorkstationError as error:
        return error
