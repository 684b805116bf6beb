"""A price scale that was set by hand."""

from __future__ import annotations

import pytest

from pyworkstation_ui.state.held_prices import HeldPrices, between, moved, stretched
from pyworkstation_ui.state.prices import LogScale, PriceScale

LINEAR = PriceScale(100_000.0, 101_000.0, 500.0, 5)
LOG = LogScale(1_000.0, 100_000.0, 500.0, 0)


@pytest.mark.parametrize(
    ("scale", "factor", "low", "high"),
    [
        # Around the middle, 100500: 500 points become 1000 on each side.
        (LINEAR, 2.0, 99_500.0, 101_500.0),
        (LINEAR, 0.5, 100_250.0, 100_750.0),
        # Never less than two points, nor more than fifty times the 1000 in view.
        (LINEAR, 1e-9, 100_499.0, 100_501.0),
        (LINEAR, 1e9, 75_500.0, 125_500.0),
        # From 10^3 to 10^5 the middle is 10^4, and half of two decades is one.
        (LOG, 0.5, 10**3.5, 10**4.5),
    ],
)
def test_prices_are_stretched_around_the_middle(
    scale: PriceScale, factor: float, low: float, high: float
) -> None:
    held = stretched(scale, factor, in_view=1000)
    assert [held.low, held.high] == pytest.approx([low, high])


def test_prices_that_lie_further_down_show_higher_ones() -> None:
    assert moved(LINEAR, 50) == HeldPrices(100_100.0, 101_100.0)
    # A quarter of two decades up.
    up = moved(LOG, 125)
    assert [up.low, up.high] == pytest.approx([10**3.5, 10**5.5])


def test_a_box_has_its_upper_edge_at_the_top() -> None:
    assert between(LINEAR, 100, 200) == HeldPrices(100_600.0, 100_800.0)
