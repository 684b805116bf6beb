"""Bars and ticks as tables to write: which columns, and what kind each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyworkstation.cli.text_rows import Column
    from pyworkstation.domain.columns import Bars, Ticks
    from pyworkstation.domain.timeframe import Side

Kind = Literal["time", "price", "count"]


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Named columns of equal length: times in microseconds, prices in points of `digits` decimals, counts."""

    digits: int
    columns: dict[str, tuple[Kind, Column]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))[1])


def bar_table(bars: Bars, *, digits: int, side: Side) -> PriceTable:
    """Bars of one side. `mid` prices are rounded half to even, its volume is that of both sides."""
    return PriceTable(
        digits,
        {
            "time": ("time", bars.open_us),
            "open": ("price", _price(bars, side, "open")),
            "high": ("price", _price(bars, side, "high")),
            "low": ("price", _price(bars, side, "low")),
            "close": ("price", _price(bars, side, "close")),
            "volume": ("count", _volume(bars, side)),
            "ticks": ("count", bars.ticks),
        },
    )


def tick_table(ticks: Ticks, *, digits: int) -> PriceTable:
    """Ticks in the columns of the default dialect, so that what is written can be imported."""
    return PriceTable(
        digits,
        {
            "timestamp": ("time", ticks.ts_us),
            "bid": ("price", ticks.bid),
            "ask": ("price", ticks.ask),
            "bid_volume": ("count", ticks.bid_volume),
            "ask_volume": ("count", ticks.ask_volume),
        },
    )


def _price(bars: Bars, side: Side, which: str) -> Column:
    if side == "mid":
        return half_to_even(getattr(bars, f"mid2_{which}"))
    column: Column = getattr(bars, f"{side}_{which}")
    return column


def half_to_even(twice: Column) -> Column:
    """Half of each number, halves going to the even neighbour."""
    half = twice >> 1
    return half + (twice & half & 1)


def _volume(bars: Bars, side: Side) -> Column:
    if side == "mid":
        return bars.bid_volume + bars.ask_volume
    return bars.bid_volume if side == "bid" else bars.ask_volume
