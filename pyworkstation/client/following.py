"""Topics at the reader's own pace: the engine passes over what a later message makes needless, for this reader alone."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Self

from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.client.subscription import Update
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import (
    Follow,
    Following,
    News,
    Subscribe,
    TakeNews,
    TopicSnapshot,
    Unfollow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from pyworkstation.client.own_session import OwnSession
    from pyworkstation.protocol.messages import RoleName

_LOOK_EVERY_S = 0.25
_SLOWED_S = 0.05
_WAIT_MS = 60_000
_ANSWER_S = 5.0
_SNAPSHOTS_S = 30.0


class Followed:
    """`take` what is new whenever there is time for it. Not thread-safe; a context manager.

    However long that was, of ticks, health and forming bars the newest comes, and of completed bars every one. A topic begins
    with a snapshot, and anew with one when too much waited, or with another run of the engine.
    """

    def __init__(
        self,
        home: Path,
        topics: Iterable[str],
        *,
        role: RoleName = "trade",
        session: OwnSession | None = None,
    ) -> None:
        self._home = home
        self._session = session
        self._role: RoleName = role
        self._topics = tuple(dict.fromkeys(topics))
        self._requests: RunClient | None = None
        self._id = 0
        self._seq: dict[str, int] = {}

    def take(self, timeout_s: float) -> list[Update]:
        """All that is new, after waiting at most about `timeout_s` for the first. Empty: nothing came.

        Raises:
            RequestFailedError: the engine knows no such topic.
        """
        deadline_s = time.monotonic() + timeout_s
        while True:
            left_s = max(0.0, deadline_s - time.monotonic())
            if (updates := self._look(left_s)) or left_s <= 0:
                return updates

    def close(self) -> None:
        """Follow no longer."""
        if self._requests is not None:
            # When it is gone, so is what it kept; else it forgets us by itself. None has the number 0.
            with contextlib.suppress(EngineGoneError, RequestFailedError):
                self._requests.call(Unfollow(id=self._id), timeout_s=_ANSWER_S)
            self._leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _look(self, timeout_s: float) -> list[Update]:
        if self._requests is None and not self._find():
            time.sleep(min(timeout_s, _LOOK_EVERY_S))
            return []
        assert self._requests is not None  # _find saw to it
        try:
            if not self._id:
                return self._begin(self._requests)
            return list(self._news(self._requests, timeout_s))
        except EngineGoneError:
            self._leave()
            return []
        except RequestFailedError as refusal:
            if refusal.code == "rate_limited":  # In a loop without a pause: here it is.
                time.sleep(_SLOWED_S)
                return []
            self._leave()
            if refusal.code != InputError.code or not self._seq:
                raise
            return []  # The engine has forgotten us: too long ago that we asked.

    def _find(self) -> bool:
        connection = find_engine(self._home, role=self._role)
        if connection is not None:
            self._requests = RunClient(connection, session=self._session)
        return connection is not None

    def _begin(self, requests: RunClient) -> list[Update]:
        self._seq = {}
        following = requests.call(Follow(topics=list(self._topics)), timeout_s=_ANSWER_S)
        assert isinstance(following, Following)
        updates = list(self._snapshots(requests, self._topics))
        self._id = following.id
        return updates

    def _news(self, requests: RunClient, timeout_s: float) -> Iterator[Update]:
        wait_ms = min(int(timeout_s * 1000), _WAIT_MS)
        request = TakeNews(id=self._id, wait_ms=wait_ms)
        lost: dict[str, None] = {}
        for part in requests.request(request, timeout_s=wait_ms / 1000 + _ANSWER_S):
            if not isinstance(part, News) or part.seq <= self._seq[part.topic]:
                continue
            if part.lost:
                lost[part.topic] = None
            if part.topic not in lost:
                self._seq[part.topic] = part.seq
                yield Update(part.topic, part.seq, part.body, passed_over=part.passed_over)
        if lost:
            yield from self._snapshots(requests, lost)

    def _snapshots(self, requests: RunClient, topics: Iterable[str]) -> Iterator[Update]:
        for part in requests.request(Subscribe(topics=list(topics)), timeout_s=_SNAPSHOTS_S):
            assert isinstance(part, TopicSnapshot)
            self._seq[part.topic] = part.seq
            yield Update(part.topic, part.seq, part.body, is_snapshot=True)

    def _leave(self) -> None:
        if self._requests is not None:
            self._requests.close()
        self._requests, self._id = None, 0
