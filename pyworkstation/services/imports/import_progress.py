"""How far an import is, told a few times a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.protocol.messages import ImportProgress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyworkstation.protocol.messages import Reply
    from pyworkstation.services.streams import Streams

TOPIC = "imports"
_EVERY_S = 0.2


class ProgressMeter:
    """Counts what is done; `now` tells it, at most five times a second."""

    def __init__(self, symbol: str, *, files_total: int, bytes_total: int) -> None:
        self._symbol = symbol
        self._files_total = files_total
        self._bytes_total = bytes_total
        self._started_s = time.monotonic()
        self._told_s = 0.0
        self.ticks = 0
        self.skipped_ticks = 0
        self.skipped_bytes = 0
        self.files_done = 0
        self.bytes_of_files_done = 0

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._started_s

    def now(self, path: Path, read_to: int) -> Iterator[ImportProgress]:
        """One message, or none when the last is not old. `read_to` bytes of the file at `path` are done."""
        now_s = time.monotonic()
        if self._told_s and now_s - self._told_s < _EVERY_S:
            return
        self._told_s = now_s
        done = min(self.bytes_of_files_done + read_to, self._bytes_total)
        worked = done - self.skipped_bytes
        left = self._bytes_total - done
        yield ImportProgress(
            symbol=self._symbol,
            path=str(path),
            files_done=self.files_done,
            files_total=self._files_total,
            bytes_done=done,
            bytes_total=self._bytes_total,
            ticks_done=self.ticks,
            # What is stored already is read again first.
            ticks_per_second=int(max(0, self.ticks - self.skipped_ticks) / self.seconds)
            if self.seconds
            else 0,
            seconds_left=int(self.seconds * left / worked) if worked > 0 else None,
        )


def published(replies: Iterator[Reply], streams: Streams) -> Iterator[Reply]:
    """The same replies; progress goes out on the topic `imports` too."""
    last: ImportProgress | None = None
    try:
        for reply in replies:
            if isinstance(reply, ImportProgress):
                last = reply
                streams.publish(TOPIC, reply)
            yield reply
    finally:
        if last is not None:
            streams.publish(TOPIC, msgspec.structs.replace(last, seconds_left=0, running=False))
