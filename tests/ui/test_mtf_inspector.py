"""The panel of all timeframes at this tick: follows the replay, at most ten times a second, and only while it is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import GetSnapshot, ReplayState
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, ReplayMoved
from pyworkstation_ui.views.mtf_inspector import MtfInspector
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import replay_state
from tests.unit.ui_state.test_mtf import snapshot_part

FRAMES = 6


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> MtfInspector:
    """The panel, opened by its key, with its first answer."""
    page = live.open_panel(qtbot, "mtf")
    assert isinstance(page, MtfInspector)
    live.bridge.answer(GetSnapshot, snapshot_part(), snapshot_part("H1", indicators=[]))
    live.tick()
    return page


def asked(screen: Screen) -> int:
    """How many snapshots were asked for."""
    return sum(isinstance(body, GetSnapshot) for body in screen.bridge.asked)


def run(screen: Screen, frames: int) -> None:
    """Some frames in which the replay moves."""
    done = screen.desk.replay.state.ticks_done
    for frame in range(frames):
        screen.tick(ReplayMoved(replay_state(ticks_done=done + frame + 1)))


def test_it_shows_the_instant_and_every_timeframe(page: MtfInspector) -> None:
    assert page.instant.text() == "EURUSD   Mon 10 Mar 2025  00:02:30   tick 412,331   epoch 3"
    model = page.timeframes.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["M1", "H1"]
    assert page.values.model().index(0, 3).data() == "1.080123"


def test_it_asks_ten_times_a_second_of_sixty_frames(live: Screen, page: MtfInspector) -> None:
    before = asked(live)
    for _ in range(10):
        run(live, FRAMES)
        live.bridge.answer(GetSnapshot, snapshot_part())
    live.tick()
    assert asked(live) - before == 10


def test_it_asks_nothing_new_before_the_last_answer_is_in(live: Screen, page: MtfInspector) -> None:
    run(live, FRAMES)
    before = asked(live)
    run(live, 3 * FRAMES)
    assert asked(live) == before


def test_a_replay_that_stands_is_not_asked_about_again(live: Screen, page: MtfInspector) -> None:
    before = asked(live)
    for _ in range(3 * FRAMES):
        live.tick()
    assert asked(live) == before


def test_a_panel_that_is_not_seen_asks_nothing(live: Screen, page: MtfInspector) -> None:
    page.window().hide()
    before = asked(live)
    run(live, 3 * FRAMES)
    assert asked(live) == before


def test_the_side_of_the_prices_can_be_chosen(page: MtfInspector) -> None:
    page.side.setFocus()
    QTest.keyClicks(page.side, "M")
    page.side.textActivated.emit(page.side.currentText())
    assert page.side.currentText() == "Mid"
    assert page.timeframes.model().index(0, 5).data() == "1.080225"


def test_the_bars_are_those_of_the_chosen_timeframe(page: MtfInspector) -> None:
    page.timeframes.selectRow(1)
    assert page.tabs.tabText(1) == "Bars of H1"
    assert page.bars.model().rowCount() == 3


@pytest.mark.parametrize(("name", "begins"), [("x.csv", "timeframe,state"), ("x.JSON", "{")])
def test_what_shows_is_written_by_the_files_name(
    page: MtfInspector, tmp_path: Path, name: str, begins: str
) -> None:
    page.write(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert page.said.text().startswith("Written: ")


def test_another_kind_of_file_is_refused(page: MtfInspector, tmp_path: Path) -> None:
    page.write(tmp_path / "x.xlsx")
    assert page.said.text() == "x.xlsx: expected a name that ends in .csv or .json"
    assert list(tmp_path.iterdir()) == [tmp_path / "engine.log"] or not list(tmp_path.glob("x*"))


def test_a_refusal_is_said(live: Screen, page: MtfInspector) -> None:
    run(live, FRAMES)
    live.bridge.answer(GetSnapshot, fault="the service replay is down")
    live.tick()
    assert page.said.text() == "the service replay is down"


def test_without_a_replay_it_says_how_to_start_one(live: Screen, qtbot: QtBot) -> None:
    live.tick(ReplayMoved(ReplayState()))
    page = live.open_panel(qtbot, "mtf")
    assert isinstance(page, MtfInspector)
    assert page.timeframes.nothing().startswith("No replay runs")
    assert asked(live) == 0


def test_when_the_engine_is_gone_it_asks_nothing_and_its_numbers_are_dim(
    live: Screen, page: MtfInspector
) -> None:
    live.tick(PhaseChanged(Phase.LOST))
    before = asked(live)
    run(live, 2 * FRAMES)
    assert asked(live) == before
    assert page.timeframes.is_shown_as_old()
    assert page.away.isVisible()
    live.connect()
    for _ in range(FRAMES):
        live.tick()
    assert asked(live) == before + 1, "the engine that is back is asked at once"
