"""What a dry run found and what came of an import, as rows and lines for people."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.units import format_price, format_time
from pyworkstation.protocol.messages import DryRunDone, FileReading, RefusedFile
from pyworkstation_ui.state.counted import counted, format_bytes, format_left
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.protocol.messages import (
        FileAnswer,
        ImportDone,
        ImportedFile,
        ImportProgress,
        Reply,
    )

SURE = 0.8
"""Below it an import stops and asks; the engine's STATED_CONFIDENCE."""

_QUESTIONS = {
    "layout": "Layout",
    "day-order": "Day and month",
    "time-zone": "Time zone",
    "sides": "Bid and ask",
    "volume-unit": "Volumes",
    "price-scale": "Prices",
}


class Found(NamedTuple):
    """How a question that files leave open was answered. `options` say it, or another answer, oneself."""

    question: str
    choice: str
    confidence: float | None
    why: str
    options: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Too unsure to import."""
        return self.confidence is not None and self.confidence < SURE


class FirstTick(NamedTuple):
    """A tick as it would be stored."""

    place: int
    time: str
    bid: str
    ask: str
    bid_volume: str
    ask_volume: str


class Reading(NamedTuple):
    """A dry run, whole. The first file that would not go in speaks for all, or else the first of all."""

    shown: FileReading | None
    files: int
    left_out: int
    faults: tuple[str, ...]
    skipped: tuple[str, ...]
    kinds: int

    @property
    def importable(self) -> int:
        """Files that an import would take."""
        return self.files - self.left_out


def read_parts(parts: Sequence[Reply]) -> Reading:
    """What came of a dry run."""
    files = [part for part in parts if isinstance(part, FileReading)]
    refused = [part for part in parts if isinstance(part, RefusedFile)]
    done = next((part for part in parts if isinstance(part, DryRunDone)), None)
    bad = [file for file in files if _is_left_out(file)]
    return Reading(
        shown=next(iter([*bad, *files]), None),
        files=sum(file.files for file in files) + len(refused),
        left_out=sum(file.files for file in bad) + len(refused),
        faults=(*(fault for file in bad for fault in _faults(file)), *(each.reason for each in refused)),
        skipped=tuple(done.files_skipped) if done else (),
        kinds=len({(file.dialect, file.columns) for file in files}),
    )


def verdict(reading: Reading) -> tuple[str, Tone]:
    """What an import would do, in one line."""
    if not reading.files:
        return "No tick file found there.", Tone.WARN
    if not reading.importable:
        return _none_of(reading.files), Tone.BAD
    but = f", {counted(reading.left_out, 'file')} left out" if reading.left_out else ""
    return f"{counted(reading.importable, 'file')} would be imported{but}.", (
        Tone.WARN if reading.left_out else Tone.GOOD
    )


def found_rows(file: FileReading) -> list[Found]:
    """Question by question, and below each the other answers that it may have."""
    return [row for answer in file.answers for row in _rows(answer)]


def _rows(answer: FileAnswer) -> Iterator[Found]:
    yield Found(
        _QUESTIONS.get(answer.question, answer.question),
        answer.choice,
        answer.confidence,
        "; ".join(answer.reasons),
        answer.options,
    )
    for other in answer.others:
        yield Found("", f"or {other.choice}", None, _shortly(other.change), other.options)


def first_ticks(file: FileReading) -> list[FirstTick]:
    """The first rows as they would be stored."""
    ticks = Ticks.unpack(file.packed)
    columns = (getattr(ticks, name).tolist() for name in Ticks.names())
    return [
        FirstTick(
            place,
            format_time(ts_us).replace("T", " ").removesuffix("Z"),
            format_price(bid, file.digits),
            format_price(ask, file.digits),
            f"{bid_volume:,}",
            f"{ask_volume:,}",
        )
        for place, (ts_us, bid, ask, bid_volume, ask_volume) in enumerate(zip(*columns, strict=True))
    ]


def _shortly(change: str) -> str:
    return change.removeprefix("the first tick would be ")


def layout_words(file: FileReading) -> str:
    """The file that is shown, and its columns."""
    columns = f"   columns {file.columns}" if file.columns else ""
    times = f"   times {file.time_format}" if file.time_format else ""
    return f"{PurePath(file.path).name}{columns}{times}"


def progress_words(progress: ImportProgress) -> list[str]:
    """Where an import is: the file, then how much of all, how fast, how long still."""
    left = format_left(progress.seconds_left)
    return [
        f"{PurePath(progress.path).name}   ({min(progress.files_done + 1, progress.files_total):,} of {counted(progress.files_total, 'file')})",
        f"{progress.ticks_done:,} ticks   {progress.ticks_per_second:,} ticks/s   "
        f"{format_bytes(progress.bytes_done)} of {format_bytes(progress.bytes_total)}"
        + (f"   {left} left" if left else ""),
    ]


def permille(progress: ImportProgress) -> int:
    """How far, of 1,000."""
    return 1000 * progress.bytes_done // progress.bytes_total if progress.bytes_total else 0


def result_words(done: ImportDone, files: Sequence[ImportedFile], refused: Sequence[str]) -> list[str]:
    """What came of an import."""
    return [_headline(done, files), *_details(done, files, refused)]


def _headline(done: ImportDone, files: Sequence[ImportedFile]) -> str:
    if done.cancelled:
        return f"Stopped. {counted(len(files), 'file')} imported; the same import later goes on from there."
    if not files:
        return f"Nothing of {done.symbol} was imported."
    if all(file.already for file in files):
        return f"{counted(len(files), 'file')} of {done.symbol} had been imported already; nothing is new."
    return f"{done.ticks_new:,} new ticks of {done.symbol} are stored."


def _details(done: ImportDone, files: Sequence[ImportedFile], refused: Sequence[str]) -> Iterator[str]:
    if files and not done.cancelled:
        read_now = sum(file.ticks_read for file in files if not file.already) - done.ticks_resumed
        rate = f", {read_now / done.seconds:,.0f} ticks/s" if done.seconds and read_now > 0 else ""
        yield (
            f"{counted(len(files), 'file')}, {counted(done.ticks_read, 'tick')} read in {done.seconds:.1f} s{rate}; "
            f"volumes in {done.volume_unit}"
        )
    if done.ticks_resumed:
        yield f"{counted(done.ticks_resumed, 'tick')} of them had been stored by the run that stopped"
    if done.ticks_replaced:
        yield f"{counted(done.ticks_replaced, 'stored tick')} of their time replaced; undoing the import brings them back"
    counts: Counter[str] = Counter()
    for file in files:
        counts.update({finding.kind: finding.count for finding in file.findings})
    if counts:
        yield "found: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
    if rejected := sum(file.rejected for file in files):
        yield f"{counted(rejected, 'row')} left out: see the tab Rows left out"
    yield from (f"skipped {note}" for note in done.files_skipped)
    yield from (f"left out: {reason}" for reason in refused)


def _is_left_out(file: FileReading) -> bool:
    return bool(file.problem) or any(answer.confidence < SURE for answer in file.answers)


def _faults(file: FileReading) -> Iterator[str]:
    name = PurePath(file.path).name
    for answer in file.answers:
        if answer.confidence < SURE:
            yield f"{name}: {_QUESTIONS.get(answer.question, answer.question).lower()} too unsure to import; {answer.mend}"
    if file.problem:
        yield file.problem


def _none_of(files: int) -> str:
    return "The file would be left out." if files == 1 else f"All {files:,} files would be left out."


FOUND_COLUMNS: tuple[Column[Found], ...] = (
    Column("Question", lambda row: row.question, "Day and month"),
    Column(
        "Answer",
        lambda row: row.choice,
        "times as %m/%d/%Y %H:%M:%S",
        tip=lambda row: row.choice,
        tone=lambda row: Tone.DIM if row.confidence is None else Tone.PLAIN,
    ),
    Column(
        "Sure",
        lambda row: "" if row.confidence is None else f"{100 * row.confidence:.0f} %",
        "100 %",
        is_number=True,
        says="Below 80 % an import leaves the file out",
        tone=lambda row: Tone.WARN if row.is_doubtful else Tone.GOOD,
    ),
    Column(
        "Why, or what the first tick would be",
        lambda row: row.why,
        "it has no header, and its rows",
        tip=lambda row: row.why + (f"\n{row.options}" if row.options else ""),
        tone=lambda _: Tone.DIM,
    ),
)
TICK_COLUMNS: tuple[Column[FirstTick], ...] = (
    Column("First ticks, UTC", lambda row: row.time, "2019-02-04 10:00:00.062000"),
    Column("Bid", lambda row: row.bid, "1.143590", is_number=True),
    Column("Ask", lambda row: row.ask, "1.143590", is_number=True),
    Column("Bid volume", lambda row: row.bid_volume, "100,000,000", is_number=True),
    Column("Ask volume", lambda row: row.ask_volume, "100,000,000", is_number=True),
)
