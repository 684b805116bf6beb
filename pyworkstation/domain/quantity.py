"""Quantities in units of what is traded, as they are shown and typed; orders hold them in whole smallest units."""

from __future__ import annotations

from decimal import Decimal


def units_of(quantity: int | Decimal, volume_digits: int | None) -> Decimal:
    """`0.5` of a coin for 500,000 of its millionths. Of what is not stored any more, smallest units."""
    return Decimal(quantity).scaleb(-(volume_digits or 0))


def quantity_text(quantity: int | Decimal, volume_digits: int | None) -> str:
    """`10,000`, or `0.5`; without the instrument's decimals in its smallest unit, and said so."""
    text = f"{_shortest(units_of(quantity, volume_digits)):,f}"
    return text if volume_digits is not None else f"{text} smallest units"


def typed_quantity(quantity: int, volume_digits: int | None) -> str:
    """`10000`, or `0.5`: what a field has that it can be changed in."""
    return f"{_shortest(units_of(quantity, volume_digits)):f}"


def _shortest(units: Decimal) -> Decimal:
    return units.normalize() if units else Decimal(0)
