"""Price axis, tags and volumes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation_ui.state.prices import (
    PriceScale,
    auto_scale,
    format_signed,
    format_volume,
    nice_step,
    price_ticks,
)


@pytest.mark.parametrize(
    ("least", "step"),
    [(0.01, 1), (1, 1), (1.5, 2), (2, 2), (3, 5), (5.1, 10), (11, 20), (40, 50), (51, 100), (1234, 2000)],
)
def test_steps_are_one_two_or_five_times_a_power_of_ten(least: float, step: int) -> None:
    assert nice_step(least) == step


@given(low=st.integers(1, 10**7), span=st.integers(0, 10**5), height=st.integers(80, 2000))
def test_lines_lie_inside_and_far_enough_apart(low: int, span: int, height: int) -> None:
    scale = auto_scale(low, low + span, height_px=height, digits=5)
    ticks = price_ticks(scale, spacing_px=42)
    assert all(scale.low <= tick <= scale.high for tick in ticks)
    gaps = [scale.y_px(lower) - scale.y_px(upper) for lower, upper in pairwise(ticks)]
    assert all(gap >= 42 - 1e-6 for gap in gaps)


@given(low=st.integers(1, 10**7), span=st.integers(8, 10**5))
def test_auto_scale_shows_all_prices_and_leaves_room_below_for_volumes(low: int, span: int) -> None:
    scale = auto_scale(low, low + span, height_px=500, digits=5)
    assert scale.y_px(low + span) == pytest.approx(0.08 * 500)
    assert scale.y_px(low) == pytest.approx(0.82 * 500)


def test_a_flat_market_still_has_a_scale() -> None:
    scale = auto_scale(108_000, 108_000, height_px=500, digits=5)
    assert scale.high - scale.low > 8
    assert scale.low < 108_000 < scale.high


@given(y=st.floats(0, 500))
def test_pixels_and_prices_are_inverse(y: float) -> None:
    scale = auto_scale(108_000, 108_500, height_px=500, digits=5)
    assert scale.y_px(scale.points_at(y)) == pytest.approx(y, abs=1e-6)


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (0, "0"),
        (0.000_001, "0.000001"),
        (0.05, "0.05"),
        (1.5, "1.5"),
        (42, "42"),
        (950, "950"),
        (999.4, "999"),
        (12_345, "12.3k"),
        (4_560_000, "4.56m"),
        (837_000_000, "837m"),
        (1_200_000_000, "1.20bn"),
    ],
)
def test_volumes_are_short(units: float, text: str) -> None:
    assert format_volume(units) == text


def test_changes_carry_their_sign() -> None:
    assert format_signed(12, 5) == "+0.00012"
    assert format_signed(-12, 5) == "-0.00012"
    assert format_signed(0, 3) == "+0.000"


@pytest.mark.parametrize(
    ("low", "high", "digits", "widest"),
    [
        (107_900, 108_300, 5, "1.00000"),
        (149_123, 151_020, 3, "1000.000"),
        (3_812_000, 3_911_000, 1, "100000.0"),
        (9_990_000, 10_020_000, 2, "100000.00"),
        (-500, 2_000, 2, "-1000.00"),
        (99, 120, 0, "1000"),
    ],
)
def test_the_axis_has_room_for_the_longest_price_in_view(
    low: int, high: int, digits: int, widest: str
) -> None:
    assert PriceScale(low, high, 500, digits).widest() == widest
