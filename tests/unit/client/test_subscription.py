"""Topics without gaps: a snapshot to begin with, after messages that were missed, and of another run of the engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.bus.lanes import Lane
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.subscription import Subscription, Update
from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from tests.unit.bus.bus_pair import BusPair
from tests.unit.client.engine_home import Answer, publish, run_of_engine, state, ticks

TICKS = "ticks.EURUSD"


class Told:
    """What the engine's `subscribe` says next, by topic; and how often it was asked."""

    def __init__(self) -> None:
        self.snapshots: dict[str, tuple[int, m.StreamBody | None]] = {TICKS: (0, None), "replay": (0, None)}
        self.asked = 0

    def answer(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.Subscribe)
        self.asked += 1
        for topic in request.topics:
            if topic not in self.snapshots:
                raise InputError(expected="a topic", found=topic, where="subscribe")
            seq, body = self.snapshots[topic]
            yield m.TopicSnapshot(topic=topic, seq=seq, body=body)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def answers(told: Told) -> dict[type[m.Request], tuple[Lane, Answer]]:
    return {m.Subscribe: (Lane.INLINE, told.answer)}


@pytest.fixture
def bus(tmp_path: Path, answers: dict[type[m.Request], tuple[Lane, Answer]]) -> Iterator[BusPair]:
    with run_of_engine(tmp_path, answers) as bus:
        yield bus


def _listening(bus: BusPair, folder: Path, *topics: str) -> Subscription:
    """Past the first snapshots, and known to the engine."""
    subscription = Subscription(folder, topics)
    assert [update.is_snapshot for update in subscription.take(10.0)] == [True] * len(topics)
    _await_listeners(bus, len(topics))
    return subscription


def _await_listeners(bus: BusPair, topics: int) -> None:
    """What is published before goes to nobody, and is made good by one more snapshot."""
    deadline_s = time.monotonic() + 10
    while bus.server.traffic().listeners < topics + 1:  # And the heartbeat.
        assert time.monotonic() < deadline_s


def _take(subscription: Subscription, count: int) -> list[Update]:
    taken: list[Update] = []
    while len(taken) < count:
        got = subscription.take(10.0)
        assert got
        taken += got
    return taken


def test_messages_follow_on_the_snapshot(bus: BusPair, told: Told, tmp_path: Path) -> None:
    told.snapshots[TICKS] = (7, ticks(7))
    with _listening(bus, tmp_path, TICKS) as subscription:
        for seq in (6, 7, 8, 9):
            publish(bus, TICKS, seq, ticks(seq))
        updates = _take(subscription, 2)
    assert [(update.seq, update.is_snapshot) for update in updates] == [(8, False), (9, False)]
    assert (subscription.gaps, told.asked) == (0, 1)


def test_a_gap_is_mended_by_a_snapshot(bus: BusPair, told: Told, tmp_path: Path) -> None:
    with _listening(bus, tmp_path, TICKS) as subscription:
        publish(bus, TICKS, 1, ticks(1))
        assert [update.seq for update in _take(subscription, 1)] == [1]
        told.snapshots[TICKS] = (5, ticks(5))
        publish(bus, TICKS, 5, ticks(5))
        (mended,) = _take(subscription, 1)
        publish(bus, TICKS, 6, ticks(6))
        (after,) = _take(subscription, 1)
    assert mended == Update(TICKS, 5, ticks(5), is_snapshot=True)
    assert after == Update(TICKS, 6, ticks(6))
    assert (subscription.gaps, told.asked) == (1, 2)


def test_of_a_state_the_newest_is_enough_and_of_ticks_none_is_left_out(bus: BusPair, tmp_path: Path) -> None:
    with _listening(bus, tmp_path, TICKS, "replay") as subscription:
        for seq in range(1, 101):
            publish(bus, TICKS, seq, ticks(seq))
            publish(bus, "replay", seq, state(seq))
        updates: list[Update] = []
        while len([update for update in updates if update.topic == TICKS]) < 100 or updates[-1].seq < 100:
            updates += _take(subscription, 1)
    states = [update.seq for update in updates if update.topic == "replay"]
    assert [update.seq for update in updates if update.topic == TICKS] == list(range(1, 101))
    assert states == sorted(states)
    assert states[-1] == 100
    assert subscription.gaps == 0


def test_a_gap_in_a_state_needs_no_mending(bus: BusPair, told: Told, tmp_path: Path) -> None:
    with _listening(bus, tmp_path, "replay") as subscription:
        publish(bus, "replay", 40, state(40))
        assert _take(subscription, 1) == [Update("replay", 40, state(40))]
    assert (subscription.gaps, told.asked) == (0, 1)


def test_another_run_of_the_engine_is_found_and_begins_with_a_snapshot(
    told: Told, answers: dict[type[m.Request], tuple[Lane, Answer]], tmp_path: Path
) -> None:
    with run_of_engine(tmp_path, answers) as first:
        subscription = _listening(first, tmp_path, TICKS)
        publish(first, TICKS, 1, ticks(1))
        assert [update.seq for update in _take(subscription, 1)] == [1]
    assert subscription.take(0.1) == []
    told.snapshots[TICKS] = (3, ticks(3))
    with run_of_engine(tmp_path, answers) as second:
        assert _take(subscription, 1) == [Update(TICKS, 3, ticks(3), is_snapshot=True)]
        _await_listeners(second, 1)
        publish(second, TICKS, 4, ticks(4))
        assert _take(subscription, 1) == [Update(TICKS, 4, ticks(4))]
    subscription.close()


def test_a_topic_that_is_none_is_told(bus: BusPair, tmp_path: Path) -> None:
    with Subscription(tmp_path, ["nonsense"]) as subscription, pytest.raises(RequestFailedError):
        subscription.take(10.0)


def test_without_an_engine_nothing_comes(tmp_path: Path) -> None:
    with Subscription(tmp_path, [TICKS]) as subscription:
        assert subscription.take(0.05) == []
