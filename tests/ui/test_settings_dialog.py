"""The settings dialog: made of what the engine declares, checked by the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import (
    ExportSettings,
    GetSettings,
    ImportSettings,
    SetSettings,
    SettingsExported,
    SettingsListed,
    SettingsSet,
    SettingText,
)
from pyworkstation.services.change_settings import get_settings
from pyworkstation_ui.app import make_application
from pyworkstation_ui.models.desk import Desk
from pyworkstation_ui.models.engine_restart import EngineRestart
from pyworkstation_ui.models.settings_model import SettingsModel
from pyworkstation_ui.settings_file import SettingsFile
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import Event, PhaseChanged
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.state.settings import Settings
from pyworkstation_ui.views.engine_settings_page import EngineSettingsPage
from tests.ui.fake_bridge import FakeBridge, Screen

DEPTH, LEVEL, HEARTBEAT = (f"PYWORKSTATION_{name}" for name in ("RING_DEPTH", "LOG_LEVEL", "HEARTBEAT_MS"))


def listed(tmp_path: Path, **values: str) -> SettingsListed:
    """What a real engine in production answers; `values` are those that its files have."""
    told = get_settings(Home(tmp_path), None, {"PYWORKSTATION_ENV": "production"})
    rows = [structs.replace(row, value=values.get(row.name, row.value)) for row in told.settings]
    return structs.replace(told, settings=rows)


class Bench:
    """The page of the engine's settings on a desk without a window."""

    def __init__(self) -> None:
        make_application()
        self.bridge = FakeBridge()
        self.desk = Desk(self.bridge, Wish(), SettingsModel(Settings(), lambda _: None))
        restart = EngineRestart(self.bridge, self.desk.connection)
        self.page = EngineSettingsPage(self.desk.engine_settings, self.desk.connection, restart)

    def tick(self, *events: Event) -> None:
        """One frame with these events."""
        self.bridge.post(*events)
        self.desk.apply(self.bridge.drain())


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    """With the engine's answer."""
    bench = Bench()
    qtbot.addWidget(bench.page)
    bench.page.show()
    bench.tick(PhaseChanged(Phase.CONNECTED))
    bench.bridge.answer(GetSettings, listed(tmp_path))
    bench.tick()
    return bench


@pytest.fixture
def page(bench: Bench) -> EngineSettingsPage:
    return bench.page


def press(button) -> None:  # type: ignore[no-untyped-def]
    """As the mouse does."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_setting_has_the_widget_of_its_kind_with_its_bounds(
    page: EngineSettingsPage, tmp_path: Path
) -> None:
    rows = {row.name: row for row in listed(tmp_path).settings}
    assert page.fields.keys() == rows.keys()
    depth, level = page.fields[DEPTH].field, page.fields[LEVEL].field
    assert isinstance(depth, QSpinBox)
    assert (depth.minimum(), depth.maximum(), depth.suffix()) == (100, 25_000, " bars")
    assert isinstance(level, QComboBox)
    assert [level.itemText(place) for place in range(level.count())] == ["debug", "info", "warning", "error"]
    assert "counts from the engine's next start" in page.fields[DEPTH].doc.text()
    assert "counts at once" in page.fields[LEVEL].doc.text()
    assert not page.fields[HEARTBEAT].field.isEnabled()
    assert "only for development and ci" in page.fields[HEARTBEAT].doc.text()
    assert (
        f"Environment production. Changes are written to {tmp_path / '.env.production'}." == page.place.text()
    )


def test_the_search_leaves_what_has_the_words(page: EngineSettingsPage) -> None:
    page.search.setText("query time")
    assert [name for name, field in page.fields.items() if field.isVisibleTo(page.rows)] == [
        "PYWORKSTATION_QUERY_LIMIT_S"
    ]
    page.search.clear()
    assert all(field.isVisibleTo(page.rows) for field in page.fields.values())


def test_what_is_changed_is_marked_saved_whole_and_said_when_it_counts(
    page: EngineSettingsPage, bench: Bench, tmp_path: Path
) -> None:
    assert not page.save.isEnabled()
    page.fields[DEPTH].field.setValue(300)  # type: ignore[union-attr]
    page.fields[LEVEL].field.setCurrentText("debug")  # type: ignore[union-attr]
    assert page.fields[DEPTH].title.text() == "Ring depth *"
    press(page.save)
    sent = bench.bridge.asked[-1]
    assert sent == SetSettings(
        values=[SettingText(name=DEPTH, text="300"), SettingText(name=LEVEL, text="debug")]
    )
    bench.bridge.answer(SetSettings, SettingsSet(applied=[LEVEL], waiting=[DEPTH]))
    bench.tick()
    bench.bridge.answer(GetSettings, listed(tmp_path, **{DEPTH: "300"}))
    bench.tick()
    assert page.said.text() == "Saved. 1 count now, 1 from the engine's next start."
    assert page.fields[DEPTH].title.text() == "Ring depth"
    assert page.fields[DEPTH].waiting.text() == "300 waits for the engine's next start; 5000 is in force."
    assert page.restart_engine.isVisibleTo(page)


def test_faults_stand_at_their_fields_and_nothing_is_forgotten(
    page: EngineSettingsPage, bench: Bench
) -> None:
    page.fields[DEPTH].field.setValue(300)  # type: ignore[union-attr]
    press(page.save)
    fault = SettingText(name=DEPTH, text=f"{DEPTH}: expected less")
    bench.bridge.answer(SetSettings, SettingsSet(applied=[], waiting=[], faults=[fault]))
    bench.tick()
    assert page.fields[DEPTH].fault.text() == f"{DEPTH}: expected less"
    assert page.said.text() == "Nothing was changed: 1 of them will not do."
    assert page.save.isEnabled()
    press(page.discard)
    assert (page.fields[DEPTH].text(), page.fields[DEPTH].fault.text()) == ("5000", "")


def test_default_brings_the_default_back(page: EngineSettingsPage, bench: Bench, tmp_path: Path) -> None:
    bench.desk.engine_settings.refresh()
    bench.bridge.answer(GetSettings, listed(tmp_path, **{DEPTH: "300"}))
    bench.tick()
    field = page.fields[DEPTH]
    assert field.text() == "300"
    press(field.reset)
    assert (field.text(), field.title.text(), field.reset.isEnabled()) == ("5000", "Ring depth *", False)


@pytest.mark.parametrize("is_ours", [True, False])
def test_the_engine_is_started_anew_by_who_started_it(
    page: EngineSettingsPage, bench: Bench, tmp_path: Path, is_ours: bool
) -> None:
    bench.bridge.owns_engine = is_ours
    bench.desk.engine_settings.refresh()
    bench.bridge.answer(GetSettings, listed(tmp_path, **{DEPTH: "300"}))
    bench.tick()
    assert page.restart_engine.isEnabled() is is_ours
    assert ("start it again where it was started" in page.said.text()) is not is_ours
    press(page.restart_engine)
    bench.tick(PhaseChanged(Phase.STOPPING))
    bench.tick(PhaseChanged(Phase.ABSENT))
    bench.tick(PhaseChanged(Phase.STARTING), PhaseChanged(Phase.ABSENT))
    assert (bench.bridge.stops, bench.bridge.starts) == ((1, 1) if is_ours else (0, 0))


def test_without_an_engine_it_is_said_and_nothing_can_be_changed(
    page: EngineSettingsPage, bench: Bench
) -> None:
    bench.tick(PhaseChanged(Phase.ABSENT))
    assert "The engine does not run" in page.place.text()
    assert not page.rows.isEnabled()
    assert not page.take.isEnabled()


def test_settings_are_exported_and_imported(page: EngineSettingsPage, bench: Bench, tmp_path: Path) -> None:
    model, file = bench.desk.engine_settings, tmp_path / "mine.env"
    model.export_to(file)
    bench.bridge.answer(ExportSettings, SettingsExported(text=f"{DEPTH}=300\n"))
    bench.tick()
    assert file.read_text() == f"{DEPTH}=300\n"
    assert page.said.text() == f"Written: {file}"
    model.import_from(file)
    assert bench.bridge.asked[-1] == ImportSettings(text=f"{DEPTH}=300\n")
    bench.bridge.answer(ImportSettings, fault="2 faults: (1) ...")
    bench.tick()
    assert page.said.text() == "2 faults: (1) ..."


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * 10_001, None])
def test_what_is_no_settings_file_is_not_sent(
    page: EngineSettingsPage, bench: Bench, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "mine.env"
    if content is not None:
        file.write_bytes(content)
    asked = len(bench.bridge.asked)
    bench.desk.engine_settings.import_from(file)
    assert len(bench.bridge.asked) == asked
    assert str(file) in page.said.text()


def test_the_dialog_opens_by_its_key_and_the_desktops_own_settings_hold_at_once(
    live: Screen, tmp_path: Path
) -> None:
    QTest.keySequence(live.window, "Ctrl+,")
    dialog = live.window.dialogs.settings
    assert dialog.isVisible()
    live.bridge.answer(GetSettings, listed(tmp_path))
    live.tick()
    assert dialog.engine.fields[DEPTH].text() == "5000"
    field = dialog.desktop.fields["candles"]
    field.setCurrentText("Blue and orange")
    field.activated.emit(field.currentIndex())
    assert SettingsFile(live.log.parent / "desktop").load().candles == "blue and orange"
    press(dialog.desktop.usual)
    assert live.desk.settings.now.candles == "green and red"
    assert field.currentText() == "Green and red"
    dialog.reject()
