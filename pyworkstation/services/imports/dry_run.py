"""Answers `dry_run`: how an import would read files. Nothing is stored."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.folder_walk import LeftOut
from pyworkstation.adapters.tick_files import TickFile
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import (
    DryRun,
    DryRunDone,
    FileAnswer,
    FileReading,
    OtherReading,
    RefusedFile,
)
from pyworkstation.services.imports.csv_file import detect, first_ticks, require_fitting
from pyworkstation.services.imports.hour_file import open_hours
from pyworkstation.services.imports.left_out import refused
from pyworkstation.services.imports.open_sources import files_to_read
from pyworkstation.services.imports.read_options import ReadOptions, read_options
from pyworkstation.services.imports.scale_check import PriceCheck, price_check
from pyworkstation.services.imports.stated_file import open_stated
from pyworkstation.services.imports.stated_format import stated_answers
from pyworkstation.services.session_calendar import rests_at_weekends, session_calendar
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.engine import DetectionAnswer
    from pyworkstation.services.imports.tick_source import TickSource
    from pyworkstation.storage.database import Store

_SHOWN_TICKS = 5
_LONGEST_PROBLEM = 4000


@dataclass(frozen=True, slots=True)
class _Look:
    """What the files are looked at with."""

    instrument: Instrument
    options: ReadOptions
    prices: PriceCheck


def dry_run(request: DryRun, store: Store) -> Iterator[FileReading | RefusedFile | DryRunDone]:
    """A part for each file, one for hour files that follow each other, and the totals.

    Raises:
        InputError: where there is no tick file, or the options fit no file.
    """
    stored = find_instrument(store, request.symbol)
    found = files_to_read(request, store.home)
    options = read_options(
        request,
        session_calendar(store.home, request.symbol),
        rests_at_weekends=rests_at_weekends(store.home, request.symbol),
    )
    prices = price_check(store, stored, price_shift=request.price_shift, accept_prices=request.accept_prices)
    look = _Look(stored.instrument, options, prices)
    yield from map(refused, found.left_out)
    for are_hours, run in itertools.groupby(found.files, key=lambda file: file.hour_us is not None):
        files = list(run)
        yield from [_hours(look, files)] if are_hours else (_file(look, file) for file in files)
    yield DryRunDone(symbol=request.symbol, files=len(found.files), files_skipped=found.skipped)


def _file(look: _Look, file: TickFile) -> FileReading | RefusedFile:
    try:
        source = open_stated(file, look.instrument, look.options)
        return _csv(look, file) if source is None else _stated(look, source)
    except InputError as fault:
        return refused(LeftOut(file.path, fault))


def _hours(look: _Look, files: Sequence[TickFile]) -> FileReading | RefusedFile:
    """The first of the files that has ticks."""
    hours = open_hours(files, look.instrument, look.options, is_known=lambda _: False)
    first = None
    for hour in hours:
        if isinstance(hour, LeftOut):
            return refused(hour)
        try:
            reading = _stated(look, hour, files=len(files))
        except InputError as fault:
            return refused(LeftOut(hour.path, fault))
        if reading.count:
            return reading
        first = first or reading
    assert first is not None, "a run has files"
    return first


def _csv(look: _Look, file: TickFile) -> FileReading:
    found = detect(file.place, look.instrument, look.options, price_range=look.prices.hint)
    ticks, problem = found.first_rows, ""
    try:
        require_fitting(found, file.path, look.options, look.prices)
        ticks = first_ticks(file.place, look.instrument, look.options, found)
    except InputError as fault:
        problem = str(fault)[:_LONGEST_PROBLEM]
    dialect = found.dialect
    return FileReading(
        path=str(file.path),
        files=1,
        dialect=dialect.name,
        columns=dialect.columns,
        time_format=dialect.time_format,
        delimiter=dialect.delimiter,
        decimal_mark=dialect.decimal_mark,
        answers=[_answer(answer) for answer in found.answers],
        problem=problem,
        digits=look.instrument.digits,
        count=min(len(ticks), _SHOWN_TICKS),
        packed=ticks.slice(0, _SHOWN_TICKS).pack(),
    )


def _answer(answer: DetectionAnswer) -> FileAnswer:
    return FileAnswer(
        question=answer.question,
        choice=answer.choice,
        confidence=answer.confidence,
        reasons=answer.reasons,
        options=answer.options,
        mend=answer.mend,
        others=[
            OtherReading(choice=choice, change=change, options=options)
            for choice, change, options, _ in answer.alternatives
        ],
    )


def _stated(look: _Look, source: TickSource, *, files: int = 1) -> FileReading:
    """A file of a format that leaves little open. Raises InputError where it is damaged."""
    ticks = next(piece.ticks for piece in source.pieces())
    problem = ""
    try:
        look.prices.check(ticks, source.path, is_first=True)
    except InputError as fault:
        problem = str(fault)[:_LONGEST_PROBLEM]
    return FileReading(
        path=str(source.path),
        files=files,
        dialect=source.reading.dialect,
        columns="",
        time_format="",
        delimiter="",
        decimal_mark="",
        answers=stated_answers(source.reading, look.options, ticks, look.prices),
        problem=problem,
        digits=look.instrument.digits,
        count=min(len(ticks), _SHOWN_TICKS),
        packed=ticks.slice(0, _SHOWN_TICKS).pack(),
    )
