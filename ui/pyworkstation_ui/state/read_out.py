"""What the line above a chart says of one bar."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.prices import (
    LogScale,
    PercentScale,
    format_change,
    format_signed,
    format_volume,
)

if TYPE_CHECKING:
    from pyworkstation_ui.state.panels import ScaleKind
    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.series import Bar


class Tone(Enum):
    """How a piece of the line is coloured."""

    LABEL = "label"
    RISING = "rising"
    FALLING = "falling"
    PLAIN = "plain"


class Piece(NamedTuple):
    """A label with its value; where room is short the pieces of highest `rank` go first."""

    label: str
    value: str
    tone: Tone
    rank: int


def read_out(bar: Bar | None, digits: int, *, volume_unit: str = "", volume_digits: int = 0) -> list[Piece]:
    """Open, high, low, close, change from open to close, volume, ticks; nothing for no bar.

    The volume is in whole units: of a coin that is traded in parts a bar's counts them.
    """
    if bar is None:
        return []
    tone = Tone.RISING if bar.close >= bar.open else Tone.FALLING
    prices = zip("OHLC", (bar.open, bar.high, bar.low, bar.close), strict=True)
    return [
        *(Piece(label, format_price(points, digits), tone, 0) for label, points in prices),
        Piece("", format_signed(bar.close - bar.open, digits), tone, 3),
        *([Piece("", format_change(bar.open, bar.close), tone, 4)] if bar.open > 0 else []),
        Piece(
            "Vol", f"{format_volume(bar.volume / 10**volume_digits)} {volume_unit}".rstrip(), Tone.PLAIN, 1
        ),
        Piece("Ticks", f"{bar.ticks:,}", Tone.PLAIN, 2),
    ]


def scale_words(scale: PriceScale, asked: ScaleKind) -> list[Piece]:
    """The price that percentages are counted from; why a scale is not the one that was asked for."""
    if isinstance(scale, PercentScale):
        return [Piece("0% at", format_price(scale.base, scale.digits), Tone.PLAIN, 2)]
    if asked == "linear" or isinstance(scale, LogScale):
        return []
    kind = "logarithm" if asked == "log" else "percentage"
    return [Piece("", f"no {kind} of prices below zero: linear", Tone.PLAIN, 0)]


def volume_unit(symbol: str | None) -> str:
    """What volumes of a pair of currencies are counted in: its first, as `EUR` of EURUSD. Empty for other symbols."""
    is_pair = symbol is not None and len(symbol) == 6 and symbol.isalpha() and symbol.isupper()
    return symbol[:3] if symbol is not None and is_pair else ""
