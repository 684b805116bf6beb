"""The thread that moves the replay with the clock, a frame at a time, and stores its state in between."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.services.replay.movement import Movement
    from pyworkstation.services.replay.playhead import Playhead
    from pyworkstation.services.replay.replay_saver import ReplaySaver

log = logging.getLogger(__name__)


class ReplayThread:
    """Runs until closed. `death` says why it moves no longer; empty while it does."""

    def __init__(
        self,
        lock: threading.Condition,
        head: Playhead,
        movement: Movement,
        saver: ReplaySaver,
        *,
        frame_s: float,
        clock: Callable[[], float],
        wait_for_reader: Callable[[], None],
        note_trouble: Callable[[str], None],
    ) -> None:
        self.death = ""
        self._lock = lock
        self._head = head
        self._movement = movement
        self._saver = saver
        self._frame_s = frame_s
        self._clock = clock
        self._wait_for_reader = wait_for_reader
        self._note_trouble = note_trouble
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="replay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Save where it stands, and end the thread."""
        with self._lock:
            self._closing = True
            self._saver.save()
            self._lock.notify_all()
        self._thread.join()
        self._saver.store_state(self._saver.take_state())

    def _run(self) -> None:
        try:
            self._move()
        except Exception as error:
            log.exception("the replay's thread died")
            self.death = str(error) or type(error).__name__

    def _move(self) -> None:
        while True:
            self._wait_for_reader()
            with self._lock:
                if self._closing:
                    return
                is_running = self._head.is_running
                if is_running:
                    self._frame_or_pause()
                if self._saver.due_in_s() == 0:
                    taken = self._saver.take_state()
                else:
                    taken = None
                    self._lock.wait(self._frame_s if is_running else self._saver.due_in_s())
            self._saver.store_state(taken)

    def _frame_or_pause(self) -> None:
        """A frame that fails holds the replay and is logged; the engine goes on."""
        try:
            now_s = self._clock()
            taken = self._movement.frame(now_s)
            self._saver.save_moved(now_s, ticks=taken)
        except Exception as error:
            log.exception("the replay failed and is paused")
            self._note_trouble(f"paused by a failure: {str(error) or type(error).__name__}")
            self._head.paused = True
            self._head.tell_state()
