"""Six panels of a real replay at random places: bars, volumes, indicators, scales and pixels are those of the ticks up to there, none later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import talib
from PySide6.QtGui import QColor, QImage

from pyworkstation.domain.columns import Bars
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.streams import Streams
from pyworkstation_ui.state.events import (
    BarsArrived,
    IndicatorAttached,
    IndicatorsListed,
    ReplayMoved,
    ValuesArrived,
)
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES, ChartKind
from pyworkstation_ui.state.prices import auto_scale
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.services.replay.memory_source import MemorySource, ticks_at
from tests.unit.ui_state.indicators import SPECS
from tests.unit.ui_state.market import MONDAY, SECOND

COUNT = 16_000
RANDOM = np.random.default_rng(20_250_310)
TIMES = (MONDAY + np.cumsum(RANDOM.integers(0, 40, COUNT)) * SECOND).tolist()
TICKS = ticks_at(TIMES, (108_000 + np.cumsum(RANDOM.integers(-6, 7, COUNT))).tolist())
OPS = [
    ("seek", 0.5),
    ("tick", 1),
    ("tick", -1),
    ("bar", 3),
    ("bar", -2),
    ("seek", 0.9),
    ("seek", 0.13),
    ("tick", 7),
    ("bar", -1),
    ("seek", 0.999),
]
KINDS: tuple[ChartKind, ...] = ("bars", "line", "area", "heikin-ashi", "candles")
PERIOD = 5
LINE = 2
"""The place of its colour in the theme's list: none that candles have."""
VOLUME_PART = 0.14
"""Of the height of a chart has the largest volume in view."""


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    replay = Replay(
        MemorySource(TICKS, chunk=1000),
        Streams(lambda _topic, _data: None),
        timeframes=PANEL_TIMEFRAMES,
        depth=500,
        frame_s=0.01,
        saved_file=tmp_path / "replay.json",
    )
    replay.start(m.ReplayStart(symbol="EURUSD", from_us=TIMES[0], paused=True))
    yield replay
    replay.close()


def _do(replay: Replay, what: str, how: float) -> m.ReplayState:
    if what == "seek":
        return replay.seek(int(TIMES[0] + how * (TIMES[-1] - TIMES[0])))
    return replay.step(m.ReplayStep(count=int(how), timeframe="M5" if what == "bar" else None))


def _show(screen: Screen, replay: Replay, state: m.ReplayState) -> None:
    for timeframe in PANEL_TIMEFRAMES:
        topic = f"bars.EURUSD.{timeframe}"
        _, body = replay.snapshot(topic)
        assert isinstance(body, m.BarsUpdate)
        screen.bridge.post(BarsArrived(topic, body))
    screen.tick(ReplayMoved(state))


def _bars(timeframe: str, ticks: int) -> Bars:
    """Of the first ticks, by an engine of its own that never saw another."""
    engine = MtfEngine([timeframe], depth=500, digits=5)
    engine.on_ticks(TICKS.slice(0, ticks))
    parts = (engine.completed(timeframe, 0)[1], engine.forming(timeframe))
    return Bars.concatenate([Bars.unpack(part.pack()) for part in parts])


def _check(panel: ChartPanel, ticks: int) -> None:
    frame, bars = panel.frame, _bars(panel.timeframe, ticks)
    assert frame is not None
    candles = frame.candles
    assert candles.span == 1
    shown = bars[len(bars) - len(candles) :]
    for name in ("open", "high", "low", "close"):
        assert np.array_equal(getattr(candles, name), getattr(shown, f"bid_{name}"))
    assert int(panel._model.series.last_us[:].max()) == TIMES[ticks - 1]
    assert frame.last_price == int(TICKS.bid[ticks - 1])
    low, high = int(shown.bid_low.min()), int(shown.bid_high.max())
    assert frame.scale == auto_scale(low, high, height_px=panel.canvas.height(), digits=5)
    _check_pixels(panel, candles.x, shown)


def _check_pixels(
    panel: ChartPanel, x: np.ndarray[tuple[int, ...], np.dtype[np.float64]], shown: Bars
) -> None:
    """The column of each candle's wick has its colour from the row of its high to that of its low, and not above or below."""
    frame, image = panel.frame, picture(panel.canvas)
    assert frame is not None
    lines = {round(frame.scale.y_px(points)) for points in frame.across()}
    colours = {theme.UP.name(), theme.DOWN.name()}
    for place in range(0, len(shown), 7):
        column = round(frame.x_px(float(x[place])) - 0.5)
        high, low = (
            round(frame.scale.y_px(int(prices[place]))) for prices in (shown.bid_high, shown.bid_low)
        )
        if not 0 <= column < image.width():
            continue
        rows = [row for row in range(high - 6, low + 7) if not any(abs(row - line) <= 1 for line in lines)]
        for row in rows:
            is_drawn = image.pixelColor(column, row).name() in colours
            if high + 1 <= row <= low - 1:
                assert is_drawn, (place, row)
            elif row < high - 1 or row > low + 1:
                assert not is_drawn, (place, row)


def _show_indicators(screen: Screen, replay: Replay) -> list[m.AttachedIndicator]:
    """The exponential average of closes on every panel, computed by the replay's own engine."""
    screen.tick(IndicatorsListed(SPECS))
    params: dict[str, float | str] = {"period": float(PERIOD), "source": "close"}
    for panel in screen.window.panels:
        screen.desk.indicators.add(
            panel.panel.id, IndicatorChoice(name="EMA", params=dict(params), colour=LINE)
        )
    found = []
    for number, body in enumerate(screen.bridge.sent, start=1):
        if isinstance(body, m.AttachIndicator):
            found.append(replay.attach(body))
            screen.tick(IndicatorAttached(number, found[-1]))
    return found


def _show_values(screen: Screen, replay: Replay, attached: list[m.AttachedIndicator]) -> None:
    for each in attached:
        _, body = replay.snapshot(each.topic)
        assert isinstance(body, m.ValuesUpdate)
        screen.bridge.post(ValuesArrived(each.topic, body))
    screen.tick()


def _is_near(colour: QColor, other: QColor, most: int) -> bool:
    return (
        max(
            abs(colour.red() - other.red()),
            abs(colour.green() - other.green()),
            abs(colour.blue() - other.blue()),
        )
        <= most
    )


def _look(panel: ChartPanel, ticks: int) -> tuple[Bars, list[int], QImage]:
    """Bars in view, the columns of their middles, and the picture."""
    frame, bars = panel.frame, _bars(panel.timeframe, ticks)
    assert frame is not None
    x = frame.candles.x
    return (
        bars[len(bars) - len(x) :],
        [round(frame.x_px(each) - 0.5) for each in x.tolist()],
        picture(panel.canvas),
    )


def _check_volumes(panel: ChartPanel, ticks: int) -> None:
    """Each stands on the bottom edge, as high as its part of the largest in view. Looked at beside the middle, where a line of the grid may be."""
    frame, (shown, columns, image) = panel.frame, _look(panel, ticks)
    assert frame is not None
    volumes = shown.bid_volume.tolist()
    assert frame.most_volume == max(volumes)
    colours = [_over(theme.PANEL, tint) for tint in (theme.UP_VOLUME, theme.DOWN_VOLUME)]
    bodies = np.minimum(shown.bid_open, shown.bid_close).tolist()
    for place in range(0, len(shown), 5):
        column = columns[place] + 1
        if not 0 <= column < image.width():
            continue
        rows = range(image.height() - 1, -1, -1)
        drawn = [any(_is_near(image.pixelColor(column, row), each, 3) for each in colours) for row in rows]
        expected = image.height() * VOLUME_PART * volumes[place] / max(volumes)
        height = round(min(expected, image.height() - frame.scale.y_px(bodies[place])))
        # A line of the grid or the indicator may cross it.
        assert sum(drawn[: max(height - 2, 0)]) >= 0.9 * (height - 2), (panel.timeframe, place)
        assert not any(drawn[height + 2 :]), (panel.timeframe, place)


def _over(ground: QColor, tint: QColor) -> QColor:
    part = tint.alphaF()
    mixed = (
        round(255 * (part * top + (1 - part) * below))
        for top, below in zip(tint.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)


def _check_indicator(panel: ChartPanel, ticks: int) -> None:
    """The curve goes through TA-Lib's average of the closes, in the column of each bar."""
    frame, (shown, columns, image) = panel.frame, _look(panel, ticks)
    assert frame is not None
    closes = _bars(panel.timeframe, ticks).bid_close.astype(float)
    if len(closes) < PERIOD:
        drawn = [curve.y for each in frame.indicators for curve in each.curves]
        assert not np.isfinite(np.concatenate([[np.nan], *drawn])).any()
        return
    expected = talib.EMA(closes, PERIOD)[-len(shown) :]
    colour = theme.line_colour(LINE)
    for place in range(0, len(shown), 5):
        row = frame.scale.y_px(float(expected[place])) if np.isfinite(expected[place]) else None
        if row is None or not (0 <= columns[place] < image.width() and 2 <= row < image.height() - 2):
            continue
        near = [image.pixelColor(columns[place], round(row) + off) for off in (-2, -1, 0, 1, 2)]
        assert any(_is_near(each, colour, 90) for each in near), (panel.timeframe, place)


def _heikin_ashi(bars: Bars) -> list[list[float]]:
    """Open, high, low, close by the words of the article, one candle after the other."""
    candles: list[list[float]] = []
    for opened, high, low, close in zip(
        bars.bid_open.tolist(),
        bars.bid_high.tolist(),
        bars.bid_low.tolist(),
        bars.bid_close.tolist(),
        strict=True,
    ):
        mean = (opened + high + low + close) / 4
        first = (opened + close) / 2 if not candles else (candles[-1][0] + candles[-1][3]) / 2
        candles.append([first, max(high, first, mean), min(low, first, mean), mean])
    return candles


def _check_kind(panel: ChartPanel, ticks: int, kind: ChartKind) -> None:
    """In the middle column of each bar: from its high to its low, or where its close is."""
    frame, (shown, columns, image) = panel.frame, _look(panel, ticks)
    assert frame is not None
    highs, lows = shown.bid_high.astype(float), shown.bid_low.astype(float)
    if kind == "heikin-ashi":
        candles = np.array(_heikin_ashi(_bars(panel.timeframe, ticks)))[-len(shown) :]
        highs, lows = candles[:, 1], candles[:, 2]
    if kind in ("line", "area"):
        highs = lows = shown.bid_close.astype(float)
    colours = [theme.ACCENT] if kind in ("line", "area") else [theme.UP, theme.DOWN]
    dotted = [round(frame.scale.y_px(points)) for points in frame.across()]
    for place in range(0, len(shown), 7):
        if not 0 <= columns[place] < image.width():
            continue
        top, bottom = (frame.scale.y_px(float(prices[place])) for prices in (highs, lows))
        if any(abs(end - line) <= 6 for line in dotted for end in (top, bottom)):
            continue
        rows = range(max(round(top) - 12, 0), min(round(bottom) + 13, image.height()))
        drawn = [
            row
            for row in rows
            if any(_is_near(image.pixelColor(columns[place], row), each, 70) for each in colours)
            and not any(abs(row - line) <= 1 for line in dotted)
        ]
        if kind in ("line", "area"):
            assert not drawn or min(abs(row - top) for row in drawn) <= 3, (panel.timeframe, place)
        elif drawn:
            assert (drawn[0], drawn[-1]) == pytest.approx((top, bottom), abs=3), (panel.timeframe, place)
    assert frame.kind == kind


def test_volumes_and_indicators_are_exact_to_the_pixel_at_random_places(
    screen: Screen, replay: Replay
) -> None:
    screen.connect(replay.state())
    attached = _show_indicators(screen, replay)
    assert len(attached) == len(PANEL_TIMEFRAMES)
    for _ in range(5):
        what = str(RANDOM.choice(["seek", "tick", "bar"]))
        state = _do(
            replay, what, RANDOM.uniform(0.1, 1) if what == "seek" else int(RANDOM.integers(-9, 9)) or 1
        )
        _show(screen, replay, state)
        _show_values(screen, replay, attached)
        for panel in screen.window.panels:
            _check_volumes(panel, state.ticks_done)
            _check_indicator(panel, state.ticks_done)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_chart_is_exact_at_a_random_place_and_a_step_before_it(
    screen: Screen, replay: Replay, kind: ChartKind
) -> None:
    screen.connect(replay.state())
    for panel in screen.window.panels:
        screen.desk.show(panel.panel.id, replace(panel.panel.look, kind=kind))
    for what, how in (("seek", RANDOM.uniform(0.2, 1)), ("bar", -3)):
        state = _do(replay, what, how)
        _show(screen, replay, state)
        for panel in screen.window.panels:
            _check_kind(panel, state.ticks_done, kind)


def test_every_panel_is_exact_at_random_places(screen: Screen, replay: Replay) -> None:
    screen.connect(replay.state())
    for what, how in OPS:
        state = _do(replay, what, how)
        _show(screen, replay, state)
        for panel in screen.window.panels:
            _check(panel, state.ticks_done)
