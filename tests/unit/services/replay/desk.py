"""A replay with an injected clock, and a listener that keeps what it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from pyworkstation.engine import SessionCalendar, TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope, decode_stream
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.streams import Streams
from tests.unit.services.replay.memory_source import MemorySource, ticks_at

SECOND = 1_000_000
TICKS = ticks_at(list(range(0, 7200 * SECOND, SECOND)))


ENDING_AT_ONE = SessionCalendar("UTC", day_close="01:00", open=[("Mon 00:00", "Mon 00:00")])
"""Days that end in the middle of the ticks."""


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Listener:
    """Collects stream messages; `wait_for` awaits one with a deadline."""

    def __init__(self) -> None:
        self.messages: list[StreamEnvelope] = []
        self._came = threading.Condition()

    def __call__(self, topic: str, data: bytes) -> None:
        with self._came:
            self.messages.append(decode_stream(data))
            self._came.notify_all()

    def wait_for(self, fits: Callable[[StreamEnvelope], bool]) -> StreamEnvelope:
        deadline = time.monotonic() + 10
        with self._came:
            while True:
                for message in self.messages:
                    if fits(message):
                        return message
                assert self._came.wait(deadline - time.monotonic()), "nothing of the kind came"

    def of(self, topic: str) -> list[StreamEnvelope]:
        return [message for message in self.messages if message.topic == topic]


class Desk:
    def __init__(self, folder: Path, ticks: TickColumns = TICKS) -> None:
        folder.mkdir(exist_ok=True)
        self.source = MemorySource(ticks, chunk=1000)
        self.clock = Clock()
        self.listener = Listener()
        self.streams = Streams(self.listener)
        self.saved = folder / "replay.json"
        self.troubles: list[str] = []
        self.replay = self.open()

    def open(self) -> Replay:
        return Replay(
            self.source,
            self.streams,
            timeframes=("M1", "M5", "H1"),
            depth=500,
            frame_s=0.001,
            saved_file=self.saved,
            clock=self.clock,
            note_trouble=self.troubles.append,
        )


def reached(position_us: int) -> Callable[[StreamEnvelope], bool]:
    def fits(message: StreamEnvelope) -> bool:
        body = message.body
        return (
            isinstance(body, m.ReplayState)
            and body.position_us is not None
            and body.position_us >= position_us
        )

    return fits
