"""While the desktop is locked none of its windows is on the screen but the lock's own: not hidden behind it, but not shown at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from pyworkstation_ui.views.lock_screen import LockScreen

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.main_window import MainWindow

_USE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Curtain(QObject):
    """Watches the application's events only while a passphrase is set: each of them costs a call of Python."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._lock = desk.lock
        self._hidden: list[QWidget] = []
        self._is_watching = False
        self.screen = LockScreen(desk.lock, desk.connection)
        self.screen.left.connect(window.close_anyway)
        window.closed.connect(self._end)
        desk.lock.changed.connect(self._watch)
        desk.lock.locked.connect(self._lower)
        desk.lock.opened.connect(self._lift)
        self._watch()

    def open_window(self) -> None:
        """The first sight of the desktop: the lock's page, where it is locked."""
        if self._lock.is_locked:
            self._hidden.append(self._window)
            self._take_place()
        else:
            self._window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Somebody is there; and what opens behind the lock, such as a late question, does not stay."""
        kind = event.type()
        if kind in _USE:
            self._lock.note_use()
        elif kind == QEvent.Type.Show and self._lock.is_locked:
            self._hide_soon(watched)
        return False

    def _hide_soon(self, watched: QObject) -> None:
        """It is being shown at this moment."""
        if isinstance(watched, QWidget) and watched.isWindow() and watched is not self.screen:
            QTimer.singleShot(0, partial(self._hide, watched))

    def _watch(self) -> None:
        app = QApplication.instance()
        if not self._lock.is_set:
            self._stop_watching()
        elif app is not None and not self._is_watching:
            self._is_watching = True
            app.installEventFilter(self)

    def _stop_watching(self) -> None:
        app = QApplication.instance()
        if app is not None and self._is_watching:
            self._is_watching = False
            app.removeEventFilter(self)

    def _lower(self) -> None:
        self._watch()
        self.screen.setGeometry(self._window.geometry())
        windows = [
            each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self.screen
        ]
        # The main one last: its dialogs and floating docks would go with it, and not come back by themselves.
        for each in sorted(windows, key=lambda window: window is self._window):
            self._hide(each)
        self._take_place()

    def _take_place(self) -> None:
        self.screen.setWindowState(self._window.windowState())
        self.screen.show()
        self.screen.raise_()
        self.screen.activateWindow()

    def _hide(self, widget: QWidget) -> None:
        if self._lock.is_locked and widget.isVisible():
            self._hidden.append(widget)
            widget.hide()

    def _lift(self) -> None:
        hidden, self._hidden = self._hidden, []
        for each in reversed(hidden):
            each.show()
        self.screen.hide()
        self._window.activateWindow()

    def _end(self) -> None:
        """The main window goes, and nothing of it comes back."""
        self._hidden.clear()
        self._stop_watching()
        self._lock.disconnect(self)
        self.screen.left.disconnect()
        self.screen.close()
