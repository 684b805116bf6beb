"""What a follower is told: nothing that a later message makes needless, and every message that counts, up to a bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.protocol import messages as m
from pyworkstation.services.following.follower import Follower, FollowerLimit, Kept

BEAT = m.Heartbeat(pid=1, now_us=0)
LINE = m.LogLine(at_us=0, level="info", source="test", text="")
TICKS = m.TicksUpdate(symbol="EURUSD", digits=5, epoch=1, packed=b"")
REPLAY = m.ReplayState()
PROGRESS = m.ImportProgress(
    symbol="EURUSD",
    path="a",
    files_done=0,
    files_total=1,
    bytes_done=0,
    bytes_total=1,
    ticks_done=0,
    ticks_per_second=0,
    seconds_left=None,
)


def bars(completed: int) -> m.BarsUpdate:
    return m.BarsUpdate(
        symbol="EURUSD",
        timeframe="M1",
        digits=5,
        epoch=1,
        first_index=0,
        completed=b"\0" * 152 * completed,
        forming=b"\0" * 152,
    )


def values(completed: int) -> m.ValuesUpdate:
    return m.ValuesUpdate(
        symbol="EURUSD",
        timeframe="M1",
        id=7,
        epoch=1,
        first_index=0,
        completed=b"\0" * 8 * completed,
        forming=b"\0" * 8,
    )


def told(follower: Follower) -> list[tuple[str, int, int, int]]:
    return [(news.topic, news.seq, news.passed_over, news.lost) for news in follower.take()]


@pytest.mark.parametrize(
    ("topic", "bodies", "expected"),
    [
        ("heartbeat", [BEAT] * 4, [(4, 3)]),
        ("replay", [REPLAY] * 3, [(3, 2)]),
        ("imports", [PROGRESS] * 2, [(2, 1)]),
        ("ticks.EURUSD", [TICKS] * 5, [(5, 4)]),
        ("log", [LINE] * 3, [(1, 0), (2, 0), (3, 0)]),
        # 0 completed bars: the forming bar alone has changed.
        ("bars.EURUSD.M1", [bars(0), bars(0), bars(0)], [(3, 2)]),
        ("bars.EURUSD.M1", [bars(1), bars(2), bars(1)], [(1, 0), (2, 0), (3, 0)]),
        ("bars.EURUSD.M1", [bars(1), bars(0), bars(0), bars(1), bars(0)], [(1, 0), (4, 2), (5, 0)]),
        ("values.EURUSD.M1.7", [values(0), values(1), values(0), values(0)], [(2, 1), (4, 1)]),
    ],
)
def test_what_is_kept(topic: str, bodies: list[m.StreamBody], expected: list[tuple[int, int]]) -> None:
    follower = Follower(1, [topic])
    for seq, body in enumerate(bodies, start=1):
        follower.put(topic, Kept(seq, body, 100))
    traffic = follower.traffic()
    assert told(follower) == [(topic, seq, passed_over, 0) for seq, passed_over in expected]
    assert (traffic.waiting, traffic.passed_over) == (len(expected), len(bodies) - len(expected))
    assert told(follower) == []


def test_topics_do_not_mix() -> None:
    follower = Follower(1, ["log", "heartbeat"])
    for seq in range(1, 4):
        follower.put("heartbeat", Kept(seq, BEAT, 10))
        follower.put("log", Kept(seq, LINE, 10))
    assert told(follower) == [("log", 1, 0, 0), ("log", 2, 0, 0), ("log", 3, 0, 0), ("heartbeat", 3, 2, 0)]


def test_more_than_is_kept_is_lost_and_said() -> None:
    follower = Follower(1, ["log"], limit=FollowerLimit(messages=3))
    for seq in range(1, 9):
        follower.put("log", Kept(seq, LINE, 10))
    # 1 to 3 wait, 4 finds no room; 4 to 6 wait, 7 finds none; 7 and 8 wait.
    assert told(follower) == [("log", 7, 0, 6), ("log", 8, 0, 0)]
    assert follower.traffic().lost == 6
    follower.put("log", Kept(9, LINE, 10))
    assert told(follower) == [("log", 9, 0, 0)]


def test_bytes_are_bounded_over_all_topics() -> None:
    follower = Follower(1, ["log", "bars.EURUSD.M1"], limit=FollowerLimit(bytes=1_000))
    follower.put("log", Kept(1, LINE, 600))
    follower.put("bars.EURUSD.M1", Kept(1, bars(1), 400))
    follower.put("bars.EURUSD.M1", Kept(2, bars(1), 1))
    assert told(follower) == [("log", 1, 0, 0), ("bars.EURUSD.M1", 2, 0, 1)]
    follower.put("log", Kept(2, LINE, 1_000))
    assert told(follower) == [("log", 2, 0, 0)]


@pytest.mark.parametrize(
    ("end", "may_take"),
    [
        pytest.param(lambda follower, _: follower.put("heartbeat", Kept(1, BEAT, 10)), True, id="news"),
        pytest.param(lambda _, asker: asker.leave(), False, id="the asker leaves"),
        pytest.param(lambda follower, _: follower.wait(Asker(), 0.0), False, id="asked anew"),
    ],
)
def test_a_wait_ends_with(end: Callable[[Follower, Asker], None], may_take: bool) -> None:
    follower, asker = Follower(1, ["heartbeat"]), Asker()
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(follower.wait, asker, 60.0)
        wait_until_waiting(follower)
        end(follower, asker)
        assert waiting.result(10) is may_take


def test_a_wait_ends_in_time() -> None:
    assert Follower(1, ["heartbeat"]).wait(Asker(), 0.0)


def wait_until_waiting(follower: Follower) -> None:
    """The condition counts who waits on it."""
    deadline_s = time.monotonic() + 10
    while not follower._changed._waiters:  # type: ignore[attr-defined]
        assert time.monotonic() < deadline_s
        threading.Event().wait(0.001)
