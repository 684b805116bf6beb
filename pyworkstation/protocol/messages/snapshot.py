"""A replay's timeframes at one instant."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    Message,
    Packed,
    Share,
    Symbol,
    TimeframeName,
    TimeUs,
)
from pyworkstation.protocol.messages.indicators import IndicatorValues


class GetSnapshot(Message, frozen=True, tag="get_snapshot"):
    """A replay's timeframes at one instant: all that are kept, or those named, which are built when they are not kept.

    Each comes with its forming bar, its last `bars` completed ones and the values of its indicators, as a `SnapshotPart`.
    """

    symbol: Symbol
    timeframes: Annotated[list[TimeframeName], Meta(max_length=64)] = []
    bars: Annotated[int, Meta(ge=0, le=500)] = 1


class SnapshotPart(Message, frozen=True, tag="snapshot_part"):
    """One timeframe after tick number `ticks`: its forming bar, and completed bars from index `first_index` on.

    `progress` is how far the forming bar has come. All parts of one answer are of one instant.
    """

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    epoch: Count
    position_us: TimeUs
    ticks: Count
    completed_count: Count
    first_index: Count
    completed: Packed
    forming: Packed
    progress: Share
    indicators: list[IndicatorValues] = []
