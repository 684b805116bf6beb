"""Scrolled back to the oldest bar that the engine keeps at hand, a chart asks for those before it."""

from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.protocol.messages import AttachIndicator, GetValues, ValuesPart
from pyworkstation_ui.state.events import BarsArrived, IndicatorAttached, IndicatorsListed, ValuesArrived
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.older_bars import OlderArrived, OlderWanted
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.indicators import SPECS, attached, values_update
from tests.unit.ui_state.market import DAY, MINUTE, MONDAY, bars, replay_state, snapshot, table

ALL = bars(1300, start_us=MONDAY - 800 * MINUTE)
FIRST_US = MONDAY
WEEK = 7 * DAY
PAGE = OlderWanted("EURUSD", "M1", 1, FIRST_US, WEEK)


@pytest.fixture
def cut(live: Screen) -> Screen:
    """M1 shows the last 500 bars of 1,300; the engine has the 800 before them."""
    live.connect(replay_state(first_us=MONDAY - 30 * DAY))
    live.tick(BarsArrived("bars.EURUSD.M1", snapshot(ALL[800:], first_index=800)))
    return live


def test_the_newest_bars_ask_for_nothing(cut: Screen) -> None:
    assert cut.bridge.older == []


def test_at_the_oldest_bar_the_page_before_it_is_asked_for_once_and_shown_in_its_place(cut: Screen) -> None:
    panel = cut.panel("M1")
    panel.to_oldest()
    for _ in range(3):
        cut.tick()
        panel.pan(3)
    assert cut.bridge.older == [PAGE]
    cut.tick()
    assert panel.frame is not None
    before = panel.frame.left, panel.frame.bar_px
    cut.tick(OlderArrived(PAGE, table(ALL[300:800])))
    assert (panel.frame.left, panel.frame.bar_px) == before
    series = cut.desk.charts["M1"].series
    assert (series.first_index, len(series)) == (300, 1000)
    panel.to_oldest()
    cut.tick()
    assert cut.bridge.older[1:] == [OlderWanted("EURUSD", "M1", 1, int(ALL.open_us[300]), WEEK)]


def test_a_hole_in_the_data_is_looked_beyond_and_the_beginning_of_the_data_ends_it(cut: Screen) -> None:
    cut.panel("M1").to_oldest()
    cut.tick()
    for weeks in (1, 2, 4):
        cut.tick(OlderArrived(OlderWanted("EURUSD", "M1", 1, FIRST_US, weeks * WEEK), table(ALL[:0])))
    assert [wanted.reach_us // WEEK for wanted in cut.bridge.older] == [1, 2, 4, 8]
    cut.tick(OlderArrived(OlderWanted("EURUSD", "M1", 1, FIRST_US, 8 * WEEK), table(ALL[:0])))
    cut.tick()
    assert len(cut.bridge.older) == 4
    assert not cut.desk.charts["M1"].series.has_older


def test_bars_of_another_epoch_come_too_late(cut: Screen) -> None:
    cut.panel("M1").to_oldest()
    cut.tick()
    cut.tick(BarsArrived("bars.EURUSD.M1", snapshot(ALL[800:], first_index=800, epoch=2)))
    cut.tick(OlderArrived(PAGE, table(ALL[300:800])))
    assert len(cut.desk.charts["M1"].series) == 500


def _with_values(cut: Screen, rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    """An EMA on M1, with values for the 500 bars that the engine keeps."""
    cut.tick(IndicatorsListed(SPECS))
    cut.desk.indicators.add("chart1", IndicatorChoice(name="EMA", params={"period": 9.0}))
    request = cut.bridge.sent[-1]
    assert isinstance(request, AttachIndicator)
    cut.tick(IndicatorAttached(len(cut.bridge.sent), attached(request, 7)))
    message = values_update(rows[800:-1], rows[-1:], first_index=800, attached_id=7)
    cut.tick(ValuesArrived("values.EURUSD.M1.7", message))


def test_indicators_have_values_for_older_bars_too(cut: Screen) -> None:
    rows = np.linspace(1.07, 1.09, 1300)
    _with_values(cut, rows)
    panel = cut.panel("M1")
    panel.to_oldest()
    cut.tick()
    assert cut.bridge.asked == []
    cut.tick(OlderArrived(PAGE, table(ALL[300:800])))
    cut.tick()
    wanted = GetValues(
        symbol="EURUSD",
        timeframe="M1",
        name="EMA",
        params={"period": 9.0},
        from_us=int(ALL.open_us[300]),
        to_us=FIRST_US,
    )
    assert [body for body in cut.bridge.asked if isinstance(body, GetValues)] == [wanted]
    parts = [
        ValuesPart(outputs=["average"], count=len(piece), packed=piece.astype("<f8").tobytes())
        for piece in (rows[300:600], rows[600:800])
    ]
    cut.bridge.answer(GetValues, *parts)
    cut.tick()
    panel.to_oldest()
    cut.tick()
    assert panel.frame is not None
    (drawn,) = panel.frame.indicators
    curve = drawn.curves[0]
    assert curve.x[0] == 300
    assert curve.y == pytest.approx(rows[300 : 300 + len(curve.y)] * 1e5)


def test_values_that_are_refused_or_of_bars_that_are_gone_are_asked_for_once(cut: Screen) -> None:
    _with_values(cut, np.linspace(1.07, 1.09, 1300))
    cut.panel("M1").to_oldest()
    cut.tick()
    cut.tick(OlderArrived(PAGE, table(ALL[300:800])))
    cut.bridge.answer(GetValues, fault="it reads the spread of each tick")
    for _ in range(3):
        cut.tick()
    assert sum(isinstance(body, GetValues) for body in cut.bridge.asked) == 1
