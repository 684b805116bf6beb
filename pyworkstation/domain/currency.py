"""Currencies: how many decimals their smallest unit has."""

from __future__ import annotations

_WITHOUT_DECIMALS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "VND"})
"""ISO 4217, of those that are traded against others."""


def currency_digits(code: str) -> int:
    """2 for cents, 0 for yen."""
    return 0 if code in _WITHOUT_DECIMALS else 2


def format_money(minor: int, digits: int) -> str:
    """`format_money(-123456, 2)` is `-1,234.56`."""
    whole, part = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}"
