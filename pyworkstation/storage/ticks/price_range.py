"""What prices of an instrument can be expected, by those stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.instrument import PriceRange
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store
    from pyworkstation.storage.instruments import StoredInstrument

_MARGIN = 3.0
"""Prices move; by a factor of three from one file to the next they rarely do."""


def price_range(store: Store, stored: StoredInstrument) -> PriceRange | None:
    """Lowest and highest price to be expected, by the first and the last stored hour; None when nothing is stored."""
    with store.cursor() as cursor:
        [(low, high)] = cursor.execute(statement("price_range"), {"instrument_id": stored.id}).fetchall()
    if low is None or low <= 0:
        return None
    digits = stored.instrument.digits
    point = 10.0**-digits
    return PriceRange(round(low * point / _MARGIN, digits), round(high * point * _MARGIN, digits))
