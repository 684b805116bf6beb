"""What stands still is painted once, and no pixel tells."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

from pyworkstation.protocol.messages import IndicatorSpec, OutputSpec, ParamSpec
from pyworkstation_ui.state.curves import CurveWindow, closes_of
from pyworkstation_ui.state.panels import ChartKind
from pyworkstation_ui.state.prices import PriceScale
from pyworkstation_ui.state.series import Change, Series
from pyworkstation_ui.state.values import Values
from pyworkstation_ui.state.viewport import Extent, Viewport
from pyworkstation_ui.state.visible import CandleWindow
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.candles import CandleLayer
from pyworkstation_ui.views.closes import CloseLayer
from pyworkstation_ui.views.curves import CurveLayer
from pyworkstation_ui.views.device_space import DeviceSpace, device_space, hair_of
from pyworkstation_ui.views.frame import ChartFrame, DrawnCurves
from pyworkstation_ui.views.grid import BreakLayer, GridLayer, LastPriceLayer
from pyworkstation_ui.views.picture import Picture
from pyworkstation_ui.views.volumes import VolumeLayer
from tests.unit.ui_state.indicators import CLOUD, values_update
from tests.unit.ui_state.market import bars, update, with_close

WIDTH, HEIGHT = 300, 200
ALL = bars(420)
SHIFT = ParamSpec(name="shift", title="Bars", kind="count", default=3.0, minimum=1.0, maximum=9.0)
OUTPUTS = [
    OutputSpec(name="upper", pane="overlay", style="band", ahead="shift"),
    OutputSpec(name="middle", pane="overlay", style="line"),
    OutputSpec(name="lower", pane="overlay", style="band", ahead="shift"),
    OutputSpec(name="bars", pane="overlay", style="histogram"),
    OutputSpec(name="steps", pane="overlay", style="steps"),
    OutputSpec(name="dots", pane="overlay", style="dots"),
    OutputSpec(name="back", pane="overlay", style="line", back="shift"),
]
SPEC = IndicatorSpec(
    **{name: getattr(CLOUD, name) for name in IndicatorSpec.__struct_fields__} | {"outputs": OUTPUTS}
)

pytestmark = pytest.mark.usefixtures("qapp")


class Chart:
    """Bars and values as ticks make them, and the frames that show them."""

    def __init__(self, kind: ChartKind, bar_px: float, *, follows_at: float | None = None) -> None:
        self.series = Series("M1")
        self._follows_at = follows_at
        self._kind: ChartKind = kind
        self._bar_px = bar_px
        self._values = Values(len(OUTPUTS))
        self._candles, self._curves = CandleWindow(), CurveWindow()
        self._rows = ALL.bid_close + np.linspace(-60, 60, len(OUTPUTS))[:, None]
        self._rows[1, 300:310] = np.nan

    def take(self, bar: int, close: int) -> ChartFrame:
        """The bars before `bar`, and that one with a close."""
        forming = with_close(ALL[bar : bar + 1], close)
        newest = self._rows[:, bar : bar + 1] + (close - 108_000) / 3
        known = self.series.next_index
        bars_news = update(ALL[known:bar], forming, first_index=known)
        values_news = values_update(self._rows[:, known:bar], newest, first_index=known)
        if known:
            assert self.series.apply_update(bars_news) is not Change.GAP
            assert self._values.apply_update(values_news) is not Change.GAP
        else:
            self.series.apply_snapshot(bars_news)
            self._values.apply_snapshot(values_news)
        return self._frame()

    def _in_view(self) -> tuple[float, float]:
        """All bars there will be, or those up to the newest on a display of so many device pixels a pixel."""
        if self._follows_at is None:
            return 420 - WIDTH / self._bar_px, 420.0
        extent = Extent(self.series.first_index, self.series.last_index)
        hair = hair_of(self._follows_at)
        return Viewport(self._bar_px).on_pixels(extent, WIDTH, ratio=self._follows_at, hair=hair)

    def _frame(self) -> ChartFrame:
        bar_px = self._bar_px
        left, right = self._in_view()
        candles = self._candles.candles(self.series, left=left, right=right, bar_px=bar_px)
        curves = self._curves.curves(
            self._values, SPEC, {"shift": 3.0}, left=left, right=right, bar_px=bar_px
        )
        newest = self.series.last_bar()
        assert newest is not None
        return ChartFrame(
            left=left,
            right=right,
            bar_px=bar_px,
            scale=PriceScale(107_000, 109_000, HEIGHT, 5),
            prices=[107_500, 108_000, 108_500],
            times=[],
            indicators=(DrawnCurves(1, 0, curves),),
            candles=candles,
            closes=closes_of(candles) if self._kind in ("line", "area") else None,
            most_volume=9_000_000,
            last_price=newest.close,
            is_rising=True,
            kind=self._kind,
            breaks=(400,),
        )


def _layers() -> dict[str, list[object]]:
    return {
        "behind": [GridLayer(), BreakLayer()],
        "bars": [VolumeLayer(), CloseLayer(), CandleLayer(), CurveLayer()],
        "over": [LastPriceLayer()],
    }


def _image(ratio: float) -> QImage:
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.PANEL)
    return image


def _at_once(frame: ChartFrame, ratio: float) -> QImage:
    """All layers over the whole frame, one after the other."""
    image = _image(ratio)
    painter = QPainter(image)
    painter.scale(1 / ratio, 1 / ratio)
    space = device_space(frame, height=image.height(), ratio=ratio)
    for layer in (layer for layers in _layers().values() for layer in layers):
        painter.setPen(Qt.PenStyle.NoPen)
        layer.paint(painter, frame, space)  # type: ignore[attr-defined]
    painter.end()
    return image


def _farthest(one: QImage, other: QImage) -> int:
    """The greatest difference of a colour's part in any pixel, of 255."""
    parts = [np.frombuffer(image.constBits(), dtype=np.uint8).astype(int) for image in (one, other)]
    return int(abs(parts[0] - parts[1]).max())


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("bar_px", [7.0, 2.0, 0.9])
@pytest.mark.parametrize("kind", get_args(ChartKind))
def test_tick_by_tick_and_bar_by_bar_it_is_what_painting_all_of_it_gives(
    kind: ChartKind, bar_px: float, ratio: float
) -> None:
    chart = Chart(kind, bar_px)
    picture: Picture[ChartFrame] = Picture(**_layers())  # type: ignore[arg-type]
    ticks = [(bar, 107_900 + 40 * step) for bar in (410, 411, 418, 419) for step in range(5)]
    image = _image(ratio)
    for bar, close in ticks:
        frame = chart.take(bar, close)
        changed = picture.show(frame, size=QSize(WIDTH, HEIGHT), ratio=ratio)
        # As a window is painted: what has not changed is what was painted before.
        painter = QPainter(image)
        painter.setClipRegion(changed)
        picture.paint(painter, changed)
        painter.end()
        # A smoothed line that is cut in two is rounded otherwise at the cut, which no eye sees.
        assert _farthest(image, _at_once(frame, ratio)) <= 8, (bar, close)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("bar_px", [7.0, 2.3, 0.3])
@pytest.mark.parametrize("kind", get_args(ChartKind))
def test_a_view_that_moves_on_slides_what_was_painted(kind: ChartKind, bar_px: float, ratio: float) -> None:
    chart = Chart(kind, bar_px, follows_at=ratio)
    strips = _Strips()
    layers = _layers()
    picture: Picture[ChartFrame] = Picture(**layers | {"behind": [*layers["behind"], strips]})  # type: ignore[arg-type]
    image = _image(ratio)
    for bar in (330, 331, 332, 340, 341, 350, 351, 366):
        frame = chart.take(bar, 107_900 + bar)
        painter = QPainter(image)
        picture.paint(painter, picture.show(frame, size=QSize(WIDTH, HEIGHT), ratio=ratio))
        painter.end()
        # A smoothed line that leaves the view is rounded otherwise at the edge, too.
        assert _farthest(image, _at_once(frame, ratio)) <= 16, bar
    assert strips.widths[0] == image.width()
    assert max(strips.widths[1:], default=0) < image.width()


class _Strips:
    """A layer that notes how wide the area is that it is asked to paint."""

    def __init__(self) -> None:
        self.widths: list[float] = []

    def paint(self, painter: QPainter, _frame: ChartFrame, _space: DeviceSpace) -> None:
        self.widths.append(painter.clipBoundingRect().width())


def test_a_frame_that_differs_in_nothing_that_stands_is_not_painted_anew() -> None:
    chart = Chart("candles", 7.0)
    first = chart.take(410, 107_900)
    moved = chart.take(410, 108_300)
    grown = chart.take(411, 108_300)
    assert first.content() == moved.content()
    assert moved.content() != grown.content()


@pytest.mark.parametrize(
    "change",
    [
        {"left": 1.0},
        {"most_volume": 1},
        {"is_hollow": True},
        {"prices": []},
        {"breaks": ()},
        {"indicators": ()},
    ],
)
def test_whatever_else_changes_is_painted_anew(change: dict[str, object]) -> None:
    frame = Chart("candles", 7.0).take(410, 107_900)
    assert replace(frame, **change).content() != frame.content()  # type: ignore[arg-type]
