"""Each service is given the settings that are declared as its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from pyworkstation.bus.lanes import Lane, Lanes, OpenLane
from pyworkstation.config.settings import Settings, declared_settings
from pyworkstation.domain.home import Home
from pyworkstation.engine_services import (
    Parts,
    alerts_service,
    audit_service,
    replay_service,
    secrets_service,
    services,
    trading_service,
)
from pyworkstation.services.supervision.service import Service

BESIDE_THE_SERVICES = {"database", "log"}
"""What runs before them, and what all of them write to."""


def _services(settings: Settings, lanes: Lanes) -> dict[str, Service[Any]]:
    nothing = cast("Any", None)
    parts = Parts(Home(Path("home")), settings, nothing, lanes, nothing, lambda _: False)
    audit, alerts = audit_service(parts), alerts_service(parts, nothing)
    trading = trading_service(parts, audit, nothing)
    replay = replay_service(parts, trading, nothing)
    return {
        each.name: each
        for each in services(
            parts,
            audit,
            replay,
            trading,
            alerts,
            secrets=secrets_service(parts, audit, nothing),
            running=nothing,
        )
    }


def test_every_setting_is_that_of_a_service_which_there_is() -> None:
    named = {setting.service for setting in declared_settings().values()}
    assert named <= _services(Settings(metrics_port=9187), Lanes()).keys() | BESIDE_THE_SERVICES


@pytest.mark.parametrize(
    ("name", "settings", "threads"),
    [
        ("reading", Settings(worker_threads=3), 3),
        ("queries", Settings(query_threads=5), 5),
        ("queries", Settings(), 2),
        ("imports", Settings(worker_threads=9, query_threads=9), 1),
    ],
)
def test_a_lane_has_as_many_threads_as_its_setting_says(
    monkeypatch: pytest.MonkeyPatch, name: str, settings: Settings, threads: int
) -> None:
    opened: dict[Lane, int] = {}
    lanes = Lanes()

    def note(lane: Lane, *, threads: int) -> OpenLane:
        opened[lane] = threads
        return OpenLane(lane, threads=threads)

    monkeypatch.setattr(lanes, "open", note)
    _services(settings, lanes)[name].start().close()
    assert list(opened.values()) == [threads]
