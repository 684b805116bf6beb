"""Docks under a real mouse: a server, a window manager and a hand of their own, where a test's own events would prove nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_TOOLS = {name: shutil.which(name) or "" for name in ("Xvfb", "openbox", "xdotool")}
_REPOSITORY = Path(__file__).parents[2]

SCENE = """
import subprocess, sys
from pathlib import Path
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication
from tests.ui.fake_bridge import FakeBridge, Screen

screen = Screen(FakeBridge(), Path(sys.argv[1]) / "engine.log")
grid = screen.window.grid
screen.window.showMaximized()
screen.connect()
screen.show_bars(30)


def tab(name):
    return grid.tab(name).mapToGlobal(QPoint(50, 8)).toTuple()


def middle(name, dx=0):
    area = grid._docks[name].dockAreaWidget()
    return area.mapToGlobal(QPoint(area.width() // 2 + dx, area.height() // 2)).toTuple()


def hand(*words):
    return ["xdotool", *(str(word) for word in words)]


def drag(start, *stops):
    yield hand("mousemove", *start)
    yield hand("mousedown", 1)
    at = start
    for stop in stops:
        for step in range(1, 5):
            yield hand("mousemove", *(round(a + (b - a) * step / 4) for a, b in zip(at, stop)))
        at = stop


def story():
    before = grid.layout_text()
    yield from drag(tab("chart1"), (500, 300), middle("chart5"))
    yield hand("key", "Escape")
    yield hand("mouseup", 1)
    print("escape", grid.layout_text() == before)
    yield from drag(tab("chart1"), (500, 300), middle("chart5"), middle("chart5", -40))
    yield hand("mouseup", 1)
    left, right = (grid._docks[name].mapToGlobal(QPoint(0, 0)) for name in ("chart1", "chart5"))
    print("beside", left.y() == right.y() and left.x() < right.x())
    yield from drag(tab("chart2"), (500, 300), (640, 420))
    yield hand("mouseup", 1)
    print("floats", grid._docks["chart2"].isInFloatingContainer())
    yield hand("mousemove", 40, 500)
    yield hand("click", 1)
    window = grid._docks["chart2"].window()
    print("above", QApplication.widgetAt(window.frameGeometry().center()).window() is window)


steps = story()


def begin(rounds=500):
    # When the window manager has given the window its place, and the keyboard.
    if screen.window.isActiveWindow() and screen.window.width() == 1280:
        QTimer.singleShot(200, go_on)
    elif rounds:
        QTimer.singleShot(50, lambda: begin(rounds - 1))
    else:
        QApplication.exit()


def go_on():
    screen.tick()
    words = next(steps, None)
    if words is None:
        QApplication.exit()
    else:
        subprocess.run(words, check=True)
        QTimer.singleShot(60, go_on)


QTimer.singleShot(0, begin)
QApplication.exec()
"""


@pytest.mark.skipif(
    not all(_TOOLS.values()),
    reason=f"needs {', '.join(_TOOLS)}: an X server and a hand",
)
def test_docks_are_dragged_with_the_mouse(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        [_TOOLS["Xvfb"], "-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as line:
        env = os.environ | {"DISPLAY": f":{line.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    env["PYTHONPATH"] = os.pathsep.join([str(_REPOSITORY), *sys.path])
    manager = subprocess.Popen([_TOOLS["openbox"]], env=env, stderr=subprocess.DEVNULL)
    try:
        said = subprocess.run(
            [sys.executable, "-c", SCENE, str(tmp_path)], env=env, capture_output=True, text=True, check=False
        )
    finally:
        for each in (manager, server):
            each.terminate()
            each.wait()
    assert said.stdout.split() == ["escape", "True", "beside", "True", "floats", "True", "above", "True"], (
        said.stderr
    )
