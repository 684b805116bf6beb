"""What ticks left on the screen, piece by piece, is what painting all of the chart gives."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage, QPixmap

from pyworkstation_ui.state.events import BarsArrived, IndicatorAttached, IndicatorsListed, ValuesArrived
from pyworkstation_ui.state.indicator import default_choice
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import EMA, RSI, SPECS, attached_as, values_update
from tests.unit.ui_state.market import bars, snapshot, update, with_close

ALL = bars(310)
KNOWN = 300


def _pixels(picture: QPixmap) -> np.ndarray:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(image.constBits(), dtype=np.uint8)
    return bits.reshape(image.height(), image.width(), 4)[..., :3].copy()


def _rows(bar: int, close: int) -> dict[int, np.ndarray]:
    """Values by id: an average that follows the close, and one that goes up and down."""
    closes = np.append(ALL.bid_close[:bar], close).astype(float)
    return {1: closes[None] / 1e5, 2: 50 + 40 * np.sin(closes[None] / 7)}


def _attach(screen: Screen, bridge: FakeBridge) -> None:
    screen.tick(IndicatorsListed(SPECS))
    for attached_id, spec in ((1, EMA), (2, RSI)):
        screen.desk.indicators.add("chart1", default_choice(spec, colour=attached_id))
        attached = attached_as(bridge.sent[-1], attached_id, spec)  # type: ignore[arg-type]
        screen.tick(IndicatorAttached(len(bridge.sent), attached))


def _tell(screen: Screen, known: int, bar: int, close: int) -> None:
    """The bars from `known` to `bar`, the last of them forming."""
    forming = with_close(ALL[bar : bar + 1], close)
    screen.bridge.post(
        BarsArrived("bars.EURUSD.M1", None, (update(ALL[known:bar], forming, first_index=known),))
    )
    for attached_id, rows in _rows(bar, close).items():
        news = values_update(rows[:, known:-1], rows[:, -1:], first_index=known, attached_id=attached_id)
        screen.bridge.post(ValuesArrived(f"values.EURUSD.M1.{attached_id}", None, (news,)))
    screen.tick()


def test_what_is_on_the_screen_is_what_painting_all_of_it_gives(screen: Screen, bridge: FakeBridge) -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("on a real screen other windows may lie over this one")
    screen.connect()
    _attach(screen, bridge)
    screen.tick(BarsArrived("bars.EURUSD.M1", snapshot(ALL[: KNOWN + 1])))
    for attached_id, rows in _rows(KNOWN, int(ALL.bid_close[KNOWN])).items():
        message = values_update(rows[:, :-1], rows[:, -1:], attached_id=attached_id)
        screen.tick(ValuesArrived(f"values.EURUSD.M1.{attached_id}", message))
    known, window, panel = KNOWN, screen.window, screen.panel("M1")
    place = QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())
    for bar, share in ((300, 0.5), (300, 0.3), (300, 0.62), (301, 0.4), (301, 0.6), (304, 0.5), (304, 1.2)):
        assert panel.frame is not None
        low, high = panel.frame.scale.low, panel.frame.scale.high
        _tell(screen, known, bar, round(low + share * (high - low)))
        known = bar
        shown = _pixels(window.screen().grabWindow(window.winId()).copy(place))
        np.testing.assert_array_equal(shown, _pixels(window.grab(place)), err_msg=f"{bar} {share}")
