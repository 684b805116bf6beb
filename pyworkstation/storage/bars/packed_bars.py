"""Bars in a sixth of their size: each price against one that is near it, each time against the bar's open."""

from __future__ import annotations

from pyworkstation.domain.columns import Bars
from pyworkstation.storage.ticks.narrow_columns import narrow, widen

_NEAR: dict[str, tuple[str, ...]] = {
    "open_us": (),
    "close_us": ("open_us",),
    "bid_open": (),
    "bid_high": ("bid_open",),
    "bid_low": ("bid_open",),
    "bid_close": ("bid_open",),
    "ask_open": ("bid_open",),
    "ask_high": ("bid_high",),
    "ask_low": ("bid_low",),
    "ask_close": ("bid_close",),
    # Opens and closes are of one tick, whose bid and ask they are the sum of.
    "mid2_open": ("bid_open", "ask_open"),
    "mid2_high": ("bid_high", "ask_high"),
    "mid2_low": ("bid_low", "ask_low"),
    "mid2_close": ("bid_close", "ask_close"),
    "bid_volume": (),
    "ask_volume": (),
    "ticks": (),
    "first_us": ("open_us",),
    "last_us": ("close_us",),
}
"""Column -> those whose sum it is told against, which come before it."""

assert tuple(_NEAR) == Bars.names()


def pack_bars(bars: Bars) -> bytes:
    """The bytes of bars."""
    return narrow([
        getattr(bars, name) - sum(getattr(bars, other) for other in near) if near else getattr(bars, name)
        for name, near in _NEAR.items()
    ])  # fmt: skip


def unpack_bars(data: bytes) -> Bars:
    """The bars that `pack_bars` packed."""
    columns = widen(data, len(_NEAR))
    by_name = dict(zip(_NEAR, columns, strict=True))
    for name, near in _NEAR.items():
        for other in near:
            by_name[name] += by_name[other]
    return Bars(**by_name)
