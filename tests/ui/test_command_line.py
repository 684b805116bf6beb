"""`python -m pyworkstation_ui`: options, and the picture it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pyworkstation_ui import screenshot
from pyworkstation_ui.__main__ import main, read_options
from pyworkstation_ui.screenshot import Screenshot
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, PingMeasured, ReplayMoved
from pyworkstation_ui.state.replay import Wish
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import HOUR, MONDAY, replay_state


def test_options_are_read(tmp_path: Path) -> None:
    given = ["--home", str(tmp_path), "--replay", "EURUSD", "--from", "2025-03-10T12:00", "--speed", "60"]
    options = read_options([*given, "--screenshot", "a.png", "--after", "2"])
    assert options.home.path == tmp_path.resolve()
    assert options.wish == Wish("EURUSD", MONDAY + 12 * HOUR, 60.0)
    assert (options.screenshot, options.after_s) == (Path("a.png"), 2.0)


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from", "yesterday"]) == 1
    assert "--from: expected a time" in capsys.readouterr().err


NOWHERE = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("display", "said"),
    [
        ({}, "error: the desktop needs a display: expected DISPLAY or WAYLAND_DISPLAY, found neither"),
        ({"DISPLAY": ":4711"}, "error: the desktop cannot be shown on :4711: "),
        ({"QT_QPA_PLATFORM": "nowhere"}, "error: the desktop cannot be shown on nowhere: "),
    ],
)
def test_without_a_display_it_ends_with_one_line(tmp_path: Path, display: dict[str, str], said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pyworkstation_ui", "--home", str(tmp_path)],
        env={**os.environ, **NOWHERE, **display},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1
    assert (ended.returncode, ended.stdout) == (3, "")


@pytest.mark.parametrize("speed", ["0", "-1", "x", "1e9", "nan"])
def test_a_speed_that_is_none_is_refused(speed: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options(["--speed", speed])


@pytest.fixture
def outcomes(live: Screen, tmp_path: Path) -> Iterator[list[tuple[int, str]]]:
    seen: list[tuple[int, str]] = []
    picture = Screenshot(live.desktop, tmp_path / "window.png", 0.0)
    picture.done.connect(lambda code, line: seen.append((code, line)))
    yield seen
    picture.deleteLater()


def test_a_picture_is_taken_once_bars_move(
    live: Screen, outcomes: list[tuple[int, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    live.tick(PingMeasured(85e-6))
    qtbot.wait(150)
    assert outcomes == []
    live.tick(ReplayMoved(replay_state(ticks_done=501)))
    qtbot.waitUntil(lambda: bool(outcomes))
    code, line = outcomes[0]
    summary = json.loads(line)
    assert code == 0
    assert summary["bars"] == dict.fromkeys(("M1", "M5", "M15", "H1", "H4", "D1"), 300)
    assert (summary["round_trip_us"], summary["position"]) == (85, "2025-03-10T12:00:00Z")
    assert QImage(str(tmp_path / "window.png")).width() >= 1600


def test_without_life_it_says_why(
    live: Screen, outcomes: list[tuple[int, str]], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.tick(PhaseChanged(Phase.LOST, "no heartbeat"))
    monkeypatch.setattr(screenshot, "LIFE_DEADLINE_S", 0.0)
    qtbot.waitUntil(lambda: bool(outcomes))
    assert outcomes == [(3, "no bars moved within 0 s: no heartbeat")]
