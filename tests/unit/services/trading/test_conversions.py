"""Rates of a minute, reckoned by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pyworkstation.services.trading.conversions import MINUTE_US, Conversions
from tests.unit.services.replay.memory_source import MemorySource, ticks_at
from tests.unit.services.trading.floor import MONDAY_US, SECOND

# The source's digits are 5: 1.10000 and 1.20000, the asks two points above.
TICKS = ticks_at([MONDAY_US, MONDAY_US + 90 * SECOND], [110_000, 120_000])


@pytest.mark.parametrize(
    ("symbol", "home", "code", "minute", "rate"),
    [
        # The mid of 1.10000/1.10002 is 1.10001.
        ("EURUSD", "USD", "EUR", 1, Fraction("1.10001")),
        ("EURUSD", "EUR", "USD", 1, 1 / Fraction("1.10001")),
        # The tick of the 90th second counts from the third minute on.
        ("EURUSD", "USD", "EUR", 2, Fraction("1.20001")),
        ("EURUSD", "USD", "EUR", 3 * 24 * 60, Fraction("1.20001")),
        # None is older than the first, none is as old as a week, and nothing is known of others.
        ("EURUSD", "USD", "EUR", 0, None),
        ("EURUSD", "USD", "EUR", 7 * 24 * 60, None),
        ("EURUSD", "USD", "JPY", 1, None),
    ],
)
def test_rate_is_the_mid_of_the_last_tick_before_the_minute(
    symbol: str, home: str, code: str, minute: int, rate: Fraction | None
) -> None:
    conversions = Conversions(MemorySource(TICKS, symbol=symbol), home)
    found = conversions.at(code, MONDAY_US + minute * MINUTE_US + 59 * SECOND)
    exact = None
    if found is not None:
        exact = Fraction(found.points, 10**found.digits)
        exact = 1 / exact if found.is_inverse else exact
    assert exact == rate
