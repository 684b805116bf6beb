"""Prices that are a power of ten away from those stored: archives of some instruments have such files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    from pyworkstation.engine import TickColumns

_LOOKED_AT = 1000


def check_scale(ticks: TickColumns, *, digits: int, price_range: tuple[float, float], where: str) -> None:
    """Hold the first prices against what is known of the instrument.

    Raises:
        InputError: when they would lie there if they were 10, 100 or 1,000 times as high, or as low.
    """
    if not len(ticks):
        return
    typical = int(np.median(ticks.bid[:_LOOKED_AT]))
    low, high = price_range
    for shift in (-3, -2, -1, 1, 2, 3):
        if not low <= typical / 10**digits <= high and low <= typical * 10.0**shift / 10**digits <= high:
            raise InputError(
                expected=f"prices near those stored, from {low:.{digits}f} to {high:.{digits}f}",
                found=f"{format_price(typical, digits)}, {10 ** abs(shift):,} times too {'low' if shift > 0 else 'high'}",
                where=where,
                mend=f"--price-shift {shift} reads them as {format_price(round(typical * 10.0**shift), digits)}, --price-shift 0 as they are",
            )
