"""Between the thread that replays and the one that prints."""

from __future__ import annotations

import threading
from collections import deque


class LetterBox:
    """What the replay's thread publishes, until the main thread reads it."""

    def __init__(self) -> None:
        self._letters: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, topic: str, data: bytes) -> None:
        """Bars and states; nobody here reads ticks."""
        if topic.startswith("ticks."):
            return
        with self._changed:
            self._letters.append(data)
            self._changed.notify_all()

    def take(self, timeout_s: float) -> list[bytes]:
        """All there is, after waiting at most `timeout_s` for the first."""
        with self._changed:
            self._changed.wait_for(lambda: self._letters, timeout_s)
            letters = list(self._letters)
            self._letters.clear()
            self._changed.notify_all()
        return letters

    def wait_until_read(self) -> None:
        """So that a reader who is slow (a pipe, a pager) holds the replay rather than fills the memory."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._letters)

    def close(self) -> None:
        """Nobody reads any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
