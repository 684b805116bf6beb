"""Says which bar a range leaves out because it opened before: bars are chosen by when they open, as charts do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation.cli.ask import Ask
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import GetBars


def note_bar_before(ask: Ask, request: GetBars, home: Home) -> None:
    """A line on stderr when the range of `request` begins within a bar."""
    open_us = _opened_before(request, home)
    if open_us is None or not _is_a_bar(ask, request, open_us):
        return
    from pyworkstation.domain.units import format_time  # noqa: PLC0415

    opened = format_time(open_us)
    print(
        f"note: --from goes by when bars open, and leaves out the one that opened at {opened} "
        f"and was not over; --from {opened} begins with it",
        file=sys.stderr,
    )


def _opened_before(request: GetBars, home: Home) -> int | None:
    """When the bar opened that is not over at `from_us`; None where one opens there, and for bars of counts."""
    from pyworkstation.engine import bar_span, is_of_time, parse_timeframe  # noqa: PLC0415  (NumPy)
    from pyworkstation.services.trading_days import days_of_bars  # noqa: PLC0415

    if request.from_us is None or not is_of_time(request.timeframe):
        return None
    days = days_of_bars(home, request.symbol, parse_timeframe(request.timeframe), request.day_close)
    _, open_us, close_us = bar_span(
        request.timeframe, request.from_us, boundary=request.boundary, day_close=days.day_close
    )
    return open_us if 0 <= open_us < request.from_us < close_us else None


def _is_a_bar(ask: Ask, request: GetBars, open_us: int) -> bool:
    """Whether there are ticks of it."""
    from msgspec.structs import replace  # noqa: PLC0415

    from pyworkstation.protocol.messages import BarsPart  # noqa: PLC0415

    parts = ask(replace(request, from_us=open_us, to_us=open_us + 1))
    return sum(part.count for part in parts if isinstance(part, BarsPart)) > 0
