"""What is traded: a symbol and how many decimals its prices have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pyworkstation.domain.errors import InputError

MAX_DIGITS = 8
"""The store's decimal prices have eight decimals, which leaves ten digits before the point."""

_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")


class PriceRange(NamedTuple):
    """From the lowest to the highest price, as people write them."""

    low: float
    high: float

    def __contains__(self, price: object) -> bool:
        return isinstance(price, int | float) and self.low <= price <= self.high


@dataclass(frozen=True, slots=True)
class Instrument:
    """One point is 10**-digits; one smallest unit of volume is 10**-volume_digits.

    `known_prices` are those of its whole history, with some room; None where nobody has said.
    """

    symbol: str
    digits: int
    volume_digits: int = 0
    name: str = ""
    known_prices: PriceRange | None = None


def check_symbol(text: str, *, where: str) -> str:
    """`text` when it is a symbol.

    Raises:
        InputError: naming `where`.
    """
    if _SYMBOL.fullmatch(text):
        return text
    mend = f"write {text.upper()}" if _SYMBOL.fullmatch(text.upper()) else ""
    raise InputError(expected="a symbol such as EURUSD", found=repr(text), where=where, mend=mend)
