"""The archive: Parquet, a file for each day."""

from __future__ import annotations

from pyworkstation.protocol.messages.fields import Count, Message, Path, Symbol, TimeUs


class ArchiveTicks(Message, frozen=True, tag="archive_ticks"):
    """Write stored ticks of [from_us, to_us) as Parquet, a file for each UTC day below `folder`, an absolute path.

    Answered by a part per day and a closing `ArchiveDone`.
    """

    symbol: Symbol
    folder: Path
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class ArchivedDay(Message, frozen=True, tag="archived_day"):
    """One day is written, and was read back."""

    path: Path
    ticks: Count
    size: Count
    days_total: Count


class ArchiveDone(Message, frozen=True, tag="archive_done"):
    """Totals of an archive. `size` is in bytes; `folder` holds the days; `_SYMBOL.sha256` lies above it."""

    symbol: Symbol
    folder: Path
    days: Count
    ticks: Count
    size: Count
