"""The engine's log, line by line, in either of its forms: text, or a map in JSON for each line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEVELS = ("debug", "info", "warning", "error", "critical")
_TEXT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)\S* +([A-Z]+) +([^ ]+): (.*)")


class LogLine(NamedTuple):
    """`more` is what stands below the line: a trace, or the rest of a text of several lines."""

    number: int
    at: str
    level: str
    source: str
    text: str
    more: str = ""


def log_lines(lines: Iterable[str], *, after: int) -> list[LogLine]:
    """Lines as they were read, numbered from `after` + 1 on. What begins no line belongs to the one before."""
    found: list[LogLine] = []
    for line in lines:
        fields = _fields(line)
        if fields is not None:
            found.append(LogLine(after + len(found) + 1, *fields))
        elif found:
            found[-1] = found[-1]._replace(more=f"{found[-1].more}\n{line}".lstrip("\n"))
        elif line.strip():
            found.append(LogLine(after + 1, "", "info", "", line))
    return found


def _fields(line: str) -> tuple[str, str, str, str, str] | None:
    if line.startswith("{"):
        return _of_json(line)
    match = _TEXT.fullmatch(line)
    if match is None:
        return None
    at, level, source, text = match.groups()
    return at.replace("T", " "), level.lower(), source, text, ""


def _of_json(line: str) -> tuple[str, str, str, str, str] | None:
    try:
        told = json.loads(line)
        at = str(told["at"])[: len("2026-11-21T04:03:19.316")].replace("T", " ")
        return at, str(told["level"]), str(told["source"]), str(told["text"]), str(told.get("trace", ""))
    except (ValueError, KeyError):
        return None


def wanted(lines: Iterable[LogLine], level: str, search: str) -> Iterator[LogLine]:
    """Those of a level or worse that have the searched words, in any case, in whatever stands in them."""
    least, words = LEVELS.index(level), search.casefold().split()
    for line in lines:
        whole = f"{line.at} {line.source} {line.text} {line.more}".casefold()
        if _weight(line) >= least and all(word in whole for word in words):
            yield line


def _weight(line: LogLine) -> int:
    return LEVELS.index(line.level) if line.level in LEVELS else 1


def _tone(line: LogLine) -> Tone:
    return {"warning": Tone.WARN, "error": Tone.BAD, "critical": Tone.BAD, "debug": Tone.DIM}.get(
        line.level, Tone.PLAIN
    )


def _whole(line: LogLine) -> str:
    return f"{line.text}\n{line.more}".strip()


LOG_COLUMNS: tuple[Column[LogLine], ...] = (
    Column("Time, UTC", lambda line: line.at, "2026-11-21 04:03:19.316", tone=lambda _: Tone.DIM),
    Column("Level", lambda line: line.level, "warning", tone=_tone),
    Column(
        "From",
        lambda line: line.source.removeprefix("pyworkstation."),
        "services.replay.service",
        tone=lambda _: Tone.DIM,
    ),
    Column(
        "Text",
        lambda line: line.text + (" ..." if line.more else ""),
        "engine ready",
        tip=_whole,
        tone=_tone,
    ),
)
