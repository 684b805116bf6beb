"""Candles on the pixel: known bars, known columns and colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from pyworkstation_ui.state.prices import PriceScale
from pyworkstation_ui.state.series import Series
from pyworkstation_ui.state.visible import CandleWindow
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.candles import CandleLayer, body_side
from pyworkstation_ui.views.frame import ChartFrame, Layer
from pyworkstation_ui.views.picture import Picture
from pyworkstation_ui.views.volumes import VolumeLayer
from tests.ui.fake_bridge import colours
from tests.unit.ui_state.market import MINUTE, MONDAY, bars_of, update

WIDTH, HEIGHT = 90, 100
UP, DOWN, BACK = theme.UP.name(), theme.DOWN.name(), theme.PANEL.name()

pytestmark = pytest.mark.usefixtures("qapp")


def _frame(
    rows: list[tuple[int, int, int, int]], *, bar_px: float, volumes: list[int] | None = None
) -> ChartFrame:
    """Bars of (open, high, low, close) from the left edge on; one point is one pixel, 100 is the top edge."""
    ohlc = np.array(rows).T
    open_us = MONDAY + np.arange(len(rows)) * MINUTE
    series = Series("M1")
    series.apply_snapshot(update(bars_of(open_us, list(ohlc), volumes or [0] * len(rows))))
    right = -0.5 + WIDTH / bar_px
    candles = CandleWindow().candles(series, left=-0.5, right=right, bar_px=bar_px)
    return ChartFrame(
        left=-0.5,
        right=right,
        bar_px=bar_px,
        candles=candles,
        most_volume=max(volumes or [0]),
        scale=PriceScale(0, HEIGHT, HEIGHT, 5),
        prices=[],
        times=[],
        last_price=rows[-1][3],
        is_rising=True,
    )


def _drawn(layer: Layer[ChartFrame], frame: ChartFrame, *, ratio: float = 1.0) -> QImage:
    """The layer on the panel's colour, at a display scale."""
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.PANEL)
    picture = Picture(bars=(layer,))
    changed = picture.show(frame, size=QSize(WIDTH, HEIGHT), ratio=ratio)
    painter = QPainter(image)
    picture.paint(painter, changed)
    painter.end()
    return image


def test_a_rising_and_a_falling_candle() -> None:
    # 9 pixels a bar: the middles are at 4.5 and 13.5, so columns 4 and 13; bodies of 7, so 1-7 and 10-16.
    image = _drawn(CandleLayer(), _frame([(20, 80, 10, 60), (60, 70, 30, 40)], bar_px=9))
    wick = [BACK] * 20 + [UP] * 71 + [BACK] * 9  # rows 100-80 to 100-10, both included
    body = [BACK] * 40 + [UP] * 41 + [BACK] * 19
    assert colours(image, 4) == wick
    for x in (1, 2, 3, 5, 6, 7):
        assert colours(image, x) == body
    assert colours(image, 13) == [BACK] * 30 + [DOWN] * 41 + [BACK] * 29
    assert colours(image, 10) == [BACK] * 40 + [DOWN] * 21 + [BACK] * 39
    for x in (0, 8, 9, 17, 18):
        assert set(colours(image, x)) == {BACK}


def test_a_bar_without_movement_is_one_line() -> None:
    image = _drawn(CandleLayer(), _frame([(50, 50, 50, 50)], bar_px=9))
    for x in range(1, 8):
        assert colours(image, x) == [BACK] * 50 + [UP] + [BACK] * 49


def test_hollow_rising_candles_show_the_panel_inside() -> None:
    frame = replace(_frame([(20, 80, 10, 60), (60, 70, 30, 40)], bar_px=9), is_hollow=True)
    image = _drawn(CandleLayer(), frame)
    assert colours(image, 1)[40:81] == [UP] * 41
    assert colours(image, 3)[40:81] == [UP] + [BACK] * 39 + [UP]
    assert colours(image, 4)[20:91] == [UP] * 21 + [BACK] * 39 + [UP] * 11
    assert colours(image, 12)[40:61] == [DOWN] * 21


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_edges_are_crisp_at_every_display_scale(ratio: float) -> None:
    rows = [(20 + n, 80 - n, 10, 60) if n % 2 else (60, 70, 30, 40 - n) for n in range(9)]
    image = _drawn(CandleLayer(), _frame(rows, bar_px=9.37), ratio=ratio)
    seen = {name for x in range(image.width()) for name in colours(image, x)}
    assert seen == {UP, DOWN, BACK}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_the_wick_is_in_the_exact_middle_of_its_body(ratio: float) -> None:
    image = _drawn(CandleLayer(), _frame([(20, 80, 10, 60)], bar_px=13), ratio=ratio)
    wick_row, body_row = round(25 * ratio), round(60 * ratio)
    wick = [x for x in range(image.width()) if image.pixelColor(x, wick_row).name() == UP]
    body = [x for x in range(image.width()) if image.pixelColor(x, body_row).name() == UP]
    assert wick[0] - body[0] == body[-1] - wick[-1]
    assert len(wick) == int(ratio)


def test_narrow_bars_are_merged_one_bucket_a_column() -> None:
    # Half a pixel a bar: eight bars make a candle of four pixels.
    rows = [(50, 50 + n, 50 - n, 50) for n in range(16)]
    image = _drawn(CandleLayer(), _frame(rows, bar_px=0.5))
    columns = [x for x in range(WIDTH) if colours(image, x).count(UP) > 1]
    assert len(columns) == 2
    assert columns[1] - columns[0] == 4
    assert colours(image, columns[0]).count(UP) == 2 * 7 + 1
    assert colours(image, columns[1]).count(UP) == 2 * 15 + 1


@pytest.mark.parametrize(("candle_px", "width"), [(3, 1), (4, 3), (5, 3), (7, 5), (9, 7), (15, 11), (30, 21)])
def test_bodies_are_odd_and_leave_a_gap(candle_px: float, width: int) -> None:
    assert 1 + 2 * body_side(candle_px, 1) == width


def test_volumes_stand_on_the_bottom_edge_the_tallest_at_its_share() -> None:
    frame = _frame([(20, 80, 10, 60), (60, 70, 30, 40)], bar_px=9, volumes=[1000, 500])
    image = _drawn(VolumeLayer(), frame)
    assert [name != BACK for name in colours(image, 4)] == [False] * 86 + [True] * 14
    assert [name != BACK for name in colours(image, 13)] == [False] * 93 + [True] * 7


def test_without_volumes_there_is_nothing_to_draw() -> None:
    image = _drawn(VolumeLayer(), _frame([(20, 80, 10, 60)], bar_px=9))
    assert {name for x in range(WIDTH) for name in colours(image, x)} == {BACK}
