"""Topics at the reader's pace: snapshot first, then news; anew after a loss, a long silence, or another run of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.rate_limit import RateLimit
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.following import Followed
from pyworkstation.client.subscription import Update
from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from pyworkstation.services.following.followers import Followers
from pyworkstation.services.following.take_news import take_news
from tests.unit.client.engine_home import Answer, run_of_engine, state

LINE = m.LogLine(at_us=0, level="info", source="test", text="")


class Engine:
    """A run of an engine: who follows, and the number of the last message of each topic."""

    def __init__(self, seq: int = 0) -> None:
        self.followers = Followers()
        self.seq = {"replay": seq, "log": seq}

    @property
    def answers(self) -> dict[type[m.Request], tuple[Lane, Answer]]:
        return {
            m.Follow: (Lane.INLINE, self._follow),
            m.TakeNews: (Lane.NEWS, self._take),
            m.Unfollow: (Lane.INLINE, self._unfollow),
            m.Subscribe: (Lane.INLINE, self._snapshots),
        }

    def publish(self, topic: str, body: m.StreamBody, times: int = 1) -> None:
        for _ in range(times):
            self.seq[topic] += 1
            self.followers.put(topic, self.seq[topic], body, 100)

    def _follow(self, request: m.Request, _: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.Follow)
        yield m.Following(id=self.followers.follow(request.topics))

    def _take(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.TakeNews)
        return take_news(request, self.followers, asker=asker, may_see_account=lambda: True)

    def _unfollow(self, request: m.Request, _: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.Unfollow)
        self.followers.unfollow(request.id)
        yield m.Done()

    def _snapshots(self, request: m.Request, _: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.Subscribe)
        for topic in request.topics:
            if topic not in self.seq:
                raise InputError(expected="a topic", found=topic, where="subscribe")
            yield m.TopicSnapshot(topic=topic, seq=self.seq[topic], body=None)


def test_a_snapshot_first_and_then_what_is_new(tmp_path: Path) -> None:
    engine = Engine(seq=7)
    with run_of_engine(tmp_path, engine.answers), Followed(tmp_path, ["replay", "log"]) as followed:
        assert followed.take(10.0) == [
            Update("replay", 7, None, is_snapshot=True),
            Update("log", 7, None, is_snapshot=True),
        ]
        assert followed.take(0.0) == []
        engine.publish("replay", state(1), times=40)
        engine.publish("log", LINE, times=2)
        assert followed.take(10.0) == [
            Update("replay", 47, state(1), passed_over=39),
            Update("log", 8, LINE),
            Update("log", 9, LINE),
        ]
    assert engine.followers.traffic() == []


def test_after_a_loss_a_snapshot(tmp_path: Path) -> None:
    engine = Engine()
    with run_of_engine(tmp_path, engine.answers), Followed(tmp_path, ["log"]) as followed:
        followed.take(10.0)
        engine.publish("log", LINE, times=1_001)
        assert followed.take(10.0) == [Update("log", 1_001, None, is_snapshot=True)]
        engine.publish("log", LINE)
        assert followed.take(10.0) == [Update("log", 1_002, LINE)]


def test_one_that_the_engine_forgot_begins_anew(tmp_path: Path) -> None:
    engine = Engine()
    with run_of_engine(tmp_path, engine.answers), Followed(tmp_path, ["replay"]) as followed:
        followed.take(10.0)
        (forgotten,) = engine.followers.traffic()
        engine.followers.unfollow(forgotten.id)
        engine.publish("replay", state(2))
        assert followed.take(10.0) == [Update("replay", 1, None, is_snapshot=True)]


def test_another_run_of_the_engine_begins_anew(tmp_path: Path) -> None:
    with Followed(tmp_path, ["replay"]) as followed:
        assert followed.take(0.0) == []
        with run_of_engine(tmp_path, Engine(seq=5).answers):
            assert [update.seq for update in followed.take(10.0)] == [5]
        with run_of_engine(tmp_path, Engine(seq=2).answers):
            assert followed.take(20.0) == [Update("replay", 2, None, is_snapshot=True)]


def test_who_asks_too_often_is_slowed_down(tmp_path: Path) -> None:
    engine = Engine()
    with (
        run_of_engine(tmp_path, engine.answers, limit=RateLimit(per_s=200, burst=10)) as bus,
        Followed(tmp_path, ["log"]) as followed,
    ):
        followed.take(10.0)
        for _ in range(40):
            assert followed.take(0.0) == []
        assert bus.server.traffic().refused["rate_limited"] >= 1
        engine.publish("log", LINE)
        assert followed.take(10.0) == [Update("log", 1, LINE)]


def test_a_topic_that_there_is_not_is_said(tmp_path: Path) -> None:
    with (
        run_of_engine(tmp_path, Engine().answers),
        Followed(tmp_path, ["bars.EURUSD"]) as followed,
        pytest.raises(RequestFailedError, match="expected a topic"),
    ):
        followed.take(10.0)
