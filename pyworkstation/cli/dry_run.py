"""`pyworkstation import --dry-run`: how files would be read, as text for people or JSON for programs."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyworkstation.cli.counted import counted
from pyworkstation.cli.text_table import text_table
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.units import format_price, format_time
from pyworkstation.protocol.messages import DryRunDone, FileReading, RefusedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.protocol.messages import FileAnswer, OtherReading, Reply

_SURE = 0.8
"""Below it an import stops and asks: the engine's STATED_CONFIDENCE, told apart by a test."""

_WORDS = {
    "layout": "layout",
    "day-order": "day and month",
    "time-zone": "time zone",
    "sides": "bid and ask",
    "volume-unit": "volumes",
    "price-scale": "prices",
}
_LEFT_OUT = 1


@dataclass(slots=True)
class _Seen:
    """What came."""

    files: list[FileReading] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    done: DryRunDone | None = None


def print_dry_run(replies: Iterable[Reply], *, as_json: bool) -> int:
    """Print what came of a dry run; the exit code, 1 where an import would leave a file out."""
    seen = _Seen()
    for reply in replies:
        if isinstance(reply, FileReading):
            seen.files.append(reply)
        elif isinstance(reply, RefusedFile):
            seen.refused.append(reply)
        elif isinstance(reply, DryRunDone):
            seen.done = reply
    print(_json(seen) if as_json else "\n".join(_text(seen)))
    for file in seen.refused:
        print(f"would be left out: {file.reason}", file=sys.stderr)
    return _LEFT_OUT if seen.refused or any(map(_is_left_out, seen.files)) else 0


def _text(seen: _Seen) -> Iterator[str]:
    groups: dict[object, list[FileReading]] = {}
    for file in seen.files:
        groups.setdefault(_alike(file), []).append(file)
    for files in groups.values():
        yield from _file_text(files)
        yield ""
    assert seen.done is not None, "a dry run ends with its totals"
    yield from (f"skipped {note}" for note in seen.done.files_skipped)
    bad = sum(file.files for file in seen.files if _is_left_out(file))
    good = sum(file.files for file in seen.files) - bad
    left_out = bad + len(seen.refused)
    but = f", {left_out:,} left out" if left_out else ""
    yield f"{seen.done.symbol}: {counted(good, 'file')} would be imported{but}; nothing was stored"


def _is_left_out(file: FileReading) -> bool:
    return bool(file.problem) or any(map(_is_doubtful, file.answers))


def _is_doubtful(answer: FileAnswer) -> bool:
    return answer.confidence < _SURE


def _alike(file: FileReading) -> object:
    """What files have in common that are shown once."""
    answers = tuple((answer.question, answer.choice, _is_doubtful(answer)) for answer in file.answers)
    return file.dialect, file.columns, file.time_format, answers, bool(file.problem)


def _file_text(files: list[FileReading]) -> Iterator[str]:
    file = files[0]
    more = sum(file.files for file in files) - 1
    yield f"{file.path}{f' and {more:,} more, read alike' if more else ''}"
    yield from _aligned([("", "found", "sure", "option", "why"), *_found(file)])
    if others := list(_others(file)):
        yield ""
        yield from _aligned([("the first tick would be", "with"), *others])
    if file.count:
        yield ""
        table = text_table(("first ticks, UTC", "bid", "ask", "bid volume", "ask volume"), _rows(file))
        yield from (f"  {line}" for line in table)
    yield from _why_left_out(files)


def _found(file: FileReading) -> Iterator[tuple[str, ...]]:
    asked = {answer.question for answer in file.answers}
    for answer in file.answers:
        doubt = " !" if _is_doubtful(answer) else ""
        sure = f"{100 * answer.confidence:.0f} %{doubt}"
        option = re.split("[ =]", answer.options)[0]
        yield _WORDS[answer.question], answer.choice, sure, option, "; ".join(answer.reasons)
        if answer.question == "layout" and file.columns:
            yield "  columns", file.columns, "", "--columns", ""
            if "day-order" not in asked:
                yield "  times", file.time_format, "", "--time-format", ""
            yield "  delimiter", _mark(file.delimiter), "", "--delimiter", ""
            yield "  decimal mark", _mark(file.decimal_mark), "", "--decimal-comma", ""


def _mark(text: str) -> str:
    return {"\t": "tab", " ": "blank", ",": "comma", ".": "point", ";": "semicolon"}.get(text, text)


def _others(file: FileReading) -> Iterator[tuple[str, ...]]:
    """The other answers; those that would change the same in one row."""
    for answer in file.answers:
        changes: dict[str, list[OtherReading]] = {}
        for other in answer.others:
            changes.setdefault(other.change, []).append(other)
        for change, (first, *rest) in changes.items():
            also = f" (or {', '.join(other.choice for other in rest)})" if rest else ""
            yield change.removeprefix("the first tick would be "), f"{first.options}{also}"


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Columns side by side, the last as long as it is."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _why_left_out(files: list[FileReading]) -> Iterator[str]:
    for answer in filter(_is_doubtful, files[0].answers):
        yield f"  ! {_WORDS[answer.question]}: too unsure to import; {answer.mend}"
    for file in files:
        if file.problem:
            yield f"  ! {file.problem}"


def _rows(file: FileReading) -> Iterator[tuple[str, ...]]:
    ticks = Ticks.unpack(file.packed)
    for ts_us, *prices, bid_volume, ask_volume in zip(
        *(getattr(ticks, name).tolist() for name in Ticks.names()), strict=True
    ):
        bid, ask = (format_price(points, file.digits) for points in prices)
        yield format_time(ts_us), bid, ask, str(bid_volume), str(ask_volume)


def _json(seen: _Seen) -> str:
    """One object; prices as text, with the instrument's digits."""
    import msgspec  # noqa: PLC0415

    assert seen.done is not None, "a dry run ends with its totals"
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "symbol": seen.done.symbol,
                "files": [_json_file(file) for file in seen.files],
                "left_out": [{"path": file.path, "reason": file.reason} for file in seen.refused],
                "skipped": seen.done.files_skipped,
            }
        ),
        indent=2,
    ).decode()


def _json_file(file: FileReading) -> dict[str, object]:
    names = ("timestamp", "bid", "ask", "bid_volume", "ask_volume")
    rows = [dict(zip(names, row, strict=True)) for row in _rows(file)]
    fields = (
        "path",
        "files",
        "problem",
        "dialect",
        "columns",
        "time_format",
        "delimiter",
        "decimal_mark",
        "answers",
    )
    return {name: getattr(file, name) for name in fields} | {"first_ticks": rows}
