"""The walk takes a picture of every panel and dialog, and each shows something of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from pyworkstation_ui import walk as walk_module
from pyworkstation_ui.__main__ import read_options
from pyworkstation_ui.app import make_application
from pyworkstation_ui.state.events import IndicatorsListed
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.main_window import MainWindow
from pyworkstation_ui.walk import SCENES, Walk, picture_with_dialogs
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.indicators import SPECS

ALIKE = {"reset", "all-charts", "end"}
"""Scenes that put things back."""


@pytest.fixture
def dressed() -> Iterator[None]:
    """Other tests look at pixels of the usual dress."""
    yield
    make_application()


@pytest.mark.usefixtures("dressed")
def test_every_scene_has_its_picture_and_the_window_is_as_before(
    live: Screen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    live.tick(IndicatorsListed(SPECS))
    in_pictures: set[str] = set()
    monkeypatch.setattr(walk_module, "picture_with_dialogs", lambda window: _noted(window, in_pictures))
    seen: list[tuple[int, str]] = []
    walk = Walk(live.desktop, tmp_path / "walk", rest_ms=0)
    walk.done.connect(lambda code, line: seen.append((code, line)))
    walk.start()
    live.desktop.frames.start()
    qtbot.waitUntil(lambda: bool(seen), timeout=60_000)
    assert seen == [(0, f"{len(SCENES)} pictures in {tmp_path / 'walk'}")]
    pictures = {path.stem[3:]: QImage(str(path)) for path in sorted((tmp_path / "walk").glob("*.png"))}
    assert list(pictures) == [scene.name for scene in SCENES]
    own = [image for name, image in pictures.items() if name not in ALIKE]
    assert all(one != other for place, one in enumerate(own) for other in own[:place])
    assert [name for name, slot in live.window.slots.items() if slot.page is None] == []
    assert _every_dialog() - in_pictures == set()
    assert set(SIDE_PANELS) - in_pictures == set()
    assert list(live.desk.panels) == [f"chart{number}" for number in range(1, 7)]


def _noted(window: MainWindow, names: set[str]) -> QPixmap:
    """What a picture has in it: dialogs by their class or their name, panels that are seen."""
    dialogs = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()
    ]
    names.update(type(each).__name__ for each in dialogs)
    names.update(each.objectName() for each in dialogs)
    names.update(name for name, slot in window.slots.items() if slot.isVisible())
    return picture_with_dialogs(window)


def _every_dialog() -> set[str]:
    """Those of ours that are a class, and those that are Qt's own under a name."""
    ours = {
        each.__name__ for each in QDialog.__subclasses__() if each.__module__.startswith("pyworkstation_ui")
    }
    return ours | {"ask first", "closing", "word", "workspace name", "QInputDialog"}


def test_a_folder_that_cannot_be_written_ends_the_walk(live: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[tuple[int, str]] = []
    walk = Walk(live.desktop, tmp_path / "walk", rest_ms=0)
    walk.done.connect(lambda code, line: seen.append((code, line)))
    walk.start()
    (tmp_path / "walk").rmdir()
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    assert seen[0][0] == 3


def test_a_walk_needs_no_display() -> None:
    assert read_options(["--walk", "build/walk"]).is_unwatched
