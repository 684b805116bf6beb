"""Short messages to the user."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal


class Tone(Enum):
    """How a notice looks and how long it stays, in ms."""

    GOOD = 5_000
    ALERT = 20_000
    ERROR = 12_000
    BUG = 30_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One message."""

    tone: Tone
    text: str


class NoticesModel(QObject):
    """The newest notice, for as long as its tone lasts."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.current: Notice | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)

    def show(self, tone: Tone, text: str) -> None:
        """Put a message up."""
        self.current = Notice(tone, text)
        self._timer.start(tone.value)
        self.changed.emit()

    def dismiss(self) -> None:
        """Take the message down."""
        self.current = None
        self._timer.stop()
        self.changed.emit()
