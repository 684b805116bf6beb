from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.cli.text_rows import Piece, integers, lines, literal, prices, times, values
from pyworkstation.domain.price_table import half_to_even
from pyworkstation.domain.units import format_price, format_time

INT64 = st.integers(-(2**63), 2**63 - 1)


def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def texts(piece: Piece) -> list[str]:
    """One text a line."""
    return lines([piece, literal("\n", len(piece[0]))]).decode("ascii").splitlines()


@given(st.lists(INT64, min_size=1))
def test_integers_read_as_python_writes_them(values: list[int]) -> None:
    assert texts(integers(column(values))) == [str(value) for value in values]


@given(st.lists(INT64, min_size=1), st.integers(0, 10))
def test_prices_have_all_their_digits(points: list[int], digits: int) -> None:
    assert texts(prices(column(points), digits)) == [format_price(value, digits) for value in points]


@given(st.lists(st.floats(), min_size=1))
def test_floats_read_back_exactly_and_what_is_none_is_missing(numbers: list[float]) -> None:
    written = texts(values(np.array(numbers), missing="null"))
    assert [None if text == "null" else float(text) for text in written] == [
        number if math.isfinite(number) else None for number in numbers
    ]


@given(st.lists(st.integers(-(10**15), 4 * 10**15), min_size=1))
def test_times_are_those_of_the_domain(ts_us: list[int]) -> None:
    assert texts(times(column(ts_us))) == [format_time(value) for value in ts_us]


@pytest.mark.parametrize(
    ("ts_us", "expected"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_549_238_400_994_000, "2019-02-04T00:00:00.994Z"),
        (1_549_238_400_994_001, "2019-02-04T00:00:00.994001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00Z"),
    ],
)
def test_times_by_hand(ts_us: int, expected: str) -> None:
    assert texts(times(column([ts_us]))) == [expected]


def test_no_rows_are_no_text() -> None:
    empty = column([])
    assert lines([times(empty), prices(empty, 5), integers(empty), literal("\n", 0)]) == b""


@given(st.lists(INT64, min_size=1))
def test_mid_is_rounded_as_python_rounds(twice: list[int]) -> None:
    assert half_to_even(column(twice)).tolist() == [round(Fraction(value, 2)) for value in twice]
