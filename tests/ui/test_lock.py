"""The lock in the desktop: what is on the screen while it is shut, and what opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    Done,
    GetLock,
    LockSessions,
    LockState,
    RefreshSession,
    SessionOpened,
    SetPassphrase,
    Unlock,
    UnlockRefused,
)
from pyworkstation_ui.models.lock_model import LockModel
from pyworkstation_ui.state.events import LockChanged, LockFound, SessionEnded, TradingTold
from pyworkstation_ui.views.lock_screen import LockScreen
from pyworkstation_ui.views.passphrase_dialog import PassphraseDialog
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.trading_messages import account

PASSPHRASE = "five green parrots"  # noqa: S105 - of this test
OPEN = LockState(is_set=True, is_open=True, kind="paper", left_s=600, idle_s=600, sessions=1)
SHUT = LockState(is_set=True, is_open=False, idle_s=600)
OPENED = SessionOpened(id=1, token="A" * 43, kind="paper", left_s=600, idle_s=600)


@pytest.fixture
def at_work(live: Screen) -> Screen:
    """Unlocked, with an account that is shown."""
    live.tick(LockFound(OPEN), TradingTold(account(), is_snapshot=True))
    return live


@pytest.fixture
def begun_locked(qtbot: QtBot, bridge: FakeBridge, tmp_path: Path) -> Iterator[Screen]:
    """A desktop that is started where a passphrase is set."""
    (tmp_path / "lock.json").write_text("{}", encoding="ascii")
    screen = Screen(bridge, tmp_path / "engine.log")
    qtbot.addWidget(screen.window)
    qtbot.addWidget(page(screen))
    screen.desktop.curtain.open_window()
    screen.tick()
    yield screen
    screen.desktop.frames.stop()


def page(screen: Screen) -> LockScreen:
    return screen.desktop.curtain.screen


def seen() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def lock_by_key(screen: Screen, qtbot: QtBot) -> None:
    screen.window.activateWindow()
    qtbot.waitUntil(screen.window.isActiveWindow)
    QTest.keySequence(screen.window, "Ctrl+Alt+L")
    screen.tick()


def enter(screen: Screen, passphrase: str) -> None:
    QTest.keyClicks(page(screen).line, passphrase)
    QTest.keyClick(page(screen).line, Qt.Key.Key_Return)


def test_locked_nothing_but_the_page_is_on_the_screen(at_work: Screen, qtbot: QtBot) -> None:
    """Also a dock that floats, and a dialog that is open."""
    at_work.open_panel(qtbot, "trading")
    at_work.window.dialogs.show_keys()
    assert len(seen()) > 1
    at_work.window.activateWindow()
    at_work.window.actions_by_id.by_id["lock"].trigger()
    at_work.tick()
    assert seen() == [page(at_work)]
    assert at_work.bridge.shows_account is False
    assert at_work.desk.trading.account is None
    assert "paper" not in page(at_work).windowTitle().lower()


def test_what_was_still_on_its_way_is_dropped(at_work: Screen) -> None:
    at_work.window.actions_by_id.by_id["lock"].trigger()
    at_work.tick(TradingTold(account(), is_snapshot=False))
    assert at_work.desk.trading.account is None


def test_the_key_locks_and_ends_the_session(at_work: Screen, qtbot: QtBot) -> None:
    lock_by_key(at_work, qtbot)
    assert at_work.bridge.asked[-1] == LockSessions()
    assert seen() == [page(at_work)]


def test_the_right_passphrase_brings_everything_back(at_work: Screen, qtbot: QtBot) -> None:
    at_work.window.dialogs.show_keys()
    before = set(seen())
    at_work.window.actions_by_id.by_id["lock"].trigger()
    at_work.bridge.answer(LockSessions, Done())
    at_work.tick()
    enter(at_work, PASSPHRASE)
    assert at_work.bridge.asked[-1] == Unlock(passphrase=PASSPHRASE)
    assert page(at_work).line.text() == ""
    at_work.bridge.answer(Unlock, OPENED)
    at_work.tick()
    assert set(seen()) == before
    assert at_work.bridge.shows_account is True


def test_a_wrong_one_is_said_and_counted_down(at_work: Screen) -> None:
    at_work.window.actions_by_id.by_id["lock"].trigger()
    enter(at_work, "wrong one")
    at_work.bridge.answer(Unlock, UnlockRefused(reason="wrong", wait_ms=64_000))
    at_work.tick()
    assert page(at_work).words.text() == "This is not the passphrase. Try again in 1:04"
    QTest.keyClicks(page(at_work).line, PASSPHRASE)
    assert not page(at_work).button.isEnabled()
    asked = len(at_work.bridge.asked)
    QTest.keyClick(page(at_work).line, Qt.Key.Key_Return)
    assert len(at_work.bridge.asked) == asked
    assert seen() == [page(at_work)]


def test_what_opens_behind_the_lock_does_not_stay(at_work: Screen, qtbot: QtBot) -> None:
    at_work.window.actions_by_id.by_id["lock"].trigger()
    dialog = QDialog(at_work.window)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: seen() == [page(at_work)])


@pytest.mark.parametrize("event", [SessionEnded(), LockFound(SHUT)])
def test_the_engines_word_locks_too(at_work: Screen, event: SessionEnded | LockFound) -> None:
    at_work.tick(event)
    assert seen() == [page(at_work)]


def test_a_change_of_the_lock_is_looked_into(at_work: Screen) -> None:
    at_work.tick(LockChanged())
    at_work.bridge.answer(GetLock, SHUT)
    at_work.tick()
    assert seen() == [page(at_work)]


def test_a_desktop_that_is_started_is_locked_from_the_first_sight_on(begun_locked: Screen) -> None:
    """Before any engine has said a word."""
    assert seen() == [page(begun_locked)]
    assert not page(begun_locked).button.isEnabled()
    begun_locked.connect()
    begun_locked.tick(LockFound(SHUT))
    assert begun_locked.bridge.sent == []
    enter(begun_locked, PASSPHRASE)
    begun_locked.bridge.answer(Unlock, OPENED)
    begun_locked.tick()
    assert begun_locked.window.isVisible()
    assert not page(begun_locked).isVisible()


def test_it_opens_by_itself_where_the_engine_knows_of_no_passphrase(begun_locked: Screen) -> None:
    begun_locked.connect()
    begun_locked.tick(LockFound(LockState(is_set=False, is_open=True)))
    assert begun_locked.window.isVisible()


def test_closing_the_page_closes_the_desktop(at_work: Screen, qtbot: QtBot) -> None:
    at_work.window.guards.append(lambda: "Something would be lost.")
    at_work.window.actions_by_id.by_id["lock"].trigger()
    with qtbot.waitSignal(at_work.window.closed):
        page(at_work).close()
    assert seen() == []


def test_without_a_passphrase_there_is_nothing_to_lock(live: Screen) -> None:
    assert not live.window.actions_by_id.by_id["lock"].isEnabled()
    live.desk.lock.lock()
    live.tick()
    assert live.window.isVisible()


def test_a_passphrase_is_set_in_the_desktop(live: Screen, qtbot: QtBot) -> None:
    live.window.actions_by_id.by_id["passphrase"].trigger()
    dialog = live.window.findChild(PassphraseDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.new, PASSPHRASE)
    assert not dialog.set_button.isEnabled()
    QTest.keyClicks(dialog.again, PASSPHRASE)
    QTest.mouseClick(dialog.set_button, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == SetPassphrase(new=PASSPHRASE, old=None)
    live.bridge.answer(SetPassphrase, OPENED)
    live.tick()
    assert live.window.actions_by_id.by_id["lock"].isEnabled()
    assert live.window.isVisible()
    assert live.bridge.shows_account is True


# --- by idleness ------------------------------------------------------------------------------------------------------


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def model(screen: Screen, clock: Clock) -> LockModel:
    """One whose clock is the test's."""
    lock = screen.desk.lock
    lock._now_s = clock
    lock.note_use()
    lock._use.told_s = clock()
    lock.take(OPEN)
    return lock


def test_it_locks_itself_when_nobody_was_there(at_work: Screen) -> None:
    clock = Clock()
    model(at_work, clock)
    clock.now_s += 599
    at_work.tick()
    assert at_work.window.isVisible()
    clock.now_s += 1
    at_work.tick()
    assert seen() == [page(at_work)]


def test_a_key_keeps_it_open_and_the_engine_is_told_now_and_then(at_work: Screen) -> None:
    clock = Clock()
    model(at_work, clock)
    for _ in range(4):
        clock.now_s += 590
        QTest.keyClick(at_work.window, Qt.Key.Key_Control)
        at_work.tick()
    assert at_work.window.isVisible()
    assert sum(isinstance(each, RefreshSession) for each in at_work.bridge.asked) == 4
    clock.now_s += 5
    at_work.tick()
    assert sum(isinstance(each, RefreshSession) for each in at_work.bridge.asked) == 4


def test_another_idle_time_counts_from_the_next_word_of_the_engine_on(at_work: Screen) -> None:
    clock = Clock()
    model(at_work, clock)
    clock.now_s += 60
    QTest.keyClick(at_work.window, Qt.Key.Key_Control)
    at_work.tick()
    at_work.bridge.answer(RefreshSession, structs.replace(OPEN, idle_s=120))
    at_work.tick()
    clock.now_s += 120
    at_work.tick()
    assert seen() == [page(at_work)]


def test_a_session_that_cannot_be_refreshed_is_looked_into(at_work: Screen) -> None:
    clock = Clock()
    model(at_work, clock)
    clock.now_s += 60
    QTest.keyClick(at_work.window, Qt.Key.Key_Control)
    at_work.tick()
    at_work.bridge.answer(RefreshSession, fault="locked")
    at_work.tick()
    assert at_work.bridge.asked[-1] == GetLock()
