"""Typed timeframes, scales, countdowns, units of volume."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.state.countdown import countdown
from pyworkstation_ui.state.pane_scale import pane_scale
from pyworkstation_ui.state.panels import ScaleKind
from pyworkstation_ui.state.prices import LogScale, PercentScale, auto_scale, price_ticks
from pyworkstation_ui.state.read_out import scale_words, volume_unit
from pyworkstation_ui.state.series import Series
from pyworkstation_ui.state.typed_timeframe import typed_timeframe
from tests.unit.ui_state.market import HOUR, MINUTE, MONDAY, SECOND, bars_of, snapshot


@pytest.mark.parametrize(
    ("text", "timeframe"),
    [
        ("m5", "M5"),
        (" 5 ", "M5"),
        ("5m", "M5"),
        ("90 min", "M90"),
        ("4h", "H4"),
        ("H04", "H4"),
        ("1d", "D1"),
        ("w1", "W1"),
        ("mn1", "MN1"),
        ("1mo", "MN1"),
        ("t100", "T100"),
        ("R10", "R10"),
        ("30s", "S30"),
        ("60", "H1"),
        ("4 hours", "H4"),
        ("daily", "D1"),
    ],
)
def test_a_timeframe_is_understood_as_people_type_it(text: str, timeframe: str) -> None:
    assert typed_timeframe(text) == timeframe


@pytest.mark.parametrize("text", ["", "often", "M", "5 parsecs", "M5x", "-5", "1.5h"])
def test_what_is_no_timeframe_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="expected a timeframe"):
        typed_timeframe(text)


@pytest.mark.parametrize(
    ("symbol", "unit"),
    [("EURUSD", "EUR"), ("XAUUSD", "XAU"), ("DE40", ""), ("BTC.USD", ""), (None, ""), ("USA500", "")],
)
def test_volumes_of_pairs_are_in_their_first_currency(symbol: str | None, unit: str) -> None:
    assert volume_unit(symbol) == unit


@pytest.mark.parametrize(
    ("timeframe", "span_us", "left_us", "text"),
    [
        ("M1", MINUTE, 34 * SECOND + 999_999, "00:34"),
        ("H4", 4 * HOUR, 3 * HOUR + 5 * MINUTE, "03:05:00"),
        ("W1", 168 * HOUR, 50 * HOUR, "2d 02h"),
        # The newest bar has two ticks.
        ("T100", MINUTE, 30 * SECOND, "98 ticks"),
        ("R10", MINUTE, 30 * SECOND, ""),
        ("K10", MINUTE, 30 * SECOND, ""),
    ],
)
def test_how_long_a_bar_has_to_go(timeframe: str, span_us: int, left_us: int, text: str) -> None:
    rows = bars_of([MONDAY, MONDAY + span_us], [[1, 1]] * 4, [1, 1], span_us=span_us)
    rows.last_us[1] = MONDAY + 2 * span_us - left_us
    series = Series(timeframe)
    series.apply_snapshot(snapshot(rows, timeframe=timeframe))
    assert countdown(series) == text


@pytest.mark.parametrize(
    ("clock_us", "text"),
    [
        (None, "00:34"),
        (25 * SECOND, "00:34"),
        (40 * SECOND, "00:20"),
        (60 * SECOND, "00:00"),
        (HOUR, "00:00"),
    ],
)
def test_the_market_s_clock_goes_on_without_ticks(clock_us: int | None, text: str) -> None:
    """The last tick came 26 s into the minute. On a weekend nothing has to go until the next one comes."""
    rows = bars_of([MONDAY], [[1]] * 4, [1])
    rows.last_us[0] = MONDAY + 26 * SECOND
    series = Series("M1")
    series.apply_snapshot(snapshot(rows))
    assert countdown(series, None if clock_us is None else MONDAY + clock_us) == text


def test_equal_ratios_are_equal_distances_on_a_log_scale() -> None:
    scale = auto_scale(1_000, 100_000, height_px=500, digits=0, kind="log")
    assert isinstance(scale, LogScale)
    heights = [scale.y_px(points) for points in (1_000, 10_000, 100_000)]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert (heights[0] - heights[2]) / 500 == pytest.approx(0.74)
    ticks = price_ticks(scale, spacing_px=42)
    assert len(ticks) >= 4
    assert all(
        a - b >= 41.9 for a, b in zip(map(scale.y_px, ticks), map(scale.y_px, ticks[1:]), strict=False)
    )
    assert np.allclose(scale.places(np.array([1_000])), np.log(1_000))


def test_prices_on_a_log_scale_are_round() -> None:
    """42 px of 300 from 3 to 10.5 are a factor of e^(0.14 * ln 3.5) = 1.192: 4 is more than 3.58, 8 the next even one after 7.15."""
    scale = LogScale(300.0, 1_050.0, 300.0, 2)
    assert price_ticks(scale, spacing_px=42) == [300, 400, 500, 600, 800, 1_000]


@given(low=st.integers(1, 10**6), times=st.floats(1.0001, 1e4), height=st.integers(80, 2000))
def test_lines_of_a_log_scale_lie_inside_and_far_enough_apart(low: int, times: float, height: int) -> None:
    scale = LogScale(float(low), low * times + 8, float(height), 5)
    ticks = price_ticks(scale, spacing_px=42)
    assert all(scale.low <= tick <= scale.high for tick in ticks)
    gaps = [scale.y_px(lower) - scale.y_px(upper) for lower, upper in pairwise(ticks)]
    assert all(gap >= 42 - 1e-6 for gap in gaps)


def test_a_log_scale_of_prices_that_are_none_is_linear() -> None:
    assert not isinstance(auto_scale(-5, 100, height_px=500, digits=0, kind="log"), LogScale)


def test_percent_labels_are_round() -> None:
    scale = auto_scale(99_000, 102_000, height_px=420, digits=5, kind="percent", base=100_000)
    assert isinstance(scale, PercentScale)
    labels = [scale.written(points) for points in price_ticks(scale, spacing_px=42)]
    assert {"-1.00%", "0.00%", "+1.00%"} <= set(labels)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        # A change of 0.004 % is none on two decimals, whichever way it went.
        (99_996, "0.00%"),
        (100_004, "0.00%"),
        (99_994, "-0.01%"),
    ],
)
def test_no_change_has_no_sign(points: int, text: str) -> None:
    assert PercentScale(99_000, 102_000, 420, 5, 100_000).written(points) == text


@pytest.mark.parametrize("span", [8, 20, 100, 3_000, 50_000])
def test_percent_labels_differ_from_each_other_at_every_zoom(span: int) -> None:
    scale = auto_scale(108_000, 108_000 + span, height_px=420, digits=5, kind="percent", base=108_003)
    labels = [scale.written(points) for points in price_ticks(scale, spacing_px=42)]
    assert len(labels) >= 3
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "kind", "said"),
    [
        (99_000, "linear", []),
        (99_000, "log", []),
        (99_000, "percent", ["0% at 0.99500"]),
        (-500, "log", ["no logarithm of prices below zero: linear"]),
    ],
)
def test_the_read_out_says_what_percentages_are_of_and_why_a_scale_is_refused(
    low: int, kind: ScaleKind, said: list[str]
) -> None:
    scale = auto_scale(low, low + 1_000, height_px=420, digits=5, kind=kind, base=low + 500)
    assert [f"{piece.label} {piece.value}".strip() for piece in scale_words(scale, kind)] == said


@pytest.mark.parametrize(
    ("low", "high", "value", "text"),
    [
        (0, 100, 21.194, "21.19"),
        (-0.001, 0.001, -0.000_344_9, "-0.00034"),
        (0, 1, 0.056_95, "0.06"),
        (-2e10, 0, -19_073_100_000, "-19.1bn"),
        (1e-7, 4e-7, 2.223e-7, "2.22e-7"),
        (0, 4e-7, 0.0, "0"),
    ],
)
def test_a_tag_of_a_pane_is_told_more_exactly_than_its_labels(
    low: float, high: float, value: float, text: str
) -> None:
    assert pane_scale(low, high, height_px=100).read(value) == text
