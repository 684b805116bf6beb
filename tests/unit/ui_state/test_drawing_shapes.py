"""Drawings in the pixels of a chart: what is cut off, where rays end, what a measure says, what a move keeps."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from pyworkstation_ui.state.chart_time import index_of, later, time_at
from pyworkstation_ui.state.drawing import Anchor, Drawing, Tool
from pyworkstation_ui.state.drawing_shapes import Box, Sheet, Spot, Stroke, Word, is_near, shapes_of
from pyworkstation_ui.state.magnet import nearest_price
from pyworkstation_ui.state.prices import PriceScale
from pyworkstation_ui.state.series import Bar, Series
from tests.unit.ui_state.market import DAY, HOUR, MINUTE, MONDAY, bars_of, snapshot

WIDTH, HEIGHT = 800.0, 400.0
AROUND = 40.0


def _sheet() -> Sheet:
    """A pixel is a second and a point; the top left corner is Monday and 1000 points."""
    return Sheet(
        lambda anchor: Spot((anchor.ts_us - MONDAY) / 1e6, 1000.0 - anchor.points),
        WIDTH,
        HEIGHT,
        5,
        lambda start_us, end_us: round((end_us - start_us) / 1e6),
        lambda ts_us, count: ts_us + count * 1_000_000,
        view=(),
    )


def _drawing(tool: Tool, *places: tuple[float, float]) -> Drawing:
    anchors = tuple(Anchor(MONDAY + round(x * 1e6), round(1000 - y)) for x, y in places)
    return Drawing(1, tool, "EURUSD", anchors)


def _strokes(drawing: Drawing) -> list[Stroke]:
    return [shape for shape in shapes_of(drawing, _sheet()) if isinstance(shape, Stroke)]


@pytest.mark.parametrize(
    ("places", "end"),
    [
        # From far left through the middle at a slope of 0: to the right edge.
        (((-50_000, 200), (100, 200)), (WIDTH + AROUND, 200)),
        # One to one downwards from (100, 100): it leaves at the bottom.
        (((100, 100), (110, 110)), (HEIGHT + AROUND, HEIGHT + AROUND)),
        # To the left.
        (((500, 50), (400, 50)), (-AROUND, 50)),
    ],
)
def test_a_ray_goes_on_to_the_edge_wherever_it_begins(
    places: tuple[tuple[float, float], ...], end: tuple[float, float]
) -> None:
    (stroke,) = _strokes(_drawing("ray", *places))
    assert [stroke.end.x, stroke.end.y] == pytest.approx(end)


def test_a_line_between_places_far_outside_is_cut_at_the_edges() -> None:
    # From (-10^7, -10^7) to (10^7, 10^7): the diagonal, which leaves the chart at its bottom.
    (stroke,) = _strokes(_drawing("trend", (-1e7, -1e7), (1e7, 1e7)))
    assert [stroke.start.x, stroke.start.y] == pytest.approx([-AROUND, -AROUND], abs=1e-3)
    assert [stroke.end.x, stroke.end.y] == pytest.approx([HEIGHT + AROUND, HEIGHT + AROUND], abs=1e-3)
    assert is_near((stroke,), Spot(200, 203))


def test_what_is_not_on_the_chart_is_not_drawn() -> None:
    assert shapes_of(_drawing("trend", (900, 10), (950, 30)), _sheet()) == ()
    assert shapes_of(_drawing("vertical", (-500, 10)), _sheet()) == ()


def test_the_ground_of_a_rectangle_ends_just_outside() -> None:
    shapes = shapes_of(_drawing("rectangle", (-1e6, 100), (1e6, 200)), _sheet())
    (box,) = (shape for shape in shapes if isinstance(shape, Box))
    assert (box.start, box.end) == (Spot(-AROUND, 100), Spot(WIDTH + AROUND, 200))


@pytest.mark.parametrize(
    ("end", "said"),
    [
        # 250 s later and 40 points up from 900: 40 / 900 is 4.44 %.
        ((350, 60), "+0.00040  +40 pt  +4.44%  +250 bars  4m 10s"),
        ((3_700, 110), "-0.00010  -10 pt  -1.11%  +3,600 bars  1h 00m"),
        ((100 - 90_000, 100), "+0.00000  +0 pt  +0.00%  -90,000 bars  1d 1h"),
    ],
)
def test_a_measure_says_price_percent_bars_and_time(end: tuple[float, float], said: str) -> None:
    shapes = shapes_of(_drawing("measure", (100, 100), end), _sheet())
    assert [shape.text for shape in shapes if isinstance(shape, Word)] == [said]


@pytest.mark.parametrize(
    ("places", "x"),
    [
        # Begins on the chart; begins left of it; begins where the words would leave it; all of it is elsewhere.
        (((100, 50), (300, 250)), 103.0),
        (((-500, 50), (300, 250)), 3.0),
        (((790, 50), (900, 250)), WIDTH - 6.5 * len("0.5  0.00850")),
        (((-500, 50), (-300, 250)), None),
    ],
)
def test_levels_of_fibonacci_are_worded_where_they_can_be_read(
    places: tuple[tuple[float, float], ...], x: float | None
) -> None:
    shapes = shapes_of(_drawing("fibonacci", *places), _sheet())
    half = [shape.at.x for shape in shapes if isinstance(shape, Word) and shape.text == "0.5  0.00850"]
    assert half == ([] if x is None else [pytest.approx(x)])


@pytest.mark.parametrize(
    ("places", "x"),
    [(((-300, 50), (300, 90)), 150.0), (((-300, 50), (-100, 90)), None), (((100, -90), (200, -50)), None)],
)
def test_a_measure_speaks_where_it_is_seen(places: tuple[tuple[float, float], ...], x: float | None) -> None:
    shapes = shapes_of(_drawing("measure", *places), _sheet())
    assert [shape.at.x for shape in shapes if isinstance(shape, Word)] == ([] if x is None else [x])


def _series_with_a_weekend() -> Series:
    """Hours of Thursday and Friday, then of Monday and Tuesday."""
    friday = np.arange(48) * HOUR + MONDAY - 4 * DAY
    monday = np.arange(48) * HOUR + MONDAY
    series = Series("H1")
    rows = bars_of(np.append(friday, monday), [[1] * 96] * 4, [1] * 96, span_us=HOUR)
    series.apply_snapshot(snapshot(rows, timeframe="H1"))
    return series


def test_a_drawing_moved_over_a_weekend_keeps_its_bars_and_minutes() -> None:
    series = _series_with_a_weekend()
    # Two anchors two hours apart; the second one's minute is kept. Three bars on, the weekend is between them.
    first, second = MONDAY - 2 * DAY - 4 * HOUR, MONDAY - 2 * DAY - 2 * HOUR + 7 * MINUTE
    moved = Drawing(1, "trend", "EURUSD", (Anchor(first, 5), Anchor(second, 6))).moved(
        partial(later, series, bars=3), 10
    )
    assert moved.anchors == (Anchor(MONDAY - 2 * DAY - HOUR, 15), Anchor(MONDAY + HOUR + 7 * MINUTE, 16))
    assert later(series, second, 0) == second


@pytest.mark.parametrize("bars", [-200, -60, 0, 40, 300])
def test_places_before_the_oldest_and_after_the_newest_bar_have_times(bars: int) -> None:
    series = _series_with_a_weekend()
    assert index_of(series, time_at(series, bars)) == bars


@pytest.mark.parametrize(
    ("y_px", "points"),
    [(100, 900), (112, 900), (131, 870), (160, 850), (260, 740), (148, 850)],
)
def test_the_magnet_takes_the_nearest_price_of_the_bar_within_reach(y_px: float, points: int) -> None:
    """On a scale of a point a pixel with 1000 at the top: open 870, high 900, low 850, close 865."""
    bar = Bar(0, MONDAY, MONDAY + MINUTE, 870, 900, 850, 865, 1, 1)
    scale = PriceScale(600.0, 1000.0, 400.0, 5)
    assert nearest_price(bar, scale, y_px, default=round(1000 - y_px)) == points
