"""All followers: each message goes to those that follow its topic."""

from __future__ import annotations

import itertools
import threading
import time
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.services.following.follower import Follower, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.protocol.messages import FollowerTraffic, StreamBody

AT_MOST = 64
_IDLE_S = 300.0


class Followers:
    """Thread-safe. One that did not ask for five minutes is forgotten."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._asked_s: dict[Follower, float] = {}
        self._of_topic: dict[str, tuple[Follower, ...]] = {}

    def follow(self, topics: Sequence[str]) -> int:
        """A new follower, in place of the one that asked longest ago when there are too many."""
        with self._lock:
            self._forget_idle()
            if len(self._asked_s) >= AT_MOST:
                self._forget([min(self._asked_s, key=self._asked_s.__getitem__)])
            follower = Follower(next(self._ids), topics)
            self._asked_s[follower] = self._clock()
            self._sort_by_topic()
            return follower.id

    def get(self, follower_id: int) -> Follower:
        """The one with this id, which asks now. Raises InputError when there is none."""
        with self._lock:
            for follower in self._asked_s:
                if follower.id == follower_id:
                    self._asked_s[follower] = self._clock()
                    return follower
        raise InputError(
            expected="the id of a follower of this run of the engine that asked within five minutes",
            found=str(follower_id),
            where="id",
            mend="follow the topics anew",
        )

    def unfollow(self, follower_id: int) -> None:
        """Keep nothing more for it."""
        with self._lock:
            self._forget([follower for follower in self._asked_s if follower.id == follower_id])

    def put(self, topic: str, seq: int, body: StreamBody, size: int) -> None:
        """A message was published."""
        for follower in self._of_topic.get(topic, ()):
            follower.put(topic, Kept(seq, body, size))

    def is_followed(self, topic: str) -> bool:
        """Does anybody follow it?"""
        return topic in self._of_topic

    def traffic(self) -> list[FollowerTraffic]:
        """How each fares."""
        with self._lock:
            self._forget_idle()
            return [follower.traffic() for follower in self._asked_s]

    def _forget_idle(self) -> None:
        now_s = self._clock()
        self._forget([each for each, asked_s in self._asked_s.items() if now_s - asked_s > _IDLE_S])

    def _forget(self, gone: Sequence[Follower]) -> None:
        for follower in gone:
            del self._asked_s[follower]
        if gone:
            self._sort_by_topic()

    def _sort_by_topic(self) -> None:
        """A new table each time: who publishes reads it without the lock."""
        table: dict[str, tuple[Follower, ...]] = {}
        for follower in self._asked_s:
            for topic in follower.topics:
                table[topic] = (*table.get(topic, ()), follower)
        self._of_topic = table
