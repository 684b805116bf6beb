"""What a distance of prices is worth in the account's currency, where the names of both say how to convert it."""

from __future__ import annotations

from decimal import Decimal

from pyworkstation_ui.state.read_out import volume_unit


def worth_minor(
    distance: Decimal,
    *,
    quantity: int,
    symbol: str,
    digits: int,
    at: Decimal,
    currency: str,
    currency_digits: int,
) -> int | None:
    """Minor units of `currency` for `distance` points of a pair; None for one of neither currency, whose rate the desktop has not.

    `at` is the price, in points, at which the first currency of the pair would be turned into the second.
    """
    base = volume_unit(symbol)
    if not base:
        return None
    in_quote = distance.scaleb(-digits) * quantity
    if symbol[3:] == currency:
        worth = in_quote
    elif base == currency and at > 0:
        worth = in_quote / at.scaleb(-digits)
    else:
        return None
    return round(worth.scaleb(currency_digits))
