"""Six panels of a real replay at random places: bars, scales and pixels are those of the ticks up to there, none later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.streams import Streams
from pyworkstation_ui.state.events import BarsArrived, ReplayMoved
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.state.prices import auto_scale
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.services.replay.memory_source import MemorySource, ticks_at
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


def test_every_panel_is_exact_at_random_places(screen: Screen, replay: Replay) -> None:
    screen.connect(replay.state())
    for what, how in OPS:
        state = _do(replay, what, how)
        _show(screen, replay, state)
        for panel in screen.window.panels:
            _check(panel, state.ticks_done)
