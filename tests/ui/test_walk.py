"""The walk takes a picture of every panel and dialog, and each shows something of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pyworkstation_ui.__main__ import read_options
from pyworkstation_ui.app import make_application
from pyworkstation_ui.state.events import IndicatorsListed
from pyworkstation_ui.walk import SCENES, Walk
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
    assert list(live.desk.panels) == [f"chart{number}" for number in range(1, 7)]


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
