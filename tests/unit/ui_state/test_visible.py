"""Level of detail: merged candles equal a brute-force merge, and stay put while panning."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation_ui.state.series import Series
from pyworkstation_ui.state.visible import CandleWindow, bucket_span, price_range
from tests.unit.ui_state.market import bars, snapshot, update, with_close


def _series(count: int, first_index: int = 0) -> Series:
    series = Series("M1")
    series.apply_snapshot(snapshot(bars(count), first_index=first_index))
    return series


@pytest.mark.parametrize(("bar_px", "span"), [(7, 1), (3, 1), (2.9, 2), (1.5, 2), (1.4, 4), (0.1, 32)])
def test_bars_narrower_than_three_pixels_are_merged_by_powers_of_two(bar_px: float, span: int) -> None:
    assert bucket_span(bar_px) == span


@given(
    count=st.integers(1, 300),
    first_index=st.integers(0, 70),
    left=st.floats(-40, 400),
    width=st.floats(1, 400),
    bar_px=st.sampled_from([8.0, 2.0, 1.0, 0.5, 0.2, 0.05]),
)
def test_candles_equal_a_brute_force_merge(
    count: int, first_index: int, left: float, width: float, bar_px: float
) -> None:
    series = _series(count, first_index)
    candles = CandleWindow().candles(series, left=left, right=left + width, bar_px=bar_px)
    span = bucket_span(bar_px)
    assert candles.span == span or not len(candles)
    expected = _merged_by_hand(series, floor((left - 0.5) / span), ceil((left + width + 0.5) / span), span)
    got = zip(candles.x, candles.open, candles.high, candles.low, candles.close, candles.volume, strict=True)
    assert [tuple(float(value) for value in row) for row in got] == expected


def _merged_by_hand(series: Series, first: int, last: int, span: int) -> list[tuple[float, ...]]:
    rows: list[tuple[float, ...]] = []
    for bucket in range(first, last + 1):
        members = [
            bar
            for index in range(bucket * span, (bucket + 1) * span)
            if (bar := series.bar(index)) is not None
        ]
        if members:
            rows.append(
                (
                    float(bucket * span + (span - 1) / 2),
                    float(members[0].open),
                    float(max(bar.high for bar in members)),
                    float(min(bar.low for bar in members)),
                    float(members[-1].close),
                    float(sum(bar.volume for bar in members)),
                )
            )
    return rows


def test_panning_keeps_the_buckets() -> None:
    series = _series(1000)
    window = CandleWindow()
    here = window.candles(series, left=100, right=500, bar_px=0.5)
    there = window.candles(series, left=103, right=503, bar_px=0.5)
    shared = np.isin(here.x, there.x)
    inner = here.x[shared][1:-1]
    assert len(inner) > 40
    for x in inner:
        assert here.high[here.x == x] == there.high[there.x == x]
        assert here.volume[here.x == x] == there.volume[there.x == x]


def test_remembered_buckets_follow_ticks_completed_bars_and_new_snapshots() -> None:
    all_bars = bars(40)
    series = _series(20)
    window = CandleWindow()
    for done in range(20, 39):
        grown = update(all_bars[done - 1 : done], all_bars[done : done + 1], first_index=done - 1)
        series.apply_update(grown)
        series.apply_update(update(all_bars[:0], with_close(all_bars[done : done + 1], 1), first_index=done))
        seen = window.candles(series, left=0, right=60, bar_px=0.5)
        fresh = CandleWindow().candles(series, left=0, right=60, bar_px=0.5)
        for column in ("x", "open", "high", "low", "close", "volume"):
            np.testing.assert_array_equal(getattr(seen, column), getattr(fresh, column))
    series.apply_snapshot(snapshot(bars(40, seed=2)))
    seen = window.candles(series, left=0, right=60, bar_px=0.5)
    np.testing.assert_array_equal(
        seen.high, CandleWindow().candles(series, left=0, right=60, bar_px=0.5).high
    )


def test_nothing_in_view_has_no_price_range() -> None:
    assert price_range(CandleWindow().candles(_series(5), left=50, right=60, bar_px=7)) is None


def test_price_range_spans_what_is_in_view() -> None:
    series = _series(50)
    candles = CandleWindow().candles(series, left=10, right=12, bar_px=7)
    assert price_range(candles) == (int(candles.low.min()), int(candles.high.max()))
    assert set(candles.x) == {9, 10, 11, 12, 13}
