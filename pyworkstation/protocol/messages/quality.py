"""What ticks are worth."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    GapMinutes,
    Int64,
    Message,
    OfHours,
    Points,
    Share,
    ShortText,
    Symbol,
    Text,
    TimeUs,
)
from pyworkstation.protocol.messages.findings import Finding, Gap
from pyworkstation.protocol.messages.imports import ImportTicks


class GetQuality(Message, frozen=True, tag="get_quality"):
    """What the stored ticks of [from_us, to_us) are worth. Answered by parts of days and a closing `Quality`.

    `gap_minutes` of the instrument's hours without a tick are a gap.
    """

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    gap_minutes: GapMinutes = 5


class GetImportQuality(Message, frozen=True, tag="get_import_quality"):
    """What the ticks are worth that one import, by its number in the table `imports`, stored. Answered as `get_quality`."""

    import_id: Count
    gap_minutes: GapMinutes = 5


class CheckFiles(Message, frozen=True, tag="check_files"):
    """What files are worth, read as this import of them would, one after the other; nothing is stored.

    Its policies and `max_rejects` count for nothing: rows that cannot be read, and those older than one before them,
    are left out, everything else is kept. Answered as `get_quality`, after parts that tell the progress.
    """

    files: ImportTicks
    gap_minutes: GapMinutes = 5


class QualityDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One UTC day by hour: ticks, seconds in which the market was open, and seconds of those that lie in gaps."""

    day_us: TimeUs
    ticks: OfHours
    open_s: OfHours
    missing_s: OfHours


class QualityDays(Message, frozen=True, tag="quality_days"):
    """Days in order; those without a tick or an open hour are left out."""

    symbol: Symbol
    days: Annotated[list[QualityDay], Meta(max_length=1000)]


class Distribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Least and greatest of some values, their mean, and the least value that so many percent do not exceed."""

    least: Int64
    p5: Int64
    p25: Int64
    median: Int64
    p75: Int64
    p95: Int64
    p99: Int64
    most: Int64
    mean: float


class Deduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many points a kind of fault costs: `share` of the ticks have it."""

    kind: ShortText
    share: Share
    points: Points


class Quality(Message, frozen=True, tag="quality"):
    """What ticks are worth. `score` is `coverage` times what the deductions leave of 100.

    `of` says which ticks; they were looked for in [from_us, to_us). `gaps` are the 1,000 longest, in order. `rejected`
    counts rows that an import left out, or a check of files would. `spread` is in points, `rate` in ticks a minute, of
    the minutes that have any.
    """

    symbol: Symbol
    digits: Digits
    of: Text
    from_us: TimeUs
    to_us: TimeUs
    first_us: TimeUs
    last_us: TimeUs
    ticks: Count
    open_s: Count
    missing_s: Count
    coverage: Share
    gap_minutes: GapMinutes
    gaps_total: Count
    gaps: Annotated[list[Gap], Meta(max_length=1000)]
    findings: list[Finding]
    rejected: list[Finding]
    spread: Distribution
    rate: Distribution
    minutes: Count
    busiest_us: TimeUs
    deductions: list[Deduction]
    score: Points
