"""Currencies: how many decimals their smallest unit has."""

from __future__ import annotations

import re
from typing import TypeGuard

_WITHOUT_DECIMALS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "VND"})
"""ISO 4217, of those that are traded against others."""


_CODE = re.compile(r"[A-Z]{3}")


def is_currency(code: object) -> TypeGuard[str]:
    """Has it the form of a currency, or of a metal that is counted like one?"""
    return isinstance(code, str) and _CODE.fullmatch(code) is not None


def currency_digits(code: str) -> int:
    """2 for cents, 0 for yen."""
    return 0 if code in _WITHOUT_DECIMALS else 2


def format_money(minor: int, digits: int) -> str:
    """`format_money(-123456, 2)` is `-1,234.56`."""
    whole, part = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}"
