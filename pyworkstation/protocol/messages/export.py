"""Arrow files for one reader, on the same machine."""

from __future__ import annotations

from typing import Literal

from pyworkstation.protocol.messages.fields import Count, Message, Path, Symbol, TimeframeName, TimeUs


class ExportTicks(Message, frozen=True, tag="export_ticks"):
    """Write stored ticks of [from_us, to_us) as an Arrow file for one reader, who maps it into memory and deletes it."""

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    prices: Literal["float", "decimal", "points"] = "float"


class ExportBars(Message, frozen=True, tag="export_bars"):
    """As `ExportTicks`, of one side of the bars that `GetBars` answers with."""

    symbol: Symbol
    timeframe: TimeframeName
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    boundary: Literal["left", "right"] = "left"
    day_close: Literal["session", "new-york", "utc"] = "session"
    side: Literal["bid", "ask", "mid"] = "bid"
    prices: Literal["float", "decimal", "points"] = "float"


class Exported(Message, frozen=True, tag="exported"):
    """The Arrow file is written. `size` is in bytes."""

    path: Path
    rows: Count
    size: Count
