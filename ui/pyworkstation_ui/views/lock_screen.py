"""The page that stands in the place of every window while the desktop is locked. It knows nothing of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pyworkstation_ui.state.lock import phase_text, wait_text
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress, dress_window
from pyworkstation_ui.views.icons import window_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.lock_model import LockModel

_LOOK_EVERY_MS = 250
_WIDTH_PX = 340


class LockScreen(QWidget):
    """A window of its own. `left` when the user closes it: that closes the desktop."""

    left = Signal()

    def __init__(self, lock: LockModel, connection: ConnectionModel) -> None:
        super().__init__()
        self._lock = lock
        self._connection = connection
        dress_window(self)
        self.setWindowTitle("pyworkstation: locked")
        self.setWindowIcon(window_icon())
        self.line = QLineEdit()
        self.line.setAccessibleName("Passphrase")
        self.line.setPlaceholderText("Passphrase")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.line.setMaxLength(1024)
        self.button = QPushButton("Unlock")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(40)
        dress(self.words, "color: $AMBER;")
        self._lay_out()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._show_state)
        self.line.returnPressed.connect(self._unlock)
        self.line.textEdited.connect(lambda _text: self._show_state())
        self.button.clicked.connect(self._unlock)
        lock.changed.connect(self._show_state)
        connection.changed.connect(self._show_state)
        self._show_state()

    def _lay_out(self) -> None:
        title = QLabel("pyworkstation is locked")
        title.setFont(theme.font(theme.TEXT_PX + 8))
        hint = QLabel("Orders and stops go on. Enter the passphrase to see the account and to trade.")
        hint.setWordWrap(True)
        dress(hint, "color: $DIM;")
        box = QWidget()
        box.setFixedWidth(_WIDTH_PX)
        column = QVBoxLayout(box)
        column.setSpacing(12)
        for each in (title, hint, self.line, self.button, self.words):
            column.addWidget(each)
        QGridLayout(self).addWidget(box, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The keyboard is in the field."""
        super().showEvent(event)
        self.line.clear()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._timer.start()
        self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever closes it, closes the desktop."""
        self._timer.stop()
        self.left.emit()
        super().closeEvent(event)

    def _unlock(self) -> None:
        """Given away once, and kept nowhere in the window."""
        if self.button.isEnabled():
            passphrase = self.line.text()
            self.line.clear()
            self._lock.unlock(passphrase)

    def _show_state(self) -> None:
        away = phase_text(self._connection.phase)
        waiting = wait_text(self._lock.wait_s)
        self.button.setEnabled(bool(self.line.text()) and not (away or waiting or self._lock.is_asking))
        words = away or " ".join(filter(None, (self._lock.fault, waiting)))
        if words != self.words.text():
            self.words.setText(words)
        if not self._lock.is_locked:
            self._timer.stop()
