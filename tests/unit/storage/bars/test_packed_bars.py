from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.spans import Span, united, within, without
from pyworkstation.storage.bars.packed_bars import pack_bars, unpack_bars
from pyworkstation.storage.ticks.narrow_columns import narrow, widen

INT64 = st.integers(-(2**63), 2**63 - 1)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(*pair)), max_size=6)


@given(
    st.lists(st.tuples(INT64, st.integers(0, 300), st.integers(0, 9).map(lambda n: n * 10**12)), max_size=20)
)
def test_columns_come_back(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.array([row[number] for row in rows], dtype=np.int64) for number in range(3)]
    assert widen(narrow(columns), 3).tolist() == [column.tolist() for column in columns]


@given(st.lists(st.lists(INT64, min_size=19, max_size=19), max_size=9))
def test_any_bars_come_back(rows: list[list[int]]) -> None:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 19).T
    again = unpack_bars(pack_bars(Bars(*columns)))
    assert [getattr(again, name).tolist() for name in Bars.names()] == columns.tolist()


@pytest.mark.parametrize(
    ("column", "bytes_a_row"),
    [
        ([7] * 100, 0),
        ([5 + 60 * n for n in range(100)], 1),
        ([0, 255], 1),
        ([0, 256, 1], 2),
        ([0, 2**32, 1], 8),
    ],
)
def test_columns_take_as_few_bytes_as_their_numbers_differ_by(column: list[int], bytes_a_row: int) -> None:
    head = len(narrow([np.empty(0, dtype=np.int64)]))
    assert len(narrow([np.array(column, dtype=np.int64)])) == head + bytes_a_row * len(column)


def numbers(spans: list[Span]) -> set[int]:
    return {number for span in spans for number in range(span.start, span.stop)}


@given(SPANS, SPANS, st.integers(0, 30), st.integers(0, 30))
def test_spans_are_sets_of_numbers(some: list[Span], others: list[Span], start: int, stop: int) -> None:
    one, other, limits = united(some), united(others), Span(start, stop)
    assert numbers(one) == numbers(some)
    assert numbers(without(one, other)) == numbers(one) - numbers(other)
    assert numbers(within(one, limits)) == numbers(one) & set(range(start, stop))
    for spans in (one, without(one, other), within(one, limits)):
        assert spans == united(spans)
