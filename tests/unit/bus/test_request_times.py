"""Percentiles of the histogram beside NumPy's of the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.bus.request_times import Histogram, RequestClock, bucket_of, last_of


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=300), st.sampled_from([50, 90, 99, 100]))
def test_percentile_is_numpys_and_at_most_a_32nd_more(values: list[int], percent: int) -> None:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    exact = int(np.percentile(values, percent, method="inverted_cdf"))
    assert exact <= histogram.percentile(percent) <= exact * (1 + 1 / 32)


@given(st.integers(0, 2**62))
def test_a_value_lies_in_its_bucket(value: int) -> None:
    bucket = bucket_of(value)
    assert value <= last_of(bucket)
    assert bucket == 0 or last_of(bucket - 1) < value


def test_nothing_measured_is_nothing_told() -> None:
    assert Histogram().percentile(99) == 0
    assert RequestClock().times() == []


def test_kinds_are_told_apart_and_failures_counted() -> None:
    clock = RequestClock()
    clock.add("ping", 10, failed=False)
    clock.add("get_bars", 20, failed=True)
    clock.add("ping", 30, failed=False)
    bars, ping = clock.times()
    assert (bars.op, bars.count, bars.failed, bars.max_us) == ("get_bars", 1, 1, 20)
    assert (ping.op, ping.count, ping.failed, ping.p50_us, ping.max_us) == ("ping", 2, 0, 10, 30)


@pytest.mark.parametrize("value", [-1, -(10**6)])
def test_a_clock_that_went_back_counts_as_no_time(value: int) -> None:
    clock = RequestClock()
    clock.add("ping", value, failed=False)
    assert clock.times()[0].max_us == 0
