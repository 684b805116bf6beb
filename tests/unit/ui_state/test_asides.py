"""Requests beside the stream: answered in the order of their kind, forgotten when asked, ended when the engine goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.protocol.messages import (
    GetStatus,
    GetTraffic,
    Pong,
    Reply,
    Request,
)
from pyworkstation_ui.asides import Asides
from pyworkstation_ui.state.events import BugFound, Event, ReplyArrived, ReplyEnded
from tests.unit.ui_state.market import status

DEADLINE_S = 20.0
TRAFFIC = Pong(nonce=1, engine_version="1")


class Slow:
    """A client whose answers wait for the test; what it raises is given."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked = threading.Event()
        self.raises: Exception | None = None
        self.closed = 0

    def request(
        self,
        body: Request,
        *,
        timeout_s: float | None = None,
        while_waiting: Callable[[], None] | None = None,
    ) -> Iterator[Reply]:
        """One part, when it may."""
        self.asked.set()
        if self.raises is not None:
            raise self.raises
        while not self.may_answer.wait(0.01):
            assert while_waiting is not None
            while_waiting()
        yield status() if isinstance(body, GetStatus) else TRAFFIC

    def call(self, body: Request, *, timeout_s: float | None = None) -> Reply:
        """Not needed here."""
        raise NotImplementedError

    def ping(self) -> float:
        """Not needed here."""
        raise NotImplementedError

    def close(self) -> None:
        """Hung up."""
        self.closed += 1


class Lanes:
    """Lanes whose first client is `first`, and all others quick."""

    def __init__(self) -> None:
        self.first = Slow()
        self.events: SimpleQueue[Event] = SimpleQueue()
        self._given = 0
        self.asides = Asides(self._client, self.events.put)

    def _client(self) -> Slow:
        self._given += 1
        client = self.first if self._given == 1 else Slow()
        if client is not self.first:
            client.may_answer.set()
        return client

    def next(self) -> Event:
        """The next event."""
        return self.events.get(timeout=DEADLINE_S)


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    lanes = Lanes()
    yield lanes
    lanes.asides.close()


def test_an_answer_comes_in_parts_and_ends(lanes: Lanes) -> None:
    lanes.first.may_answer.set()
    lanes.asides.ask(7, GetStatus())
    assert [lanes.next(), lanes.next()] == [ReplyArrived(7, status()), ReplyEnded(7)]


def test_a_slow_answer_holds_up_no_other_kind(lanes: Lanes) -> None:
    lanes.asides.ask(1, GetStatus())
    assert lanes.first.asked.wait(DEADLINE_S)
    lanes.asides.ask(2, GetTraffic())
    assert [lanes.next(), lanes.next()] == [ReplyArrived(2, TRAFFIC), ReplyEnded(2)]
    lanes.first.may_answer.set()
    assert lanes.next() == ReplyArrived(1, status())


def test_a_forgotten_question_makes_way_for_the_next_of_its_kind(lanes: Lanes) -> None:
    lanes.asides.ask(1, GetStatus())
    assert lanes.first.asked.wait(DEADLINE_S)
    lanes.asides.ask(2, GetStatus())
    lanes.asides.forget(1)
    lanes.asides.forget(2)
    lanes.asides.ask(3, GetTraffic())
    assert lanes.next() == ReplyArrived(3, TRAFFIC)


@pytest.mark.parametrize(
    ("error", "fault", "hangs_up"),
    [
        (RequestFailedError("input_error", "expected a symbol", {}), "expected a symbol", 0),
        (EngineGoneError("the engine went away", outcome="unknown"), "the engine went away", 1),
    ],
)
def test_a_failure_ends_the_answer_with_its_reason(
    lanes: Lanes, error: Exception, fault: str, hangs_up: int
) -> None:
    lanes.first.raises = error
    lanes.asides.ask(4, GetStatus())
    ended = lanes.next()
    assert isinstance(ended, ReplyEnded)
    assert fault in ended.fault
    assert lanes.first.closed == hangs_up


def test_a_bug_is_told_and_the_lane_lives(lanes: Lanes, caplog: pytest.LogCaptureFixture) -> None:
    lanes.first.raises = ZeroDivisionError("by zero")
    lanes.asides.ask(4, GetStatus())
    assert lanes.next() == BugFound("ZeroDivisionError: by zero")
    assert isinstance(lanes.next(), ReplyEnded)
    caplog.clear()
    lanes.asides.ask(5, GetStatus())
    assert lanes.next() == ReplyArrived(5, status())


def test_when_the_engine_goes_every_answer_ends(lanes: Lanes) -> None:
    lanes.asides.ask(1, GetStatus())
    assert lanes.first.asked.wait(DEADLINE_S)
    lanes.asides.ask(2, GetStatus())
    lanes.asides.close()
    ended = [lanes.next(), lanes.next()]
    assert [event.request_id for event in ended if isinstance(event, ReplyEnded)] == [1, 2]
    assert all(isinstance(event, ReplyEnded) and "went away" in event.fault for event in ended)
