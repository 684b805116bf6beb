"""Who follows what: each its own topics, for as long as it asks."""

from __future__ import annotations

import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import InputError, LockedError
from pyworkstation.protocol import messages as m
from pyworkstation.services.following.followers import Followers
from pyworkstation.services.following.take_news import take_news

BEAT = m.Heartbeat(pid=1, now_us=0)


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def _taken(followers: Followers, follower_id: int) -> list[tuple[str, int]]:
    request = m.TakeNews(id=follower_id)
    *news, done = take_news(request, followers, asker=Asker(), may_see_account=lambda: True)
    assert done == m.Done()
    return [(each.topic, each.seq) for each in news if isinstance(each, m.News)]


def test_each_is_told_of_its_own_topics() -> None:
    followers = Followers()
    first, second = followers.follow(["heartbeat"]), followers.follow(["heartbeat", "log"])
    followers.put("heartbeat", 5, BEAT, 10)
    followers.put("health", 6, BEAT, 10)
    assert _taken(followers, first) == [("heartbeat", 5)]
    followers.put("heartbeat", 6, BEAT, 10)
    assert _taken(followers, first) == [("heartbeat", 6)]
    assert _taken(followers, second) == [("heartbeat", 6)]
    assert [row.passed_over for row in followers.traffic()] == [0, 1]


def test_who_unfollows_is_forgotten_and_no_other() -> None:
    followers = Followers()
    first, second = followers.follow(["heartbeat"]), followers.follow(["heartbeat"])
    followers.unfollow(first)
    followers.unfollow(first)
    followers.put("heartbeat", 1, BEAT, 10)
    with pytest.raises(InputError, match="follow the topics anew"):
        _taken(followers, first)
    assert _taken(followers, second) == [("heartbeat", 1)]


def test_who_asks_no_more_is_forgotten_after_five_minutes() -> None:
    time = Time()
    followers = Followers(clock=time)
    asks, silent = followers.follow(["heartbeat"]), followers.follow(["heartbeat"])
    time.now_s = 299.0
    _taken(followers, asks)
    time.now_s = 301.0
    assert [row.id for row in followers.traffic()] == [asks]
    with pytest.raises(InputError):
        _taken(followers, silent)


def test_one_too_many_takes_the_place_of_who_asked_longest_ago() -> None:
    time = Time()
    followers = Followers(clock=time)
    ids = []
    for time.now_s in range(64):
        ids.append(followers.follow(["heartbeat"]))
    _taken(followers, ids[0])
    newest = followers.follow(["heartbeat"])
    assert [row.id for row in followers.traffic()] == [ids[0], *ids[2:], newest]


def test_what_a_leaving_asker_would_have_got_waits_for_the_next() -> None:
    followers, gone = Followers(), Asker()
    follower = followers.follow(["heartbeat"])
    followers.put("heartbeat", 1, BEAT, 10)
    gone.leave()
    request = m.TakeNews(id=follower, wait_ms=60_000)
    assert list(take_news(request, followers, asker=gone, may_see_account=lambda: True)) == [m.Done()]
    assert _taken(followers, follower) == [("heartbeat", 1)]


def test_news_of_the_account_are_for_who_may_see_it_when_they_are_taken() -> None:
    """Not when the topics were asked for: the desktop may have been locked since."""
    followers = Followers()
    follower = followers.follow(["heartbeat", "orders"])
    followers.put("heartbeat", 1, BEAT, 10)
    request = m.TakeNews(id=follower)
    with pytest.raises(LockedError):
        list(take_news(request, followers, asker=Asker(), may_see_account=lambda: False))
    assert _taken(followers, follower) == [("heartbeat", 1)]
