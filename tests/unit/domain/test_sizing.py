"""Sizes by hand: whole steps, rounded down, and no more risked than was said."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.sizing import OrderSteps, kelly_share, risked, volatility_points


@pytest.mark.parametrize(
    ("steps", "quantity", "expected"),
    [
        (OrderSteps(), "199999.99", 199_999),
        (OrderSteps(step=1000), "199999.99", 199_000),
        (OrderSteps(step=1000, least=2000), 2000, 2000),
        (OrderSteps(step=1000, least=2000), 1999, 0),
        (OrderSteps(step=1000, most=5000), 9999, 5000),
        # The largest order need be no multiple of the step.
        (OrderSteps(step=1000, most=5500), 9999, 5000),
        (OrderSteps(), 0, 0),
    ],
)
def test_an_order_is_the_largest_whole_one_up_to_the_quantity(
    steps: OrderSteps, quantity: str | int, expected: int
) -> None:
    assert steps.whole(Fraction(quantity)) == expected


@pytest.mark.parametrize(
    ("win", "payoff", "expected"),
    [
        ("0.5", "1", 0),
        ("0.55", "1", "0.1"),  # .55 - .45
        ("0.4", "2", "0.1"),  # .4 - .6 / 2
        ("0.6", "1.5", "1/3"),  # .6 - .4 / 1.5
        ("0.3", "1", 0),  # never less than nothing
        ("1", "0.5", 1),
    ],
)
def test_kelly(win: str, payoff: str, expected: str | int) -> None:
    assert kelly_share(win=Fraction(win), payoff=Fraction(payoff)) == Fraction(expected)


def test_the_stop_by_volatility_is_a_whole_point_further() -> None:
    assert volatility_points(atr_points=Fraction("80.5"), multiple=Fraction(2)) == 161
    assert volatility_points(atr_points=Fraction("80.5"), multiple=Fraction("1.5")) == 121  # 120.75


_amounts = st.fractions(min_value=Fraction(1, 1000), max_value=10**9)


@given(_amounts, st.fractions(min_value=0, max_value=1), _amounts, st.integers(1, 10_000))
def test_no_more_is_risked_than_was_said(
    equity: Fraction, share: Fraction, loss: Fraction, step: int
) -> None:
    quantity = OrderSteps(step=step).whole(risked(equity=equity, share=share, loss_of_one=loss))
    assert quantity % step == 0
    assert quantity * loss <= equity * share
    assert (quantity + step) * loss > equity * share or quantity + step > 10**13


def test_nobody_risks_what_is_lost_already() -> None:
    assert risked(equity=Fraction(-5), share=Fraction(1, 100), loss_of_one=Fraction(1)) == 0
