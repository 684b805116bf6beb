"""A replay to listen to, in the running engine or in this process: requests in, stream bodies out."""

from __future__ import annotations

import contextlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.cli.letter_box import LetterBox
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.config.load import load_settings
from pyworkstation.domain.errors import EnvironmentFailure, WorkstationError
from pyworkstation.protocol.envelope import decode_stream
from pyworkstation.protocol.messages import (
    ReplayPause,
    ReplayStart,
    ReplayState,
    ReplayStop,
    Subscribe,
    TopicSnapshot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.client.client import Client
    from pyworkstation.client.stream import Stream
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import StreamBody
    from pyworkstation.services.replay.service import Replay

_START_PATIENCE_S = 300.0
"""Starting in the middle builds all bars of the ticks before it."""


class Player(Protocol):
    """A replay."""

    def start(self, request: ReplayStart) -> ReplayState:
        """Begin; the state it is in. Raises InputError."""

    def listen(self, topic: str) -> StreamBody | None:
        """Hear of `topic` from now on; its state now."""

    def go(self) -> None:
        """Let a paused replay run."""

    def hear(self, timeout_s: float) -> list[StreamBody]:
        """What has been published since, after waiting for it at most `timeout_s`."""


@contextmanager
def player_in_engine(connection: Connection) -> Iterator[Player]:
    """The engine's replay. It is stopped at the end."""
    from pyworkstation.cli.unlocking_client import UnlockingClient  # noqa: PLC0415
    from pyworkstation.client.stream import Stream  # noqa: PLC0415

    stream = Stream(connection, ["replay"])
    with UnlockingClient(connection) as client, contextlib.closing(stream):
        try:
            yield _EnginePlayer(client, stream)
        finally:
            with contextlib.suppress(WorkstationError):
                client.call(ReplayStop())


class _EnginePlayer:
    def __init__(self, client: Client, stream: Stream) -> None:
        self._client = client
        self._stream = stream

    def start(self, request: ReplayStart) -> ReplayState:
        state = self._client.call(request, timeout_s=_START_PATIENCE_S)
        assert isinstance(state, ReplayState)
        return state

    def listen(self, topic: str) -> StreamBody | None:
        self._stream.add(topic)
        snapshot = self._client.call(Subscribe(topics=[topic]))
        assert isinstance(snapshot, TopicSnapshot)
        return snapshot.body

    def go(self) -> None:
        self._client.call(ReplayPause(paused=False))

    def hear(self, timeout_s: float) -> list[StreamBody]:
        messages = self._stream.poll(timeout_s)
        if not messages:
            self._check_engine()
        return [message.body for message in messages]

    def _check_engine(self) -> None:
        try:
            self._client.ping()
        except EngineGoneError:
            raise EnvironmentFailure(
                "replay: the engine is gone, and its replay with it; start it with: pyworkstation engine"
            ) from None


@contextmanager
def player_here(home: Home, timeframe: str) -> Iterator[Player]:
    """A replay of our own, which leaves nothing behind."""
    with interrupts_wait():
        from pyworkstation.engine import parse_timeframe  # noqa: PLC0415
        from pyworkstation.services.replay.service import Replay  # noqa: PLC0415
        from pyworkstation.services.stored_ticks import StoredTicks  # noqa: PLC0415
        from pyworkstation.services.streams import Streams  # noqa: PLC0415
        from pyworkstation.storage.database import open_store  # noqa: PLC0415

    settings = load_settings(os.environ, home=home).settings
    letters = LetterBox()
    with open_store(home, settings) as store, tempfile.TemporaryDirectory() as folder:
        replay = Replay(
            StoredTicks(store),
            Streams(letters.put),
            timeframes=[parse_timeframe(timeframe)],
            depth=settings.ring_depth,
            frame_s=1 / settings.stream_hz,
            saved_file=Path(folder) / "replay.json",
            wait_for_reader=letters.wait_until_read,
        )
        with contextlib.closing(replay), contextlib.closing(letters):
            yield _PlayerHere(replay, letters)


class _PlayerHere:
    def __init__(self, replay: Replay, letters: LetterBox) -> None:
        self._replay = replay
        self._letters = letters

    def start(self, request: ReplayStart) -> ReplayState:
        return self._replay.start(request)

    def listen(self, topic: str) -> StreamBody | None:
        return self._replay.snapshot(topic)[1]

    def go(self) -> None:
        self._replay.pause(paused=False)

    def hear(self, timeout_s: float) -> list[StreamBody]:
        return [decode_stream(data).body for data in self._letters.take(timeout_s)]
