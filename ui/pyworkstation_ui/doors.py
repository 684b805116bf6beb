"""What the layers ask of each other, as protocols: tests bring their own bridge, client and stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.protocol.envelope import StreamEnvelope
    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation_ui.state.beside import Beside
    from pyworkstation_ui.state.events import Event
    from pyworkstation_ui.state.older_bars import OlderWanted


class BridgeDoor(Protocol):
    """What models, commands and window need of `bridge.Bridge`."""

    def start(self) -> None:
        """Begin to look for an engine."""

    def drain(self) -> list[Event]:
        """What happened since the last call."""

    def send(self, body: Request) -> int:
        """Send a request; its id comes back."""

    def resync(self, topic: str) -> None:
        """Ask for a snapshot of a topic."""

    def fetch_older(self, wanted: OlderWanted) -> None:
        """Ask for stored bars; they come as `OlderArrived`."""

    def show_timeframes(self, timeframes: tuple[str, ...]) -> None:
        """Follow the bars of these, of whatever symbol is replayed."""

    def show_beside(self, wanted: Beside) -> None:
        """Follow these of symbols that are not replayed."""

    def show_account(self, *, is_shown: bool) -> None:
        """Hear of the account from now on, or of nothing of it any more."""

    def ask(self, body: Request) -> int:
        """Ask for something that may take long; the answer comes as `ReplyArrived` and a `ReplyEnded` of this id."""

    def forget(self, request_id: int) -> None:
        """Nobody waits for this answer any more."""

    def start_engine(self) -> None:
        """Start an engine process."""

    def stop_engine(self) -> None:
        """Stop the engine."""

    def kill_engine(self) -> None:
        """End an engine that does not answer."""

    def leave_engine(self) -> None:
        """The engine that this desktop started is nobody's from now on: `close` does not stop it."""

    @property
    def owns_engine(self) -> bool:
        """Does an engine run that this desktop started?"""

    def close(self) -> None:
        """End."""


class RequestDoor(Protocol):
    """What the link needs of `pyworkstation.client.client.Client`."""

    def request(
        self, body: Request, *, timeout_s: float | None = ..., while_waiting: Callable[[], None] | None = ...
    ) -> Iterator[Reply]:
        """Ask, and yield the parts of the answer."""

    def call(self, body: Request, *, timeout_s: float | None = ...) -> Reply:
        """Ask, and return the one part of the answer."""

    def ping(self) -> float:
        """Seconds to the Rust engine and back."""

    def close(self) -> None:
        """Let the socket go."""


class StreamDoor(Protocol):
    """What the link needs of `pyworkstation.client.stream.Stream`."""

    def poll(self, timeout_s: float) -> list[StreamEnvelope]:
        """All that is waiting."""

    def add(self, topic: str) -> None:
        """Listen to one more topic."""

    def remove(self, topic: str) -> None:
        """Listen to it no longer."""

    def close(self) -> None:
        """Let the socket go."""
