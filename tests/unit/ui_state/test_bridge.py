"""The bridge: finds, starts, stops, loses and finds again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from pyworkstation.client.connection import MuteEngine
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import GetBars, Heartbeat, ReplayPause, Shutdown
from pyworkstation_ui.bridge import Bridge, Doors
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import BugFound, EngineFound, Event, PhaseChanged, RequestFailed
from pyworkstation_ui.state.older_bars import OlderArrived, OlderWanted
from tests.unit.ui_state.fake_engine import FakeClient, FakeEngine, FakeProcess
from tests.unit.ui_state.market import HOUR, MONDAY, status, symbol_status

DEADLINE_S = 20.0


class World:
    """Engines come and go; a bridge looks on."""

    def __init__(self) -> None:
        self.engine: FakeEngine | None = None
        self.process = FakeProcess()
        self.complaint: Exception | None = None
        self.start_refused: OSError | None = None
        self.mute_pid: int | None = None
        self.killed: list[int] = []
        self.seen: list[Event] = []
        self._stop = threading.Event()
        self.bridge = Bridge(
            Doors(
                find=cast("Any", self._find),
                client=cast("Any", FakeClient),
                stream=cast("Any", lambda engine, _topics: engine.stream),
                start=cast("Any", self._start),
                kill=self._kill,
                start_words=lambda: "error: the home is taken",
            )
        )
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def open(self, engine: FakeEngine | None = None) -> World:
        """Begin."""
        self.engine = engine
        self._heart.start()
        self.bridge.start()
        return self

    def close(self) -> None:
        """End."""
        self.bridge.close()
        self._stop.set()
        self._heart.join(DEADLINE_S)

    def until(self, check: Callable[[Event], bool]) -> Event:
        """The first event not looked at yet that fits; those before it are gone."""
        deadline = time.monotonic() + DEADLINE_S
        pause = threading.Event()
        while time.monotonic() < deadline:
            self.seen += self.bridge.drain()
            while self.seen:
                event = self.seen.pop(0)
                if check(event):
                    return event
            pause.wait(0.005)
        raise AssertionError("it did not happen")

    def until_phase(self, phase: Phase) -> PhaseChanged:
        """The bridge reached a phase."""
        event = self.until(lambda event: isinstance(event, PhaseChanged) and event.phase is phase)
        assert isinstance(event, PhaseChanged)
        return event

    def until_found(self) -> EngineFound:
        """The bridge connected."""
        event = self.until(lambda event: isinstance(event, EngineFound))
        assert isinstance(event, EngineFound)
        return event

    def _kill(self, pid: int) -> None:
        self.killed.append(pid)
        self.mute_pid = None

    def _find(self) -> FakeEngine | MuteEngine | None:
        if self.complaint is not None:
            raise self.complaint
        if self.mute_pid is not None:
            return MuteEngine(self.mute_pid)
        return None if self.engine is None or self.engine.is_gone else self.engine

    def _start(self) -> FakeProcess:
        if self.start_refused is not None:
            raise self.start_refused
        self.engine = None if self.process.code is not None else FakeEngine()
        return self.process

    def _beat(self) -> None:
        while not self._stop.wait(0.1):
            engine = self.engine
            if engine is not None and not engine.is_gone:
                engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def test_a_running_engine_is_found(world: World) -> None:
    engine = FakeEngine(status(symbol_status()))
    world.open(engine)
    world.until_phase(Phase.CONNECTED)
    assert world.until_found() == EngineFound(engine.status, again=False)


def test_without_an_engine_it_says_so_and_refuses_requests(world: World) -> None:
    world.open()
    world.until_phase(Phase.ABSENT)
    request_id = world.bridge.send(ReplayPause(paused=True))
    refusal = world.until(lambda event: isinstance(event, RequestFailed))
    assert refusal == RequestFailed(request_id, "The engine is not connected; nothing was done.")


def test_requests_reach_the_engine(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    world.bridge.send(ReplayPause(paused=True))
    deadline = time.monotonic() + DEADLINE_S
    while ReplayPause(paused=True) not in engine.asked and time.monotonic() < deadline:
        threading.Event().wait(0.005)
    assert ReplayPause(paused=True) in engine.asked


WANTED = OlderWanted("EURUSD", "M1", 1, MONDAY, HOUR)


def test_older_bars_come_without_holding_up_the_stream(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    world.bridge.fetch_older(WANTED)
    arrived = world.until(lambda event: isinstance(event, OlderArrived))
    assert isinstance(arrived, OlderArrived)
    assert (arrived.wanted, arrived.rows.shape[1]) == (WANTED, 3)
    assert GetBars(symbol="EURUSD", timeframe="M1", from_us=MONDAY - HOUR, to_us=MONDAY) in engine.asked


def test_older_bars_that_are_refused_are_said(world: World) -> None:
    world.open(FakeEngine(refuses={GetBars: "nothing is stored"}))
    world.until_found()
    world.bridge.fetch_older(WANTED)
    refusal = world.until(lambda event: isinstance(event, RequestFailed))
    assert refusal == RequestFailed(0, "Older M1 bars: nothing is stored")


def test_an_engine_that_dies_is_lost_and_its_successor_found_again(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    engine.is_gone = True
    ended = world.until_phase(Phase.ABSENT).detail
    assert engine.stream.is_closed
    assert ended == "The engine ended unexpectedly. It runs again when you start it."
    world.engine = FakeEngine()
    world.until_phase(Phase.CONNECTED)
    assert world.until_found().again


def test_an_own_engine_that_is_killed_is_said_in_words(world: World) -> None:
    world.open()
    world.until_phase(Phase.ABSENT)
    world.bridge.start_engine()
    world.until_phase(Phase.CONNECTED)
    assert world.engine is not None
    world.process.code, world.engine.is_gone = -9, True
    assert world.until_phase(Phase.ABSENT).detail == (
        "The engine was killed (signal 9): by somebody, or by the system for want of memory. "
        "It runs again when you start it."
    )


def test_an_engine_that_hangs_is_named_and_killed_when_asked(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    world.mute_pid, engine.is_gone = 4711, True
    assert world.until_phase(Phase.HUNG).detail == "process 4711"
    assert world.killed == []
    world.bridge.kill_engine()
    assert world.until_phase(Phase.ABSENT).detail == ""
    assert world.killed == [4711]


def test_an_engine_that_hung_and_answers_again_is_connected(world: World) -> None:
    world.mute_pid = 4711
    world.open(FakeEngine())
    world.until_phase(Phase.HUNG)
    world.mute_pid = None
    world.until_phase(Phase.CONNECTED)


def test_it_starts_an_engine_and_stops_that_one_when_closed(world: World) -> None:
    world.open()
    world.until_phase(Phase.ABSENT)
    world.bridge.start_engine()
    world.until_phase(Phase.CONNECTED)
    engine = world.engine
    assert engine is not None
    world.bridge.close()
    assert engine.shut_down.is_set()


def test_an_engine_that_it_started_and_left_outlives_it(world: World) -> None:
    world.open()
    world.until_phase(Phase.ABSENT)
    world.bridge.start_engine()
    world.until_phase(Phase.CONNECTED)
    assert world.bridge.owns_engine
    world.bridge.leave_engine()
    assert not world.bridge.owns_engine
    world.bridge.close()
    assert world.engine is not None
    assert not world.engine.shut_down.is_set()


def test_an_engine_it_did_not_start_outlives_it(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    world.bridge.close()
    assert not engine.shut_down.is_set()


def test_stop_stops_whoever_started_it(world: World) -> None:
    engine = FakeEngine()
    world.open(engine)
    world.until_found()
    world.bridge.stop_engine()
    world.until_phase(Phase.ABSENT)
    assert Shutdown() in engine.asked


def test_an_engine_that_ends_at_once_is_reported_with_its_last_words(world: World) -> None:
    world.process.code = 3
    world.open()
    world.until_phase(Phase.ABSENT)
    world.bridge.start_engine()
    assert world.until_phase(Phase.ABSENT).detail == "The engine ended with code 3: error: the home is taken"


def test_an_engine_that_cannot_be_started_is_reported(world: World) -> None:
    world.start_refused = OSError("no such file")
    world.open()
    world.until_phase(Phase.ABSENT)
    world.bridge.start_engine()
    assert world.until_phase(Phase.ABSENT).detail == "The engine could not be started: no such file"


def test_a_connection_file_that_must_not_be_trusted_is_named_once(world: World) -> None:
    world.complaint = EnvironmentFailure("connection.json: expected mode 600, found 644")
    world.open()
    event = world.until(lambda event: isinstance(event, PhaseChanged) and bool(event.detail))
    assert event == PhaseChanged(Phase.ABSENT, "connection.json: expected mode 600, found 644")
    world.complaint = None
    world.engine = FakeEngine()
    world.until_phase(Phase.CONNECTED)


def test_a_bug_is_reported_and_the_bridge_lives(world: World) -> None:
    world.complaint = ZeroDivisionError("oops")
    world.open()
    assert world.until(lambda event: isinstance(event, BugFound)) == BugFound("ZeroDivisionError: oops")
    world.complaint = None
    world.engine = FakeEngine()
    world.until_phase(Phase.CONNECTED)
