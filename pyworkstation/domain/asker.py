"""Who waits for an answer: what takes long looks whether they still do, or is told the moment they leave."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class AskerGoneError(Exception):
    """The one who asked is no longer there; stop working on the answer."""


class Asker:
    """Of one request. Thread-safe. `key` is the CURVE key of who asked, `token` that of the session that the request names."""

    def __init__(self, *, key: bytes = b"", token: str = "") -> None:
        self.key = key
        self.token = token
        self._gone = False
        self._stops: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    @property
    def gone(self) -> bool:
        """Nobody waits any more."""
        return self._gone

    def leave(self) -> None:
        """The answer is not wanted any more."""
        with self._lock:
            self._gone = True
            for stop in self._stops:
                stop()

    @contextlib.contextmanager
    def stops_when_gone(self, stop: Callable[[], None]) -> Iterator[None]:
        """Within the block, `stop` is called when they leave, at once if they have; from any thread, so it must be quick."""
        with self._lock:
            self._stops.append(stop)
            if self._gone:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)
