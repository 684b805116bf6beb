"""What one peer has not read yet of its replies, once the queues below are full."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation.bus.outbox import ReplyPart

_PARTS_AT_MOST = 10_000
_BYTES_AT_MOST = 16_000_000


@dataclass(slots=True)
class Unsent:
    """In the order in which they are to leave. Answers of lanes wait for room of their own, see `Answer`."""

    parts: deque[ReplyPart] = field(default_factory=deque)
    _bytes: int = 0

    @property
    def has_room(self) -> bool:
        """For one more quick reply, which nobody makes wait."""
        return len(self.parts) < _PARTS_AT_MOST and self._bytes < _BYTES_AT_MOST

    def add(self, part: ReplyPart) -> None:
        """Behind the others."""
        self.parts.append(part)
        self._bytes += len(part.data)

    def take(self) -> ReplyPart:
        """The first, which has left."""
        part = self.parts.popleft()
        self._bytes -= len(part.data)
        return part
