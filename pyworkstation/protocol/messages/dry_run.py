"""How files would be read, before anything is stored."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    Message,
    Packed,
    Path,
    ShortText,
    Symbol,
    Text,
)
from pyworkstation.protocol.messages.imports import TickFiles


class DryRun(TickFiles, frozen=True, tag="dry_run"):
    """How an import would read these files; nothing is stored. Answered by a part per file, and a `DryRunDone`."""


class OtherReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another answer to what a file leaves open; what would change with it, and the options that say it."""

    choice: Text
    change: Text
    options: Text


class FileAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that a file leaves open, and how it was answered; `options` say the same.

    `question` is layout, day-order, time-zone, sides, volume-unit or price-scale. `confidence` is from 0 to 1; below 0.8
    an import leaves the file out, and `mend` says how to answer it oneself.
    """

    question: ShortText
    choice: Text
    confidence: Annotated[float, Meta(ge=0, le=1)]
    reasons: list[Text]
    options: Text
    mend: Text
    others: list[OtherReading]


class FileReading(Message, frozen=True, tag="file_reading"):
    """How a file would be read, and its first ticks: `packed` holds `count` rows of the ticks layout.

    `files` is how many hour files, from this one on, are read alike. `problem` is why an import would leave it out, if not
    for an answer that is too unsure; else it is empty. The fields of a layout are empty where a file has none.
    """

    path: Path
    files: Count
    dialect: ShortText
    columns: Text
    time_format: ShortText
    delimiter: ShortText
    decimal_mark: ShortText
    answers: list[FileAnswer]
    problem: Text
    digits: Digits
    count: Count
    packed: Packed


class DryRunDone(Message, frozen=True, tag="dry_run_done"):
    """How many files an import would read, and what it would pass over."""

    symbol: Symbol
    files: Count
    files_skipped: list[Text]
