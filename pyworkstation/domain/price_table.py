"""Bars and ticks as tables to write: which columns, and what kind each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Bars, Column, Ticks
    from pyworkstation.domain.timeframe import Side

Kind = Literal["time", "price", "count", "volume"]


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Named columns of equal length: times in microseconds, prices in points of `digits` decimals, counts, volumes.

    Volumes are in units of `volume_digits` decimals. `symbol` is whose ticks they are, where a file is to say it.
    `values` are further columns, of floats; what is not finite is no value.
    """

    digits: int
    columns: dict[str, tuple[Kind, Column]]
    volume_digits: int = 0
    symbol: str | None = None
    values: dict[str, NDArray[np.float64]] = field(default_factory=dict)

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


def tick_table(ticks: Ticks, *, digits: int, volume_digits: int = 0, symbol: str | None = None) -> PriceTable:
    """Ticks in the columns of the dialect `export`, which say the volumes' unit: what is written can be imported."""
    return PriceTable(
        digits,
        {
            "timestamp": ("time", ticks.ts_us),
            "bid": ("price", ticks.bid),
            "ask": ("price", ticks.ask),
            "bid_volume_units": ("volume", ticks.bid_volume),
            "ask_volume_units": ("volume", ticks.ask_volume),
        },
        volume_digits,
        symbol,
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
