"""Keys and colours that the user chose: they hold at once, and are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pyworkstation_ui.app import make_application
from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.settings_file import SettingsFile
from pyworkstation_ui.state.settings import CandleColours, Settings, ThemeName
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.record_view import RecordView
from tests.ui.fake_bridge import FakeBridge, Screen, picture


def _choose(screen: Screen, title: str) -> None:
    QTest.keySequence(screen.window, "Ctrl+Alt+K")
    dialog = screen.window.dialogs.shortcuts
    dialog.search.setText(title)


def _assign(screen: Screen, key: str) -> None:
    dialog = screen.window.dialogs.shortcuts
    dialog.keys.setKeySequence(QKeySequence(key))
    QTest.mouseClick(dialog.assign, Qt.MouseButton.LeftButton)


def _keys(screen: Screen, action: str) -> list[str]:
    return [key.toString() for key in screen.window.actions_by_id.by_id[action].shortcuts()]


def test_another_key_holds_at_once_and_is_kept(live: Screen) -> None:
    _choose(live, "hollow")
    _assign(live, "Ctrl+Alt+J")
    assert _keys(live, "hollow") == ["Ctrl+Alt+J"]
    live.window.dialogs.shortcuts.reject()
    kept = SettingsFile(live.log.parent / "desktop").load()
    assert kept.shortcuts == {"hollow": "Ctrl+Alt+J"}
    again = Screen(FakeBridge(), live.log)
    assert _keys(again, "hollow") == ["Ctrl+Alt+J"]
    again.window.close()


def test_a_key_that_is_taken_is_refused_and_says_by_whom(live: Screen) -> None:
    _choose(live, "hollow")
    _assign(live, "Space")
    dialog = live.window.dialogs.shortcuts
    assert "Play / pause" in dialog.said.text()
    assert _keys(live, "hollow") == ["H"]
    QTest.mouseClick(dialog.clear_keys, Qt.MouseButton.LeftButton)
    assert _keys(live, "hollow") == []
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    assert _keys(live, "hollow") == ["H"]
    assert live.desk.settings.now.shortcuts == {}
    dialog.reject()


def test_a_key_of_the_table_that_went_elsewhere_does_not_come_back_twice(live: Screen) -> None:
    dialog = live.window.dialogs.shortcuts
    _choose(live, "hollow")
    QTest.mouseClick(dialog.clear_keys, Qt.MouseButton.LeftButton)
    dialog.search.setText("oldest bar")
    _assign(live, "H")
    dialog.search.setText("hollow")
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    assert "Oldest bar" in dialog.said.text()
    assert _keys(live, "hollow") == []
    dialog.reject()


@pytest.fixture
def dressed() -> Iterator[None]:
    """Other tests look at pixels of the usual dress."""
    yield
    make_application()


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("candles", ["green and red", "blue and orange"])
@pytest.mark.usefixtures("dressed")
def test_text_can_be_read_and_candles_told_apart_in_every_dress(
    name: ThemeName, candles: CandleColours
) -> None:
    """Contrast as WCAG 2 has it: 4.5 for text, 3 for shapes."""
    theme.wear(Settings(theme=name, candles=candles))
    assert _contrast(theme.TEXT, theme.PANEL) >= 7
    assert _contrast(theme.DIM, theme.PANEL) >= 4.5
    for colour in (theme.UP, theme.DOWN, *theme.LINES):
        assert _contrast(colour, theme.PANEL) >= 3
    if candles == "blue and orange":
        # Whoever does not see red and green apart sees blue against yellow.
        assert abs(theme.UP.blueF() - theme.DOWN.blueF()) > 0.5


def _contrast(a: QColor, b: QColor) -> float:
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("theme_light", "theme", "light"),
        ("theme_dark", "theme", "dark"),
        ("candles_1", "candles", "blue and orange"),
        ("candles_0", "candles", "green and red"),
        ("text_130", "text_percent", 130),
        ("text_90", "text_percent", 90),
    ],
)
@pytest.mark.usefixtures("dressed")
def test_the_dress_is_kept_and_told(live: Screen, action: str, field: str, value: str | int) -> None:
    live.window.actions_by_id.by_id[action].trigger()
    assert getattr(SettingsFile(live.log.parent / "desktop").load(), field) == value
    assert live.window.actions_by_id.by_id[action].isChecked()


@pytest.mark.usefixtures("dressed")
def test_other_colours_dress_the_window_and_not_the_application_anew(
    live: Screen, qapp: QApplication
) -> None:
    """Qt takes ten times as long for that; text of another size reaches docks behind a tab in no other way."""
    before = qapp.styleSheet()
    live.desk.settings.set_theme("light")
    assert qapp.styleSheet() == before
    assert live.window.styleSheet() == theme.qss()
    live.desk.settings.set_text_percent(130)
    assert qapp.styleSheet() == live.window.styleSheet() == theme.qss()
    live.desk.settings.set_text_percent(100)
    live.desk.settings.set_theme("dark")


def _share(image: QImage, colour: QColor) -> float:
    """How much of a picture has this colour."""
    pixels = [
        image.pixelColor(x, y).rgb() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    ]
    return pixels.count(colour.rgb()) / len(pixels)


@pytest.mark.usefixtures("dressed")
def test_light_is_worn_at_once_by_charts_docks_panels_and_menus_and_dark_again(
    live: Screen, qtbot: QtBot
) -> None:
    live.open_panel(qtbot, "watch")
    live.desk.notices.show(Tone.ERROR, "something")
    live.tick()
    dark = picture(live.window.grid)
    live.window.actions_by_id.by_id["theme_light"].trigger()
    live.tick()
    light = picture(live.window)
    assert _share(light, QColor("#ffffff")) > 0.5
    assert _share(light, QColor("#11151c")) + _share(light, QColor("#0c0f14")) < 0.001
    live.window.actions_by_id.by_id["theme_dark"].trigger()
    live.tick()
    assert picture(live.window.grid) == dark


@pytest.mark.usefixtures("dressed")
def test_candles_for_those_who_do_not_tell_red_from_green_at_once(live: Screen) -> None:
    canvas = live.panel("M1").canvas
    live.window.actions_by_id.by_id["candles_1"].trigger()
    live.tick()
    image = picture(canvas)
    assert _share(image, QColor("#4f9df7")) > 0
    assert _share(image, QColor("#26a69a")) == 0


@pytest.mark.usefixtures("dressed")
def test_larger_text_is_larger_everywhere_at_once_and_the_usual_comes_back(
    live: Screen, qtbot: QtBot
) -> None:
    page = live.open_panel(qtbot, "watch")
    live.tick()
    axis, table = live.panel("M1").price_axis, page.findChild(RecordView)
    assert table is not None

    def sizes() -> tuple[int, int, int, int]:
        menu = live.window.menuBar().font().pixelSize()
        return axis.width(), table.font().pixelSize(), table.columnWidth(0), menu

    before = sizes()
    live.window.actions_by_id.by_id["text_130"].trigger()
    live.tick()
    assert all(now > then for now, then in zip(sizes(), before, strict=True))
    assert sizes()[1] == 16  # 12 px and 30 % more, rounded
    assert axis.geometry().right() == live.panel("M1").prices.rect().right()
    live.window.actions_by_id.by_id["text_100"].trigger()
    live.tick()
    assert sizes() == before


@pytest.mark.parametrize("name", ["trading", "mtf", "tape", "risk"])
def test_a_panel_that_was_behind_a_tab_has_text_of_the_size_of_now(
    live: Screen, qtbot: QtBot, name: str
) -> None:
    """Behind another tab Qt takes a panel out of the window, and gave it its first fonts when it came back."""
    page = live.open_panel(qtbot, name)
    labels = [each for each in page.findChildren(QLabel) if each.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    before = [each.font().pixelSize() for each in labels]
    for action in ("text_115", "text_130"):
        live.open_panel(qtbot, "tape" if name != "tape" else "watch")
        live.open_panel(qtbot, "data" if name != "data" else "mtf")
        live.window.actions_by_id.by_id[action].trigger()
        live.open_panel(qtbot, name)
    now = [each.font().pixelSize() for each in labels]
    live.window.actions_by_id.by_id["text_100"].trigger()
    assert labels
    assert now == [theme.scaled(size_px, 130) for size_px in before]


def test_settings_that_cannot_be_read_leave_the_usual_ones(live: Screen) -> None:
    folder = live.log.parent / "desktop"
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_text('{"theme": "plaid"}')
    again = Screen(FakeBridge(), live.log)
    notice = again.desk.notices.current
    assert notice is not None
    assert "settings could not be read" in notice.text
    assert (folder / "settings.damaged").read_text() == '{"theme": "plaid"}'
    again.window.close()


def test_settings_that_cannot_be_kept_are_said(live: Screen) -> None:
    (live.log.parent / "desktop").write_text("a file where the folder should be")
    live.window.actions_by_id.by_id["theme_light"].trigger()
    assert live.desk.settings.now.theme == "light"
