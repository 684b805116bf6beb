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


_WAITING = 3


class NoticesModel(QObject):
    """The newest notice, for as long as its tone lasts. Faults and alerts that one of their like covered come back after it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.current: Notice | None = None
        self._covered: list[Notice] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)

    def show(self, tone: Tone, text: str) -> None:
        """Put a message up."""
        self._cover(Notice(tone, text))
        self._put_up(Notice(tone, text))

    def dismiss(self) -> None:
        """Take the message down; the one that it covered is seen again."""
        if self._covered:
            self._put_up(self._covered.pop())
            return
        self.current = None
        self._timer.stop()
        self.changed.emit()

    def _cover(self, newer: Notice) -> None:
        """What went well comes after the trouble, which is over then."""
        covered = [*self._covered, self.current] if newer.tone is not Tone.GOOD else []
        kept = [each for each in covered if each is not None and each.tone is not Tone.GOOD and each != newer]
        self._covered = kept[-_WAITING:]

    def _put_up(self, notice: Notice) -> None:
        self.current = notice
        self._timer.start(notice.tone.value)
        self.changed.emit()
