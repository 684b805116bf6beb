"""When the state of a replay is saved, and where."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from pyworkstation.services.replay.two_slots import TwoSlots

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

_EVERY_S = 5.0
_SOON_S = 1.0
"""After a change that is not of ticks; several of them are saved in one."""


class StateKeeper:
    """What is stored is forgotten for good: a save that was under way when it was forgotten does not come back."""

    def __init__(self, folder: Path, *, clock: Callable[[], float]) -> None:
        self.saved_us: int | None = None
        self._slots = TwoSlots(folder, "replay-state")
        self._clock = clock
        self._due_s: float | None = None
        self._files = threading.Lock()
        self._life = 0
        self._failing = False

    @property
    def life(self) -> int:
        """Counts what was forgotten: a save is of the life in which its state was taken."""
        return self._life

    def want(self, *, soon: bool) -> None:
        """There is something new to save."""
        due_s = self._clock() + (_SOON_S if soon else _EVERY_S)
        self._due_s = due_s if self._due_s is None else min(self._due_s, due_s)

    def due_in_s(self) -> float | None:
        """How long until it should be saved; None when nothing is new."""
        return None if self._due_s is None else max(0.0, self._due_s - self._clock())

    def taken(self) -> None:
        """The state was taken and is about to be stored."""
        self._due_s = None

    def store(self, content: bytes, *, life: int) -> None:
        """Takes as long as the disk does. A failure is logged, once until it works again."""
        with self._files:
            if life != self._life:
                return
            try:
                self._slots.store(content)
            except OSError as error:
                if not self._failing:
                    log.warning("could not save the replay's state: %s", error)
                self._failing = True
                return
            self._failing = False
            self.saved_us = time.time_ns() // 1000

    def load(self) -> list[bytes]:
        """The states that are whole, newest first."""
        with self._files:
            return self._slots.load()

    def forget(self) -> None:
        """There is no replay to go on with."""
        with self._files:
            self._life += 1
            self._due_s = self.saved_us = None
            try:
                self._slots.forget()
            except OSError as error:
                log.warning("could not remove the replay's saved state: %s", error)
