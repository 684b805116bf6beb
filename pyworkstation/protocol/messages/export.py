"""Arrow files for one reader, on the same machine."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Message,
    Path,
    ShortText,
    Symbol,
    TimeframeName,
    TimeUs,
)


class ExportTicks(Message, frozen=True, tag="export_ticks"):
    """Write stored ticks of [from_us, to_us) as an Arrow file for one reader, who maps it into memory and deletes it."""

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    prices: Literal["float", "decimal", "points"] = "float"


class ExportBars(Message, frozen=True, tag="export_bars"):
    """As `ExportTicks`, of one side of the bars that `GetBars` answers with.

    Each of `indicators`, such as `ema(20)` or `macd(12, 26, 9)`, adds columns: the values after all stored bars from the first on.
    """

    symbol: Symbol
    timeframe: TimeframeName
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    boundary: Literal["left", "right"] = "left"
    day_close: Literal["session", "new-york", "utc"] = "session"
    side: Literal["bid", "ask", "mid"] = "bid"
    prices: Literal["float", "decimal", "points"] = "float"
    indicators: Annotated[list[ShortText], Meta(max_length=64)] = []


class Exported(Message, frozen=True, tag="exported"):
    """The Arrow file is written. `size` is in bytes."""

    path: Path
    rows: Count
    size: Count
