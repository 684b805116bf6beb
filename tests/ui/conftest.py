"""Qt tests: offscreen where there is no display, and every Qt warning fails the test that caused it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before Qt is imported: it reads this once.
if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge, Screen

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # The offscreen platform says so of minimum sizes, tool tips and menus.
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    r"This plugin does not support (propagateSizeHints|raise|lower|setParent|grabbing the keyboard)"
                )
            )


@pytest.fixture
def bridge() -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def screen(qtbot: QtBot, bridge: FakeBridge, tmp_path: Path) -> Iterator[Screen]:
    """The window on a fake bridge, shown at 1600 x 900."""
    screen = Screen(bridge, tmp_path / "engine.log")
    qtbot.addWidget(screen.window)
    with qtbot.waitExposed(screen.window):
        screen.window.show()
    screen.tick()
    yield screen
    screen.desktop.frames.stop()


@pytest.fixture
def live(screen: Screen) -> Screen:
    """The window connected to a running replay, 300 bars in each panel."""
    screen.connect()
    screen.show_bars(300)
    return screen
