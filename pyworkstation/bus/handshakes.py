"""Connections that did not get in: who has no key of ours, speaks another language, or says nothing."""

from __future__ import annotations

import errno
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING

import zmq

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

NOT_LET_IN: dict[int, str] = {
    zmq.EVENT_HANDSHAKE_FAILED_AUTH: "unknown_key",
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "bad_handshake",
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL: "bad_handshake",
}
NO_HANDSHAKE = "no_handshake"
"""Browsers, scanners, garbage, and who left early."""

EVENTS = zmq.EVENT_ACCEPTED | zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | sum(NOT_LET_IN)
_LOG_EVERY_S = 10.0


class RefusedHandshakes:
    """Of one socket. Counted each, and logged at most once in ten seconds: whoever knocks can knock often."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.counts: Counter[str] = Counter()
        self._shaking = 0
        self._clock = clock
        self._logged_s = -_LOG_EVERY_S
        self._unlogged = 0

    def note(self, event: int, value: int) -> None:
        """One event of the socket's monitor. ZeroMQ does not tell whose handshake it was that succeeded or failed."""
        if event == zmq.EVENT_ACCEPTED:
            self._shaking += 1
        elif event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self._shaking -= 1
        elif event == zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL and value == errno.ECONNRESET:
            self._refused(NO_HANDSHAKE)  # It left before the end, as a client may that closes at once.
        elif event in NOT_LET_IN:
            self._refused(NOT_LET_IN[event])
        elif event == zmq.EVENT_DISCONNECTED and self._shaking > 0:
            self._refused(NO_HANDSHAKE)

    def _refused(self, name: str) -> None:
        self._shaking -= 1
        self.counts[name] += 1
        self._unlogged += 1
        if self._clock() - self._logged_s >= _LOG_EVERY_S:
            log.warning("connections that were not let in: %d more, the last for %s", self._unlogged, name)
            self._logged_s, self._unlogged = self._clock(), 0
