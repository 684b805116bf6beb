"""What panels have asked the engine, and who waits for which answer. Answers that nobody waits for are dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation_ui.state.events import ReplyArrived, ReplyEnded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation_ui.doors import BridgeDoor


@dataclass(frozen=True, slots=True)
class _Asker:
    on_reply: Callable[[Reply], None]
    on_end: Callable[[str], None]


class Questions:
    """Requests beside the stream; an answer goes to the two functions that were given with its question."""

    def __init__(self, door: BridgeDoor) -> None:
        self._door = door
        self._askers: dict[int, _Asker] = {}

    def ask(self, body: Request, *, on_reply: Callable[[Reply], None], on_end: Callable[[str], None]) -> int:
        """Ask; `on_reply` gets each part, `on_end` the fault, empty when all went well. The id is for `forget`."""
        request_id = self._door.ask(body)
        self._askers[request_id] = _Asker(on_reply, on_end)
        return request_id

    def forget(self, request_id: int | None) -> None:
        """The answer is wanted no longer."""
        if self._askers.pop(request_id or 0, None) is not None:
            self._door.forget(request_id or 0)

    def take(self, event: ReplyArrived | ReplyEnded) -> None:
        """News of an answer."""
        match event:
            case ReplyArrived(request_id, reply):
                if asker := self._askers.get(request_id):
                    asker.on_reply(reply)
            case ReplyEnded(request_id, fault):
                if asker := self._askers.pop(request_id, None):
                    asker.on_end(fault)
