"""Bars, stored ones and those of the replay."""

from __future__ import annotations

from typing import Literal

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    Message,
    Packed,
    Symbol,
    TimeframeName,
    TimeUs,
)


class GetBars(Message, frozen=True, tag="get_bars"):
    """Bars whose open lies in [from_us, to_us), built from all their stored ticks. Answered in parts.

    Bars of counts (`T100`) are counted from the first stored tick, whatever the range. Days end with the instrument's own
    session, as those of a replay do; or, whatever it is, at 17:00 New York or at midnight UTC.
    """

    symbol: Symbol
    timeframe: TimeframeName
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    boundary: Literal["left", "right"] = "left"
    day_close: Literal["session", "new-york", "utc"] = "session"


class BarsPart(Message, frozen=True, tag="bars_part"):
    """Bars in order; `packed` holds `count` rows of the bars layout."""

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    count: Count
    packed: Packed
    volume_digits: Digits = 0


class BarsUpdate(Message, frozen=True, tag="bars_update"):
    """Topic `bars.SYMBOL.TIMEFRAME`: the bars completed since the last message, and the forming bar.

    `first_index` is the index, within the epoch, of the first row of `completed`; with no completed bar, of the next
    one. A snapshot of the topic carries all bars that the engine keeps.
    """

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    epoch: Count
    first_index: Count
    completed: Packed
    forming: Packed
    volume_digits: Digits = 0
