"""The files that a request names, found and opened as sources of ticks."""

from __future__ import annotations

import itertools
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.adapters.folder_walk import LeftOut
from pyworkstation.adapters.tick_files import TickFile, find_tick_files
from pyworkstation.domain.errors import InputError
from pyworkstation.services.imports.csv_file import open_csv
from pyworkstation.services.imports.hour_file import open_hours
from pyworkstation.services.imports.read_options import layout_options
from pyworkstation.services.imports.stated_file import open_stated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from pyworkstation.adapters.tick_files import FoundFiles
    from pyworkstation.domain.home import Home
    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.protocol.messages import TickFiles
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.scale_check import PriceCheck
    from pyworkstation.services.imports.tick_source import Piece, TickSource
    from pyworkstation.storage.imports.reading import Reading


def files_to_read(request: TickFiles, home: Home) -> FoundFiles:
    """The files, in the order given.

    Raises:
        InputError: for a relative path, a file of the engine's own, or an option that does not fit a file.
    """
    found = find_tick_files([_absolute(path) for path in request.paths], request.symbol)
    _refuse_own(found.files, home)
    _check_options(request, found.files)
    return found


def open_sources(
    files: Sequence[TickFile],
    instrument: Instrument,
    options: ReadOptions,
    *,
    prices: PriceCheck,
    is_known: Callable[[Reading], bool],
) -> Generator[TickSource | LeftOut]:
    """The files as sources, in order. Hour files are small and many: they are decoded on all cores, but for known ones."""
    for are_hours, run in itertools.groupby(files, key=lambda file: file.hour_us is not None):
        if are_hours:
            yield from open_hours(run, instrument, options, is_known=is_known)
            continue
        yield from (_open(file, instrument, options, prices) for file in run)


def checked_pieces(source: TickSource, prices: PriceCheck) -> Generator[Piece]:
    """The file's pieces; their prices must be such as the instrument's can be."""
    is_first = True
    with closing(source.pieces()) as pieces:
        for piece in pieces:
            prices.check(piece.ticks, source.path, is_first=is_first)
            is_first = is_first and not len(piece.ticks)
            yield piece


def _open(
    file: TickFile, instrument: Instrument, options: ReadOptions, prices: PriceCheck
) -> TickSource | LeftOut:
    try:
        source = open_stated(file, instrument, options)
        return source or open_csv(file, instrument, options, prices=prices)
    except InputError as fault:
        return LeftOut(file.path, fault)


def _absolute(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise InputError(expected="an absolute path", found=text, where="import")
    return path


def _refuse_own(files: Sequence[TickFile], home: Home) -> None:
    """What keeps the account is no ticks: read as such it would be seen by who asks for ticks, locked or not."""
    own = [Path(os.path.realpath(each)) for each in (home.audit, home.run, home.equity, home.lock)]
    for file in files:
        path = Path(os.path.realpath(file.path)) if file.hour_us is None else None
        if path is not None and any(path.is_relative_to(each) for each in own):
            raise InputError(
                expected="files of ticks", found="a file of the engine's own", where=str(file.path)
            )


def _check_options(request: TickFiles, files: Sequence[TickFile]) -> None:
    hour_file = next((file for file in files if file.hour_us is not None), None)
    given = layout_options(request) | {"--time-zone": request.time_zone is not None}
    option = next((option for option, is_given in given.items() if is_given), None)
    if hour_file is not None and option is not None:
        raise InputError(
            expected=f"CSV files with {option}", found="a bi5 file, which has one layout and is in UTC",
            where=str(hour_file.path), mend=f"leave {option} away, or import the CSV files apart",
        )  # fmt: skip
