"""Zoom, pan and follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation_ui.state.viewport import MARGIN_PX, MAX_BAR_PX, Extent, Viewport

WIDTH = 700.0
MANY = Extent(0, 999)


def test_a_new_view_follows_the_newest_bar_with_a_margin() -> None:
    left, right = Viewport().window(MANY, WIDTH)
    assert right == pytest.approx(999.5 + MARGIN_PX / 7)
    assert right - left == pytest.approx(100)


def test_it_moves_along_when_a_bar_is_completed() -> None:
    before = Viewport().window(MANY, WIDTH)
    after = Viewport().window(Extent(0, 1000), WIDTH)
    assert after == pytest.approx((before[0] + 1, before[1] + 1))


def test_few_bars_are_drawn_wider() -> None:
    assert Viewport().bar_px_of(Extent(0, 3), WIDTH) == 32
    assert Viewport().bar_px_of(MANY, WIDTH) == 7


@given(at=st.floats(905, 1003), factor=st.floats(0.7, 1.4))
def test_zoom_keeps_the_bar_under_the_mouse_in_place(at: float, factor: float) -> None:
    view = Viewport(bar_px=7)
    zoomed = view.zoomed(factor, MANY, WIDTH, at=at)

    def x_px(viewport: Viewport) -> float:
        left, _ = viewport.window(MANY, WIDTH)
        return (at - left) * viewport.bar_px_of(MANY, WIDTH)

    assert x_px(zoomed) == pytest.approx(x_px(view), abs=1e-6)


def test_zoom_has_limits() -> None:
    near = Viewport().zoomed(1e9, MANY, WIDTH, at=999)
    far = Viewport().zoomed(1e-9, MANY, WIDTH, at=999)
    assert near.bar_px == MAX_BAR_PX
    left, right = far.window(MANY, WIDTH)
    assert 1000 < right - left <= 1250 + 1e-6


def test_panning_away_stops_following_and_back_again_follows() -> None:
    away = Viewport().panned(-200, MANY, WIDTH)
    assert not away.is_following
    assert away.window(MANY, WIDTH) == away.window(Extent(0, 1500), WIDTH)
    back = away.panned(300, MANY, WIDTH)
    assert back.is_following


def test_a_small_pan_keeps_following_at_its_own_margin() -> None:
    nearer = Viewport().panned(10, MANY, WIDTH)
    assert nearer.is_following
    assert nearer.margin_px == pytest.approx(MARGIN_PX + 70)
    assert nearer.followed().margin_px == MARGIN_PX


def test_bars_too_few_to_fill_the_view_stand_in_its_middle() -> None:
    left, right = Viewport().window(Extent(0, 3), WIDTH)
    assert (left + right) / 2 == pytest.approx(1.5)
    assert right - left == pytest.approx(WIDTH / 32)


@given(
    count=st.integers(1, 2000),
    bars=st.floats(-5000, 5000),
    factor=st.floats(0.01, 100),
    widths=st.tuples(st.floats(180, 2000), st.floats(180, 2000)),
)
def test_half_of_the_view_or_all_bars_stay_in_sight_even_in_another_width(
    count: int, bars: float, factor: float, widths: tuple[float, float]
) -> None:
    extent = Extent(10, 9 + count)
    view = Viewport().panned(bars, extent, widths[0]).zoomed(factor, extent, widths[0], at=10 + count / 2)
    left, right = view.window(extent, widths[1])
    in_sight = min(right, 9.5 + count) - max(left, 9.5)
    assert in_sight >= min(count, (right - left) / 2) - 1e-6


@given(
    bar_px=st.floats(0.01, 40),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
    hair=st.sampled_from([1, 2]),
    bars=st.integers(1, 500),
)
def test_a_view_on_pixels_moves_on_by_whole_ones(bar_px: float, ratio: float, hair: int, bars: int) -> None:
    view = Viewport(bar_px=bar_px)
    lefts = [
        view.on_pixels(Extent(0, last), WIDTH, ratio=ratio, hair=hair)[0] * bar_px * ratio
        for last in (999, 999 + bars)
    ]
    assert lefts[0] - view.window(MANY, WIDTH)[0] * bar_px * ratio == pytest.approx(0, abs=0.5 + 1e-6)
    assert [(left - hair / 2) % 1 for left in lefts] == pytest.approx(
        [round((left - hair / 2) % 1) for left in lefts], abs=1e-6
    )
