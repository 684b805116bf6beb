"""What becomes of services that need each other when one does not start, dies, or will not end."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from pyworkstation.domain.errors import BugError, EnvironmentFailure
from pyworkstation.protocol.messages import ServiceHealth
from pyworkstation.services.supervision.back_off import back_off_s
from pyworkstation.services.supervision.service import Service, ServiceDownError
from pyworkstation.services.supervision.start_order import in_start_order
from pyworkstation.services.supervision.supervisor import Supervisor


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class FakePart:
    def __init__(self, name: str, told: list[str], *, end_fails: bool) -> None:
        self.name, self.told, self.end_fails, self.death = name, told, end_fails, ""

    def close(self) -> None:
        self.told.append(f"-{self.name}")
        if self.end_fails:
            raise OSError("it clings to life")


class Scene:
    """A store that all need, a replay that needs it, and requests that need that; the log that needs nothing."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.parts: dict[str, FakePart] = {}
        self.refuses: set[str] = set()
        self.end_fails: set[str] = set()
        self.clock = Clock()
        self.replay = self.service("replay", "store")
        self.supervisor = Supervisor(
            [
                self.service("requests", "replay"),
                self.replay,
                self.service("store"),
                self.service("log"),
            ],
            clock=self.clock,
        )
        self.look = self.supervisor.look

    def service(self, name: str, *needs: str) -> Service[FakePart]:
        def start() -> FakePart:
            if name in self.refuses:
                raise OSError("no memory")
            self.told.append(f"+{name}")
            self.parts[name] = FakePart(name, self.told, end_fails=name in self.end_fails)
            return self.parts[name]

        return Service(name=name, start=start, needs=needs)

    def states(self) -> dict[str, str]:
        return {row.name: row.state for row in self.supervisor.health()}

    def of(self, name: str) -> ServiceHealth:
        return next(row for row in self.supervisor.health() if row.name == name)

    def take_told(self) -> list[str]:
        told, self.told[:] = self.told.copy(), []
        return told


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def _comes_before(told: list[str], *names: str) -> bool:
    places = [told.index(name) for name in names]
    return places == sorted(places)


def test_services_start_in_order_and_stop_in_the_other(scene: Scene) -> None:
    assert set(scene.states().values()) == {"starting"}
    scene.look()
    assert _comes_before(scene.told, "+store", "+replay", "+requests")
    assert set(scene.states().values()) == {"healthy"}
    scene.supervisor.close()
    assert _comes_before(scene.told, "-requests", "-replay", "-store")


def test_one_that_does_not_start_stops_only_those_that_need_it(scene: Scene) -> None:
    scene.refuses.add("replay")
    scene.look()
    assert scene.states() == {"store": "healthy", "replay": "failed", "requests": "failed", "log": "healthy"}
    assert scene.of("replay").reason == "no memory"
    assert scene.of("requests").reason == "replay does not run"
    with pytest.raises(ServiceDownError, match="no memory"):
        scene.supervisor.get(scene.replay)


@pytest.mark.parametrize(
    ("error", "traces"), [(EnvironmentFailure("the port is taken"), 0), (ZeroDivisionError("a bug"), 1)]
)
def test_a_trace_is_for_what_nobody_foresaw(
    caplog: pytest.LogCaptureFixture, error: Exception, traces: int
) -> None:
    def fails() -> FakePart:
        raise error

    with caplog.at_level(logging.ERROR):
        supervisor = Supervisor([Service(name="metrics", start=fails)])
        supervisor.look()
    assert [row.reason for row in supervisor.health()] == [str(error)]
    assert len([record for record in caplog.records if record.exc_info]) == traces
    assert str(error) in caplog.text
    caplog.clear()


def test_one_that_dies_takes_those_along_that_need_it_and_all_come_back(scene: Scene) -> None:
    scene.look()
    scene.take_told()
    scene.parts["replay"].death = "a bug"
    scene.look()
    assert scene.take_told() == ["-requests", "-replay"]
    assert scene.of("replay").reason == "a bug"
    assert (scene.states()["store"], scene.states()["log"]) == ("healthy", "healthy")
    scene.clock.now_s += 0.5
    scene.look()
    assert scene.take_told() == ["+replay", "+requests"]
    assert scene.of("replay") == ServiceHealth(name="replay", state="healthy", restarts=1)
    assert scene.supervisor.get(scene.replay) is scene.parts["replay"]


def test_one_that_dies_again_and_again_is_tried_less_and_less_often(scene: Scene) -> None:
    scene.look()
    tried_at_s: list[float] = []
    scene.refuses.add("replay")
    scene.parts["replay"].death = "a bug"
    died_s = scene.clock.now_s
    for _ in range(400):
        before = scene.supervisor._watched["replay"].deaths_in_a_row
        scene.look()
        if scene.supervisor._watched["replay"].deaths_in_a_row > before:
            tried_at_s.append(scene.clock.now_s - died_s)
        scene.clock.now_s += 0.5
    # 0.5, 1, 2, 4, ... seconds lie between two trials, and never more than 60.
    assert tried_at_s == [0.0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5, 123.5, 183.5]


@pytest.mark.parametrize(("deaths", "wait_s"), [(1, 0.5), (2, 1), (5, 8), (8, 60), (1000, 60)])
def test_back_off(deaths: int, wait_s: float) -> None:
    assert back_off_s(deaths) == wait_s


def test_one_that_ran_for_long_is_started_again_at_once(scene: Scene) -> None:
    scene.look()
    for _ in range(5):
        scene.parts["log"].death = "a bug"
        scene.look()
        scene.clock.now_s += 0.5
        scene.look()
        assert scene.states()["log"] == "healthy"
        scene.clock.now_s += 60


def test_one_that_does_not_end_keeps_no_other_from_ending(scene: Scene) -> None:
    scene.end_fails.add("replay")
    scene.look()
    scene.supervisor.close()
    assert {"-requests", "-replay", "-store", "-log"} <= set(scene.told)


def test_trouble_over_a_request_degrades_until_the_next_goes_well(scene: Scene) -> None:
    scene.look()
    scene.supervisor.note("store", "the disk is full")
    assert scene.of("store") == ServiceHealth(name="store", state="degraded", reason="the disk is full")
    scene.supervisor.note("store", "")
    assert scene.of("store").state == "healthy"


@pytest.mark.parametrize(
    ("needs", "says"),
    [
        ({"a": ("b",)}, "service a needs b, which nobody declared"),
        ({"a": ("b",), "b": ("c",), "c": ("a",)}, "in a circle"),
        ({"a": ("a",)}, "in a circle"),
    ],
)
def test_needs_that_cannot_be_met_are_a_bug(needs: dict[str, tuple[str, ...]], says: str) -> None:
    services: list[Service[Any]] = [
        Service(name=name, start=lambda: FakePart("", [], end_fails=False), needs=of)
        for name, of in needs.items()
    ]
    with pytest.raises(BugError, match=says):
        in_start_order(services)
