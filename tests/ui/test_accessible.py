"""Whatever takes the keyboard has a name that a screen reader tells, and Enter closes nothing that is being searched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.passphrase_dialog import PassphraseDialog
from tests.ui.fake_bridge import Screen

_COMPOUND = (QAbstractSpinBox, QComboBox, QKeySequenceEdit)
"""The line within one of these is told with it."""


@pytest.fixture
def opened(live: Screen) -> Screen:
    """Every panel and dialog was seen."""
    for name in live.window.slots:
        live.window.sides.enter(name)
        live.tick()
    page = live.window.slots["data"].page
    assert isinstance(page, DataManager)
    page.open_wizard().close()
    PassphraseDialog(live.desk.lock, live.window).open()
    return live


def _is_ours(widget: QWidget, screen: Screen) -> bool:
    top = widget.window()
    return top is screen.window or (isinstance(top, QDialog) and screen.window.isAncestorOf(top))


def _path(widget: QWidget) -> str:
    names = []
    each: QWidget | None = widget
    while each is not None:
        names.append(f"{type(each).__name__} {each.objectName()}".strip())
        each = each.parentWidget()
    return " < ".join(names)


def _has_name(widget: QWidget) -> bool:
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface is not None else ""
    is_labelled = any(label.buddy() is widget for label in widget.window().findChildren(QLabel))
    return bool(widget.accessibleName() or name or is_labelled)


def test_whatever_takes_the_keyboard_has_a_name(opened: Screen) -> None:
    nameless = [
        _path(widget)
        for widget in QApplication.allWidgets()
        if _is_ours(widget, opened)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget.parentWidget(), _COMPOUND)
        and not _has_name(widget)
    ]
    assert nameless == []


def test_a_button_without_words_has_a_name_or_a_tool_tip(opened: Screen) -> None:
    """The small ones of Qt's own parts, such as the arrows beside tabs, are not ours."""
    buttons = [each for each in opened.window.findChildren(QToolButton) if not each.objectName()]
    wordless = [
        each for each in buttons if not each.text() and not isinstance(each.parentWidget(), QLineEdit)
    ]
    assert [_path(each) for each in wordless if not (each.toolTip() or each.accessibleName())] == []


@pytest.mark.parametrize("name", ["settings", "shortcuts"])
def test_enter_in_a_search_line_closes_nothing(live: Screen, name: str) -> None:
    dialogs = live.window.dialogs
    dialog = dialogs.settings if name == "settings" else dialogs.shortcuts
    line = dialogs.settings.engine.search if name == "settings" else dialogs.shortcuts.search
    dialog.open_all()
    QTest.keyClicks(line, "log")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", SIDE_PANELS)
def test_whoever_has_the_keyboard_shows_it(live: Screen, qtbot: QtBot, name: str) -> None:
    live.open_panel(qtbot, name)
    page = live.window.slots[name].page
    assert page is not None
    live.window.activateWindow()
    reachable = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget.parentWidget(), _COMPOUND)
    ]
    unseen = []
    for widget in reachable:
        live.window.panels[0].setFocus()
        before = page.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.hasFocus() and page.grab().toImage() == before:
            unseen.append(_path(widget))
    assert reachable
    assert unseen == []


def test_enter_in_a_field_of_the_wizard_closes_nothing(opened: Screen) -> None:
    page = opened.window.slots["data"].page
    assert isinstance(page, DataManager)
    wizard = page.open_wizard()
    QTest.keyClick(wizard.form.columns, Qt.Key.Key_Return)
    assert wizard.isVisible()
    wizard.close()
