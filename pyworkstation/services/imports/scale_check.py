"""Prices of another instrument, or a power of ten away: archives of some instruments have such files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.instruments import find_namesake
from pyworkstation.storage.ticks.price_range import price_range

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pyworkstation.domain.instrument import Instrument, PriceRange
    from pyworkstation.engine import TickColumns
    from pyworkstation.storage.database import Store
    from pyworkstation.storage.instruments import StoredInstrument

_LOOKED_AT = 1000
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_MEND_STORED = (
    "look at them with `pyworkstation imports`, and take wrong ones out with `pyworkstation undo ID`"
)


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """What prices of an instrument can be: in its whole history, and by those stored. None: not known.

    `price_shift` is what the user has said of the files' scale.
    """

    store: Store
    instrument: Instrument
    known: PriceRange | None
    stored: PriceRange | None
    price_shift: int | None

    @property
    def hint(self) -> PriceRange | None:
        """What helps to find out a file's scale."""
        return self.stored or self.known

    def check(self, ticks: TickColumns, path: Path, *, is_first: bool) -> None:
        """Hold the first of these ticks, as they would be stored, against what is known.

        Those stored count for the first ticks of a file only: later ones may have come a long way.

        Raises:
            InputError: naming what else the prices may be. It never takes either side for the right one.
        """
        for side in ticks.bid[:_LOOKED_AT], ticks.ask[:_LOOKED_AT]:
            # Prices of nought and less are a fault of their own.
            if self._all_fit(side, is_first=is_first):
                continue
            if len(points := side[side > 0]):
                price = _typical(points) / 10**self.instrument.digits
                self._check_price(price, path, is_first=is_first)

    def _all_fit(self, points: NDArray[np.int64], *, is_first: bool) -> bool:
        """Whether all lie where prices are wanted, the typical one too then: its sorting takes longer than this look."""
        if not len(points):
            return True
        ends = [int(end) / 10**self.instrument.digits for end in (points.min(), points.max())]
        ranges = [self.known, self.stored if is_first and self.price_shift is None else None]
        return ends[0] > 0 and all(end in known for known in ranges if known is not None for end in ends)

    def _check_price(self, price: float, path: Path, *, is_first: bool) -> None:
        if self.known is not None and price not in self.known:
            raise self._unknown(price, self.known, path)
        if is_first and self.price_shift is None and self.stored is not None:
            self._check_stored(price, self.stored, path)

    def _unknown(self, price: float, known: PriceRange, path: Path) -> InputError:
        symbol = self.instrument.symbol
        namesake = find_namesake(self.store, path=path, symbol=symbol, price=price)
        other = f"is this {namesake}? then --symbol {namesake}" if namesake else "is this another instrument?"
        # A file whose name says what it is must not be brought to the scale of another instrument.
        fits = [] if namesake else [shift for shift in _SHIFTS if _moved(price, shift) in known]
        shifts = [self._as_shift(price, shift) for shift in fits]
        return InputError(
            expected=f"prices of {symbol}, known to lie from {known.low:g} to {known.high:g}",
            found=_found(price, known),
            where=str(path),
            mend="; ".join([other, *shifts, f"--accept-prices if they are {symbol}'s, and right"]),
        )

    def _check_stored(self, price: float, stored: PriceRange, path: Path) -> None:
        if price in stored or not any(_moved(price, shift) in stored for shift in _SHIFTS):
            return
        fits = [
            shift
            for shift in _SHIFTS
            if _moved(price, shift) in stored and (self.known is None or _moved(price, shift) in self.known)
        ]
        raise InputError(
            expected=f"prices near those stored, from {stored.low:g} to {stored.high:g}",
            found=_found(price, stored),
            where=str(path),
            mend="; ".join(
                [
                    "either this file or what is stored has another scale or instrument",
                    *(self._as_shift(price, shift) for shift in fits),
                    f"if the stored ones are wrong, {_MEND_STORED}",
                    "--accept-prices if both are right",
                ]
            ),
        )

    def _as_shift(self, price: float, shift: int) -> str:
        total = shift + (self.price_shift or 0)
        return f"--price-shift {total} if the file is off: it reads {price:g} as {_moved(price, shift):g}"


def price_check(
    store: Store,
    stored: StoredInstrument,
    *,
    price_shift: int | None,
    accept_prices: bool,
    replaces: bool = False,
) -> PriceCheck:
    """The check for one import.

    With `accept_prices` the user vouches for them, and nothing is held against them; what the import `replaces` is not.
    """
    known = None if accept_prices else stored.instrument.known_prices
    near = None if accept_prices or replaces else price_range(store, stored)
    return PriceCheck(store, stored.instrument, known, near, price_shift)


def _typical(points: NDArray[np.int64]) -> float:
    """Their median: `np.median` takes three times as long, and there are thousands of hour files."""
    ordered, middle = np.sort(points), len(points) // 2
    return (int(ordered[(len(points) - 1) // 2]) + int(ordered[middle])) / 2


def _moved(price: float, shift: int) -> float:
    return float(price * 10.0**shift)


def _found(price: float, wanted: PriceRange) -> str:
    """`82.4, 100 times too high`."""
    shift = next((shift for shift in _SHIFTS if _moved(price, shift) in wanted), None)
    off = (
        "" if shift is None else f", which is {10 ** abs(shift):,} times too {'low' if shift > 0 else 'high'}"
    )
    return f"a typical price of {price:g}{off}"
